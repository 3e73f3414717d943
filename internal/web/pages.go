package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/news"
)

//go:embed templates
var templateFiles embed.FS

// page is what the frame of every page is made of.
type page struct {
	Title   string
	Name    string       // of the archive
	Section string       // of the navigation
	Query   string       // in the search field
	Feed    template.URL // query string of the page's feed; "-" for none
	Styles  []string
	Scripts []string
	Cite    *citation // nil where there is nothing to cite
	Data    any
}

// pages holds the templates, each with the frame and the parts.
type pages struct {
	byName map[string]*template.Template
}

func newPages(a *assets) (*pages, error) {
	funcs := template.FuncMap{
		"asset": a.path, "when": clockTime, "stamp": stamp, "claimed": claimed, "short": short,
		"kind": kindLabel, "spell": spell, "candour": candourLabel, "plural": plural, "arrows": arrows, "summary": summary, "storyURL": storyURL, "query": query, "join": strings.Join,
	}
	frame, err := template.New("frame").Funcs(funcs).ParseFS(templateFiles, "templates/frame.html", "templates/parts.html")
	if err != nil {
		return nil, err
	}
	entries, err := templateFiles.ReadDir("templates/pages")
	if err != nil {
		return nil, err
	}
	p := &pages{byName: map[string]*template.Template{}}
	for _, e := range entries {
		t, err := frame.Clone()
		if err != nil {
			return nil, err
		}
		if t, err = t.ParseFS(templateFiles, "templates/pages/"+e.Name()); err != nil {
			return nil, err
		}
		p.byName[strings.TrimSuffix(e.Name(), ".html")] = t
	}
	return p, nil
}

// render makes a page.
func (p *pages) render(name string, data page) (reply, error) {
	t := p.byName[name]
	if t == nil {
		return reply{}, fmt.Errorf("no template %q", name)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "frame", data); err != nil {
		return reply{}, err
	}
	return reply{contentType: "text/html; charset=utf-8", body: showControls(b.Bytes())}, nil
}

// page renders a page of the site.
func (s *Server) page(name string, p page) (reply, error) {
	p.Name = s.o.Name
	return s.pages.render(name, p)
}

// stamp writes an instant for machines.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// claimed writes a time that a publisher claims.
func claimed(t news.Time) string {
	switch {
	case t.IsZero():
		return ""
	case t.DateOnly:
		return t.Format("2 Jan 2006")
	}
	return t.Format("2 Jan 2006, 15:04 -07:00")
}

// short is a commit id as people read it out.
func short(commit string) string { return commit[:min(10, len(commit))] }

// summary writes a summary for a page; package render escapes it.
func summary(s string) template.HTML { return template.HTML(render.SummaryHTML(s)) }

// arrows writes the arrows of a summary as such, where there can be no markup.
func arrows(s string) string { return strings.ReplaceAll(s, "->", "→") }

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// storyURL returns the address of a story's page. Ids are parts of lower-case
// ASCII, and yet nothing is left to that.
func storyURL(id string) string { return "/story/" + escapePath(id) }

func escapePath(s string) string {
	parts := strings.Split(s, "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts, "/")
}

// query builds a query string out of names and values; empty values are left
// out. Its type keeps templates from escaping it again, with its "=".
func query(pairs ...string) template.URL {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return template.URL(v.Encode()) //nolint:gosec // all of it is escaped
}

// kindLabel names a signal for readers.
func kindLabel(k diff.SignalKind) string {
	switch k {
	case diff.NameChange:
		return "name"
	case diff.Content:
		return "wording of facts"
	}
	return string(k)
}

// candourLabel says in words whether a revision tells what it does.
func candourLabel(c diff.Candour) string {
	return map[diff.Candour]string{
		diff.Untouched: "no change", diff.Stamped: "new date, same text", diff.Cosmetic: "no fact changed",
		diff.Corrected: "says so in a notice", diff.Dated: "new modified time", diff.Silent: "silent",
	}[c]
}

// notFound says that there is no such thing.
func notFound(format string, args ...any) error {
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), archive.ErrNotFound)
}
