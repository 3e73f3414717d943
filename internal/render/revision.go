package render

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/newsarc/newsarc/news"
)

// abbrev is the number of hex digits that name a commit where space is short.
const abbrev = 10

// Revisions prints revisions as text, as log and show do.
type Revisions struct {
	Terminal
	Location *time.Location // of captured times; UTC when nil
}

// Line prints a revision on one line.
func (p Revisions) Line(w io.Writer, rev *news.Revision) error {
	head := fmt.Sprintf("%s @%d ", p.when(rev.Captured, "2006-01-02 15:04"), rev.Number)
	if rev.Class == news.Extraction {
		head += "[extraction] "
	}
	text := Safe(rev.Headline)
	if rev.Summary != "" {
		text += " (" + Safe(rev.Summary) + ")"
	}
	_, err := fmt.Fprintf(w, "%s %s%s\n", p.Paint(Yellow, short(rev.Commit)), head, p.rest(text, abbrev+1+len(head)))
	return err
}

// rest cuts a text to what is left of a line of the terminal after used
// columns; a file or a pipe gets all of it.
func (p Revisions) rest(text string, used int) string {
	if p.Width == 0 {
		return text
	}
	return Truncate(text, max(20, p.Width-used))
}

// Entry prints what is known of a revision but its text.
func (p Revisions) Entry(w io.Writer, rev *news.Revision) error {
	var sb strings.Builder
	sb.WriteString(p.Paint(Yellow, "revision "+rev.Commit) + "\n")
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&sb, "%-10s %s\n", name+":", Safe(value))
		}
	}
	line("Story", Name(rev))
	line("URL", rev.URL)
	if rev.Class != news.Publisher {
		line("Class", string(rev.Class))
	}
	line("Published", rev.Published.String())
	line("Modified", rev.Modified.String())
	line("Captured", p.when(rev.Captured, "2006-01-02 15:04:05 -0700"))
	sb.WriteString("\n")
	indented := func(style Style, text string) {
		for _, s := range Wrap(Safe(text), max(0, p.Width-4)) {
			sb.WriteString("    " + p.Paint(style, s) + "\n")
		}
	}
	indented(Bold, rev.Headline)
	if rev.Summary != "" {
		indented(Plain, rev.Summary)
	}
	_, err := io.WriteString(w, sb.String())
	return err
}

// Article prints a text for reading.
func (p Revisions) Article(w io.Writer, a *news.Article) error {
	var sb strings.Builder
	paragraph := func(indent string, style Style, s string) {
		columns := min(p.Width, 80)
		for _, line := range Wrap(Safe(s), max(0, columns-Width(indent))) {
			sb.WriteString(indent + p.Paint(style, line) + "\n")
		}
	}
	if !a.StandIn { // else it is the first sentence, which follows
		paragraph("", Bold, a.Headline)
	}
	for _, s := range []string{a.Subhead, a.Byline, a.Dateline} {
		if s != "" {
			paragraph("", Plain, s)
		}
	}
	for i, para := range a.Body {
		if i == 0 || para.Kind != news.Item || a.Body[i-1].Kind != news.Item {
			sb.WriteString("\n")
		}
		switch para.Kind {
		case news.Heading:
			paragraph("", Bold, para.Text())
		case news.Quote:
			paragraph("    ", Plain, para.Text())
		case news.Item:
			paragraph("  - ", Plain, para.Text())
		case news.Caption:
			paragraph("", Italic, "["+para.Text()+"]")
		default:
			paragraph("", Plain, para.Text())
		}
	}
	for _, n := range a.Notes {
		sb.WriteString("\n")
		paragraph("", Cyan, "["+string(n.Kind)+"] "+n.Text)
	}
	_, err := io.WriteString(w, sb.String())
	return err
}

// Story prints a story on one line.
func (p Revisions) Story(w io.Writer, id, headline string, revisions int, last time.Time) error {
	day, id := p.when(last, time.DateOnly), Safe(id)
	used := len(day) + Width(id) + 8
	_, err := fmt.Fprintf(w, "%s %4d  %s  %s\n", day, revisions, p.Paint(Yellow, id), p.rest(Safe(headline), used))
	return err
}

// Silent prints, below its story, a revision that changed facts without saying
// so, or, with sameText, one that claims a change and shows none.
func (p Revisions) Silent(w io.Writer, number int, captured time.Time, sameText bool, summary string) error {
	what := summary
	if sameText {
		what = "a new modified time, the same text"
	}
	_, err := fmt.Fprintf(w, "    @%d %s %s\n", number, p.when(captured, "2006-01-02 15:04"), Safe(what))
	return err
}

// Outcome prints what became of a text that was to be archived.
func (p Revisions) Outcome(w io.Writer, status string, rev *news.Revision, note string) error {
	name := Safe(Name(rev))
	_, err := fmt.Fprintf(w, "%-9s %s  %s\n", status, p.Paint(Yellow, name), p.rest(Safe(rev.Headline), 12+Width(name)))
	for _, s := range []string{rev.Summary, note} {
		if s != "" && err == nil && status != "unchanged" {
			_, err = fmt.Fprintf(w, "          %s\n", p.Paint(Dim, Safe(s)))
		}
	}
	return err
}

// Hit prints a text that answers a query; marks are the byte spans of the
// snippet that do. First and last are the revisions in which it answers.
func (p Revisions) Hit(w io.Writer, rev *news.Revision, snippet string, marks [][2]int, first, last int) error {
	name, in := Safe(Name(rev)), ""
	if first != last {
		in = fmt.Sprintf(" (in @%d to @%d)", first, last)
	}
	day := p.when(rev.Captured, time.DateOnly)
	headline := p.rest(Safe(rev.Headline), Width(name)+len(in)+len(day)+4)
	var sb strings.Builder
	pos := 0
	for _, m := range marks {
		if m[0] < pos || m[1] > len(snippet) {
			continue
		}
		sb.WriteString(Safe(snippet[pos:m[0]]) + p.Paint(Bold, Safe(snippet[m[0]:m[1]])))
		pos = m[1]
	}
	sb.WriteString(Safe(snippet[pos:]))
	_, err := fmt.Fprintf(w, "%s%s  %s  %s\n    %s\n", p.Paint(Yellow, name), in, day, headline, sb.String())
	return err
}

// Name returns the name by which a person can ask for a revision.
func Name(rev *news.Revision) string { return rev.Story + "@" + strconv.Itoa(rev.Number) }

func (p Revisions) when(t time.Time, layout string) string {
	if p.Location == nil {
		return t.UTC().Format(layout)
	}
	return t.In(p.Location).Format(layout)
}

func short(commit string) string { return commit[:min(abbrev, len(commit))] }
