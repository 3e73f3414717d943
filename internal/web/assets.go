package web

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"net/http"
	"path"
	"strings"

	"github.com/newsarc/newsarc/internal/render"
)

//go:embed static
var staticFiles embed.FS

// assets are the style sheets, the scripts and the icon, under names that hold
// a hash of their content: they can be kept forever.
type assets struct {
	paths map[string]string // "site.css" -> "/static/site-1a2b3c4d.css"
	files map[string]reply  // by hashed name
}

func newAssets() (*assets, error) {
	a := &assets{paths: map[string]string{}, files: map[string]reply{}}
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		data, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			return nil, err
		}
		a.add(e.Name(), data)
	}
	a.add("diff.css", []byte(render.DiffStyle))
	a.add("timeline.css", []byte(string(render.TimelineStyle)+string(render.TimelineChartStyle)))
	a.add("timeline.js", []byte(render.TimelineScript))
	return a, nil
}

func (a *assets) add(name string, data []byte) {
	types := map[string]string{
		".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	}
	sum := sha256.Sum256(data)
	ext := path.Ext(name)
	hashed := strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:6]) + ext
	a.paths[name] = "/static/" + hashed
	a.files[hashed] = reply{contentType: types[ext], body: data, cache: forever}
}

// path returns the address of an asset.
func (a *assets) path(name string) (string, error) {
	p, ok := a.paths[name]
	if !ok {
		return "", fmt.Errorf("no asset %q", name)
	}
	return p, nil
}

func (a *assets) serve(_ context.Context, r *http.Request) (reply, error) {
	p, ok := a.files[r.PathValue("name")]
	if !ok {
		return reply{}, notFound("no file %q", r.PathValue("name"))
	}
	return p, nil
}
