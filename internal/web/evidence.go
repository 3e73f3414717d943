package web

import (
	"bytes"
	"context"
	"net/http"
	"strings"

	"github.com/newsarc/newsarc/internal/evidence"
	"github.com/newsarc/newsarc/news"
)

// evidence answers with a file that holds what a comparison, or one revision,
// rests on. The same commits always give the same bytes.
func (s *Server) evidence(ctx context.Context, r *http.Request) (reply, error) {
	name := strings.TrimSuffix(r.PathValue("range"), ".zip")
	var old *news.Revision
	var rev news.Revision
	var err error
	if strings.Contains(name, "..") {
		old, rev, _, err = s.rangeOf(ctx, name)
	} else {
		rev, err = s.archive.Resolve(ctx, name)
	}
	if err != nil {
		return reply{}, err
	}
	if path := rangePath(old, rev); path != name {
		return redirect("/evidence/" + path), nil
	}
	var data bytes.Buffer
	c := evidence.Case{Old: old, New: rev, Clone: base(r) + gitPath}
	if err := evidence.Write(ctx, &data, s.archive, c); err != nil {
		return reply{}, err
	}
	return reply{contentType: "application/zip", body: data.Bytes(), cache: forever, header: map[string]string{
		"Content-Disposition": `attachment; filename="` + c.Name() + `"`,
	}}, nil
}
