package render

import (
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/news"
)

// Compared is one comparison of a page: a page of a story's history has one for
// each revision.
type Compared struct {
	Result  *diff.Result
	Options DiffOptions
}

// DiffHTML prints comparisons as one page that needs nothing else: no scripts,
// no fonts, no network. It follows the reader's light or dark setting and can
// be printed. What is old is struck through on orange, what is new underlined
// on blue, so that no meaning hangs on a colour.
func DiffHTML(w io.Writer, title string, all []Compared) error {
	p := &page{}
	p.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
	p.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
	p.raw("<meta name=\"color-scheme\" content=\"light dark\">\n<title>", esc(title), "</title>\n")
	p.raw("<style>\n", DiffStyle, "</style>\n</head>\n<body>\n")
	if len(all) != 1 {
		p.raw("<h1 dir=\"auto\">", esc(title), "</h1>\n")
	}
	for i, c := range all {
		p.comparison(&c, fmt.Sprintf("c%d", i+1), len(all) > 1)
	}
	p.raw("</body>\n</html>\n")
	_, err := io.WriteString(w, p.sb.String())
	return err
}

// DiffFragment prints one comparison as HTML to be put in a page that has
// DiffStyle. The prefix keeps its anchors apart from others of that page.
func DiffFragment(w io.Writer, r *diff.Result, o DiffOptions, prefix string) error {
	p := &page{}
	p.comparison(&Compared{r, o}, prefix, true)
	_, err := io.WriteString(w, p.sb.String())
	return err
}

// page builds HTML. All text of articles goes through esc.
type page struct {
	sb     strings.Builder
	r      *diff.Result
	prefix string
}

// markup is HTML, as opposed to text that would have to be escaped.
type markup string

func (p *page) raw(parts ...markup) {
	for _, s := range parts {
		p.sb.WriteString(string(s))
	}
}

// esc neutralises and escapes.
func esc(s string) markup { return markup(html.EscapeString(Safe(s))) }

func (p *page) comparison(c *Compared, prefix string, nested bool) {
	p.r, p.prefix = c.Result, prefix
	h := markup("h1")
	if nested {
		h = "h2"
	}
	p.raw("<article class=\"nd\" id=\"", markup(prefix), "\">\n<header>\n<", h, " dir=\"auto\">")
	p.headline()
	p.raw("</", h, ">\n<p class=\"nd-sum\">", summaryHTML(p.r.Summary()), "</p>\n")
	p.sides(&c.Options)
	if p.r.Coarse {
		p.raw("<p class=\"nd-coarse\">Coarse: the texts were too large or too repetitive to be compared in every detail.</p>\n")
	}
	p.raw("</header>\n")
	if p.r.Changed() {
		p.signals()
		p.fields()
		p.body()
	} else {
		p.raw("<p>The two texts are the same.</p>\n")
	}
	p.raw("</article>\n")
}

// headline shows the headline with its changes.
func (p *page) headline() {
	for i := range p.r.Fields {
		if f := &p.r.Fields[i]; f.Name == "headline" {
			p.pieces(weaveField(f))
			return
		}
	}
	switch {
	case p.r.New != nil:
		p.raw(esc(p.r.New.Headline))
	case p.r.Old != nil:
		p.raw(esc(p.r.Old.Headline))
	}
}

// sides tells what is compared, each clock by its name.
func (p *page) sides(o *DiffOptions) {
	p.raw("<table class=\"nd-sides\">\n<tr><th></th><th>text</th><th>published <small>(claimed)</small></th>" +
		"<th>modified <small>(claimed)</small></th><th>captured <small>(seen)</small></th></tr>\n")
	row := func(mark, name string, a *news.Article, rev *news.Revision) {
		p.raw("<tr><th>", markup(mark), "</th><td>")
		if a == nil {
			p.raw("none</td><td></td><td></td><td></td></tr>\n")
			return
		}
		captured := ""
		if rev != nil {
			captured = sideTime(news.Instant(rev.Captured.UTC()))
		}
		p.raw(esc(name), "</td>")
		for _, clock := range []struct {
			label markup
			at    string
		}{{"published (claimed)", sideTime(a.Published)}, {"modified (claimed)", sideTime(a.Modified)}, {"captured (seen)", captured}} {
			p.raw("<td data-label=\"", clock.label, "\">", esc(clock.at), "</td>")
		}
		p.raw("</tr>\n")
	}
	row("<del>old</del>", o.OldName, p.r.Old, o.OldRevision)
	row("<ins>new</ins>", o.NewName, p.r.New, o.NewRevision)
	p.raw("</table>\n")
}

