package web

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strings"

	reference "github.com/newsarc/newsarc/internal/cite"
	"github.com/newsarc/newsarc/internal/join"
)

// referenceForm is a form of references by the extension of its file.
type referenceForm struct{ ext, format, contentType string }

// referenceForms lists the forms that reference managers read, and one for people.
var referenceForms = []referenceForm{
	{".ris", "ris", "application/x-research-info-systems; charset=utf-8"},
	{".bib", "bibtex", "application/x-bibtex; charset=utf-8"},
	{".json", "csl-json", "application/vnd.citationstyles.csl+json; charset=utf-8"},
	{".txt", "text", "text/plain; charset=utf-8"},
}

// reference answers with the reference to a revision for a reference manager, in
// the form that the extension names.
func (s *Server) reference(ctx context.Context, r *http.Request) (reply, error) {
	path := r.PathValue("name")
	at := slices.IndexFunc(referenceForms, func(f referenceForm) bool { return strings.HasSuffix(path, f.ext) })
	if at < 0 {
		return reply{}, notFound("no reference %q: its name ends in .ris, .bib, .json or .txt", path)
	}
	f := referenceForms[at]
	rev, canonical, err := s.named(ctx, strings.TrimSuffix(path, f.ext))
	if err != nil {
		return reply{}, err
	}
	if !canonical {
		return redirect("/cite/" + rev.Commit + f.ext), nil
	}
	with, err := join.Read(ctx, s.archive, rev)
	if err != nil {
		return reply{}, err
	}
	formats := reference.Formats()
	write := formats[slices.IndexFunc(formats, func(g reference.Format) bool { return g.Name == f.format })].Write
	var b bytes.Buffer
	ref := reference.Reference{Revision: with, Byline: with.Article.Byline, Address: base(r) + "/revision/" + rev.Commit}
	if err := write(&b, []reference.Reference{ref}); err != nil {
		return reply{}, err
	}
	return reply{contentType: f.contentType, body: b.Bytes(), header: map[string]string{
		"Content-Disposition": `attachment; filename="newsarc-` + short(rev.Commit) + f.ext + `"`,
	}}, nil
}
