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
	Clock    string         // published or modified: Line shows that claim too, by its name
}

// Line prints a revision on one line: its commit, when it was seen, its number, its
// headline and what it changed.
func (p Revisions) Line(w io.Writer, rev *news.Revision) error {
	head := fmt.Sprintf("%s @%d ", p.when(rev.Captured, "2006-01-02 15:04"), rev.Number)
	if rev.Class == news.Extraction {
		head += "[extraction] "
	}
	switch p.Clock {
	case "published":
		head += claimed(p.Clock, rev.Published)
	case "modified":
		head += claimed(p.Clock, rev.Modified)
	}
	text := Safe(rev.Headline)
	if rev.Summary != "" {
		text += " (" + Safe(rev.Summary) + ")"
	}
	_, err := fmt.Fprintf(w, "%s %s%s\n", p.Paint(Yellow, short(rev.Commit)), head, p.rest(text, abbrev+1+len(head)))
	return err
}

// claimed names a time that the publisher claims.
func claimed(clock string, t news.Time) string {
	if t.IsZero() {
		return "[not " + clock + "] "
	}
	return "[" + clock + " " + t.String() + "] "
}

// roomy is the width in columns from which a headline stands beside the id of
// its story; on a narrower terminal it has a line of its own, uncut.
const roomy = 120

func (p Revisions) narrow() bool { return p.Width > 0 && p.Width < roomy }

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
		for _, s := range wrap(Safe(text), max(0, p.Width-4)) {
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
		for _, line := range wrap(Safe(s), max(0, columns-Width(indent))) {
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

// Story prints a story on one line, on a narrow terminal with its id below.
func (p Revisions) Story(w io.Writer, id, headline string, revisions int, last time.Time) error {
	id, headline = Safe(id), Safe(headline)
	head := fmt.Sprintf("%s %4d  ", p.when(last, time.DateOnly), revisions)
	if p.narrow() {
		var sb strings.Builder
		p.beside(&sb, []styled{{Plain, head}}, []styled{{Plain, headline}})
		p.below(&sb, len(head), []styled{{Yellow, id}})
		_, err := io.WriteString(w, sb.String())
		return err
	}
	_, err := fmt.Fprintf(w, "%s%s  %s\n", head, p.Paint(Yellow, id), p.rest(headline, len(head)+Width(id)+2))
	return err
}

// Silent prints, below its story, a revision that changed facts without saying
// so, or, with sameText, one that claims a change and shows none.
func (p Revisions) Silent(w io.Writer, number int, captured time.Time, sameText bool, summary string) error {
	what := summary
	if sameText {
		what = "a new modified time, the same text"
	}
	var sb strings.Builder
	p.below(&sb, 4, []styled{{Plain, fmt.Sprintf("@%d %s %s", number, p.when(captured, "2006-01-02 15:04"), Safe(what))}})
	_, err := io.WriteString(w, sb.String())
	return err
}

// Outcome prints what became of a text that was to be archived.
func (p Revisions) Outcome(w io.Writer, status string, rev *news.Revision, note string) error {
	var sb strings.Builder
	name, headline := Safe(Name(rev)), Safe(rev.Headline)
	if p.narrow() {
		p.beside(&sb, []styled{{Plain, fmt.Sprintf("%-9s ", status)}}, []styled{{Plain, headline}})
		p.below(&sb, 10, []styled{{Yellow, name}})
	} else {
		fmt.Fprintf(&sb, "%-9s %s  %s\n", status, p.Paint(Yellow, name), p.rest(headline, 12+Width(name)))
	}
	for _, s := range []string{rev.Summary, note} {
		if s != "" && status != "unchanged" {
			p.below(&sb, 10, []styled{{Dim, Safe(s)}})
		}
	}
	_, err := io.WriteString(w, sb.String())
	return err
}

// Hit prints a text that answers a query; marks are the byte spans of the
// snippet that do. First and last are the revisions in which it answers.
func (p Revisions) Hit(w io.Writer, rev *news.Revision, snippet string, marks [][2]int, first, last int) error {
	name, in := Safe(Name(rev)), ""
	if first != last {
		in = fmt.Sprintf(" (in @%d to @%d)", first, last)
	}
	day, headline := p.when(rev.Captured, time.DateOnly), Safe(rev.Headline)
	var sb strings.Builder
	if p.narrow() {
		p.beside(&sb, []styled{{Plain, day + "  "}}, []styled{{Plain, headline}})
		p.below(&sb, 4, []styled{{Yellow, name + in}})
	} else {
		fmt.Fprintf(&sb, "%s%s  %s  %s\n", p.Paint(Yellow, name), in, day, p.rest(headline, Width(name)+len(in)+len(day)+4))
	}
	for _, line := range wrapStyled(boldMarks(snippet, marks), max(0, p.Width-4)) {
		sb.WriteString("    ")
		p.paint(&sb, line)
		sb.WriteByte('\n')
	}
	_, err := io.WriteString(w, sb.String())
	return err
}

// boldMarks makes a line of a snippet whose marks are bold.
func boldMarks(snippet string, marks [][2]int) []styled {
	var line []styled
	pos := 0
	for _, m := range marks {
		if m[0] < pos || m[1] > len(snippet) {
			continue
		}
		line = append(line, styled{Plain, Safe(snippet[pos:m[0]])}, styled{Bold, Safe(snippet[m[0]:m[1]])})
		pos = m[1]
	}
	return append(line, styled{Plain, Safe(snippet[pos:])})
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
