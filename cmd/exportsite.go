package cmd

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/mirror"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/internal/web"
)

// siteFormat is the format of export that is no list of texts.
const siteFormat = "site"

const siteHelp = "a folder of web pages, as newsarc serve shows them, for any web server"

// checkSite refuses what makes no sense of a site.
func (o *exportOptions) checkSite(stories []string) error {
	switch {
	case len(stories) > 0 || o.filter.isSet():
		return usage("export", "--format site writes the whole archive, not some stories of it")
	case o.output == "" || o.output == "-":
		return usage("export", "--format site writes a folder: name it with -o")
	case o.baseURL == "":
		return usage("export", "--format site needs --base-url, where the folder will be published: its pages cite their addresses")
	}
	base, err := url.Parse(o.baseURL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return usage("export", "--base-url takes the address of a web site, got %q", o.baseURL)
	}
	return nil
}

// runExportSite writes the site of the whole archive as files.
func runExportSite(ctx context.Context, e *env, o *exportOptions, stories []string) error {
	if err := o.checkSite(stories); err != nil {
		return err
	}
	if err := os.MkdirAll(o.output, 0o777); err != nil {
		return plainPath(err)
	}
	dir, err := os.OpenRoot(o.output)
	if err != nil {
		return plainPath(err)
	}
	defer dir.Close()
	return e.withRest(ctx, func(a *archive.Archive, skip func(error)) error {
		now, err := e.now()
		if err != nil {
			return err
		}
		named := map[string]bool{} // what many pages lack is told once
		lacking := func(err error) {
			if !named[err.Error()] {
				named[err.Error()] = true
				skip(err)
			}
		}
		s, err := web.New(a, web.Options{Name: filepath.Base(e.root), Now: func() time.Time { return now }, Damage: lacking})
		if err != nil {
			return err
		}
		progress := e.progressLine("writing pages")
		sum, err := mirror.Write(ctx, s.Pages(), dir, mirror.Options{
			Base: o.baseURL, Start: []string{"/"},
			Follow: func(u *url.URL) bool { return web.Filed(u, o.evidence) },
			Name:   web.FileName,
			Failed: func(p *mirror.StatusError) { skip(fmt.Errorf("%w: the file says why", p)) },
			Found:  func(written, known int) { progress.Advance(int64(written), float64(written)/float64(known)) },
		})
		progress.Clear()
		var page *mirror.StatusError
		if errors.As(err, &page) {
			return hint(err, "newsarc verify --read-data")
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "%s, %s, in %s\n", count(sum.Files, "file"), humanize.Bytes(uint64(sum.Bytes)), render.Safe(o.output))
		return nil
	})
}