// sideTime writes a time as readers compare it, in the zone that it came in.
func sideTime(t news.Time) string {
	if t.IsZero() || t.DateOnly {
		return t.String()
	}
	if _, offset := t.Zone(); offset == 0 {
		return t.Format("2006-01-02 15:04:05 UTC")
	}
	return t.Format("2006-01-02 15:04:05 -07:00")
}

// pieces shows both texts read as one.
func (p *page) pieces(all []inline) {
	for _, x := range all {
		p.piece(x)
	}
}

func (p *page) piece(x inline) {
	class := markup("")
	switch {
	case x.moved():
		class = " class=\"mv\" title=\"moved within the sentence\""
	case x.edit != nil && x.edit.Form:
		class = " class=\"fm\""
	}
	switch x.op {
	case '-':
		p.raw("<del", class, ">", esc(x.text), "</del>")
	case '+':
		p.raw("<ins", class, ">", esc(x.text), "</ins>")
	default:
		p.raw(esc(x.text))
	}
}

// signals lists what changed in substance, and behind a fold what changed in
// form, each with a link to its place.
func (p *page) signals() {
	var facts, form []*diff.Signal
	for i := range p.r.Signals {
		s := &p.r.Signals[i]
		switch {
		case s.Kind.Fact() || s.Kind == diff.Correction:
			facts = append(facts, s)
		case s.Kind == diff.Style || s.Kind == diff.Typo || s.Kind == diff.Layout || s.Kind == diff.Link:
			form = append(form, s)
		}
	}
	if len(facts) > 0 {
		p.raw("<section class=\"nd-sig\">\n<h3>In substance</h3>\n")
		p.signalTable(facts)
		p.raw("</section>\n")
	}
	if len(form)+len(p.r.Noise) > 0 {
		p.raw("<details class=\"nd-sig\">\n<summary>In form: ", markup(fmt.Sprint(len(form)+len(p.r.Noise))), "</summary>\n")
		p.signalTable(form)
		for _, n := range p.r.Noise {
			p.raw("<p>Noise, by the rule <i>", esc(n.Rule), "</i>: <del>", esc(n.Old.Text), "</del> <ins>", esc(n.New.Text), "</ins></p>\n")
		}
		p.raw("</details>\n")
	}
}

func (p *page) signalTable(all []*diff.Signal) {
	p.raw("<table>\n")
	for _, s := range all {
		p.raw("<tr><th>", esc(string(s.Kind)), "</th><td>", esc(s.Detail), "</td><td dir=\"auto\">")
		if s.Old.Text != "" {
			p.raw("<del>", esc(s.Old.Text), "</del> ")
		}
		if s.New.Text != "" {
			p.raw("<ins>", esc(s.New.Text), "</ins>")
		}
		p.raw("</td><td>")
		if s.Pair >= 0 {
			p.raw("<a href=\"#", p.anchor(s.Pair), "\">", esc(p.place(&p.r.Pairs[s.Pair])), "</a>")
		} else {
			p.raw(esc(s.New.Field))
		}
		p.raw("</td></tr>\n")
	}
	p.raw("</table>\n")
}

// place names the paragraph of a pair.
func (p *page) place(x *diff.Pair) string {
	if len(x.New) > 0 {
		return fmt.Sprintf("paragraph %d", p.r.NewSentences[x.New[0]].Paragraph+1)
	}
	return fmt.Sprintf("old paragraph %d", p.r.OldSentences[x.Old[0]].Paragraph+1)
}

// anchor returns the name of the place of a pair in the text.
func (p *page) anchor(pair int) markup { return markup(fmt.Sprintf("%s-p%d", p.prefix, pair)) }

// leftAnchor returns the name of the place that a moved pair left.
func (p *page) leftAnchor(pair int) markup { return markup(fmt.Sprintf("%s-o%d", p.prefix, pair)) }

func (p *page) fields() {
	some := false
	for i := range p.r.Fields {
		f := &p.r.Fields[i]
		if f.Name == "headline" {
			continue
		}
		if !some {
			p.raw("<section>\n<h3>Beside the text</h3>\n<dl class=\"nd-fields\">\n")
			some = true
		}
		p.raw("<dt>", esc(fieldTitle(f)), "</dt><dd dir=\"auto\">")
		if f.Old == f.New {
			p.raw(esc(f.New), " <i>moved in its list</i>")
		} else {
			p.pieces(weaveField(f))
		}
		p.raw("</dd>\n")
	}
	if some {
		p.raw("</dl>\n</section>\n")
	}
}
