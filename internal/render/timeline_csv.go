package render

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/newsarc/newsarc/timeline"
)

// TimelineCSV writes one row for each event (RFC 4180, with a header). A cell
// that a spreadsheet would take for a formula gets an apostrophe before it, as
// spreadsheets themselves mark text.
func TimelineCSV(w io.Writer, tl *timeline.Timeline) error {
	rows := [][]string{{
		"id", "date", "begin", "end", "precision", "approximate", "modality", "label", "place", "actors", "figures", "sources",
		"sentence", "expression", "rule", "story", "url", "first_observed", "last_observed", "presence", "weight",
	}}
	for i := range tl.Events {
		rows = append(rows, csvRow(&tl.Events[i]))
	}
	return writeCSV(w, rows)
}

// SeriesCSV writes one row for each figure of a series, as TimelineCSV does;
// fell says that a figure is lower than what the story said before.
func SeriesCSV(w io.Writer, points []timeline.Point) error {
	rows := [][]string{{
		"event", "date", "label", "observed", "role", "value", "max", "bound", "unit", "text", "speaker", "source", "story", "revision",
		"former", "fell", "present",
	}}
	for i := range points {
		p := &points[i]
		c := &p.Claim
		most := ""
		if c.Max > 0 {
			most = csvNumber(c.Max)
		}
		rows = append(rows, []string{
			p.Event, p.Time.Key(), p.Label, csvTime(p.Observed), c.Role, csvNumber(c.Value), most, c.Bound, c.Unit, c.Text, c.Speaker, p.Source,
			p.Story, strconv.Itoa(p.Revision), strconv.FormatBool(c.Former), strconv.FormatBool(p.Fell), strconv.FormatBool(c.Present),
		})
	}
	return writeCSV(w, rows)
}

// writeCSV writes rows whose cells no spreadsheet runs as a formula.
func writeCSV(w io.Writer, rows [][]string) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	for _, row := range rows {
		for i := range row {
			row[i] = inert(row[i])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func csvTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func csvNumber(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func csvRow(ev *timeline.Event) []string {
	m := &ev.Mentions[0]
	return []string{
		ev.ID, ev.Time.Key(), csvTime(ev.Time.Begin), csvTime(ev.Time.End), string(ev.Time.Precision), strconv.FormatBool(ev.Time.Approximate),
		string(ev.Modality), ev.Label, ev.Place, strings.Join(ev.Actors, "; "), strings.Join(figures(ev), "; "), strings.Join(publishers(ev), "; "),
		ev.Sentence, m.Expression, m.Rule, ev.Story, m.URL, csvTime(ev.FirstObserved), csvTime(ev.LastObserved), string(ev.Presence),
		strconv.FormatFloat(ev.Weight, 'g', -1, 64),
	}
}

// figures spells the figures of an event: "killed: at least 48 (state TV)". One
// that is told no longer, or that the text calls past, says so: a list that
// leaves this out reads as if all of them held at once.
func figures(ev *timeline.Event) []string {
	var out []string
	for i := range ev.Claims {
		c := &ev.Claims[i]
		if c.Kind == timeline.Quote {
			continue
		}
		name := c.Role
		if name == "" {
			name = string(c.Kind)
		}
		s := name + ": " + c.Text
		if c.Speaker != "" {
			s += " (" + c.Speaker + ")"
		}
		out = append(out, s+standing(c))
	}
	return out
}

// standing says of a claim that it is not what is told now; nothing where it is.
func standing(c *timeline.Claim) string {
	s := ""
	if c.Former {
		s = " [given before]"
	}
	if !c.Present {
		s += " [absent now]"
	}
	return s
}

// publishers returns the sources of an event, each once, in order of the
// mentions.
func publishers(ev *timeline.Event) []string {
	var out []string
	seen := make(map[string]bool)
	for i := range ev.Mentions {
		if s := ev.Mentions[i].Source; s != "" && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// inert keeps a cell from being run as a formula (OWASP, CSV injection). The
// signs count also behind blanks, which some programs skip, and a tab or a
// carriage return never stays at the head. A plain number stays a number.
func inert(s string) string {
	head := strings.TrimLeft(s, " \t\r\n\u00a0\ufeff")
	if head == "" {
		return s
	}
	switch r := []rune(head)[0]; r {
	case '=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%':
		if _, err := strconv.ParseFloat(s, 64); err != nil {
			return "'" + s
		}
	}
	if s[0] == '\t' || s[0] == '\r' || s[0] == '\n' {
		return "'" + s
	}
	return s
}
