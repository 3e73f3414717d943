package render

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/newsarc/newsarc/timeline"
)

// Timelines prints timelines, and what is asked of them, as text.
type Timelines struct {
	Terminal
	Location *time.Location // of observed times; UTC when nil
	Quotes   bool           // print quotations too
}

// marks say of an event what colour alone must not: done, to come, open,
// denied.
var marks = map[timeline.Modality]string{
	timeline.Happened: "•", timeline.Planned: "→", timeline.Possible: "?", timeline.Denied: "✗",
}

// clockColumn is how many columns the time of day takes, or the length of a
// period.
const clockColumn = 9

// columns returns how many columns labels have of a line, 0 where lines may have
// any length, and how many stand before them: few on a terminal that is too
// narrow for a column of times.
func (p Timelines) columns() (label, before int) {
	before = 2 + clockColumn + 2
	if p.Width == 0 {
		return 0, before
	}
	if p.Width-before < minBeside {
		before = 2
	}
	return min(p.Width, 120) - before, before
}

// Text prints a timeline grouped by day.
func (p Timelines) Text(w io.Writer, tl *timeline.Timeline) error {
	var sb strings.Builder
	byDay := make(map[string][]*timeline.Event)
	for i := range tl.Events {
		key := tl.Events[i].Time.Key()
		byDay[key] = append(byDay[key], &tl.Events[i])
	}
	for i := range tl.Days {
		d := &tl.Days[i]
		if i > 0 {
			sb.WriteByte('\n')
		}
		p.day(&sb, d)
		for _, ev := range byDay[d.Date] {
			p.event(&sb, ev)
		}
	}
	if len(tl.Days) == 0 {
		sb.WriteString("no events\n")
	}
	if o := tl.Omitted; o.Events > 0 {
		sb.WriteByte('\n')
		p.hang(&sb, []styled{{Dim, omitted(o)}}, 0)
	}
	_, err := io.WriteString(w, sb.String())
	return err
}

func omitted(o timeline.Omitted) string {
	s := "not shown: " + plural(o.Events, "event", "events")
	if o.Days > 0 {
		s += " and " + plural(o.Days, "whole day", "whole days")
	}
	return s + "; --all shows everything"
}

func (p Timelines) day(sb *strings.Builder, d *timeline.Day) {
	style := Bold
	if d.Precision != timeline.DayLong {
		style = Dim
	}
	told := plural(d.Documents, "report", "reports") + ", " + plural(d.Sources, "source", "sources")
	p.hang(sb, []styled{{style, Pad(dayName(d), 18)}, {Dim, told}}, 2)
}

// dayName spells a day with its weekday, and a coarser period as it is.
func dayName(d *timeline.Day) string {
	if t, err := time.Parse(time.DateOnly, d.Date); err == nil {
		return t.Format("Mon 2006-01-02")
	}
	if s, ok := strings.CutSuffix(d.Date, "~"); ok {
		return "from " + s
	}
	switch d.Precision {
	case timeline.Decade:
		return d.Date + "0s"
	case timeline.Century:
		return d.Date + "00s"
	}
	return d.Date
}

func (p Timelines) event(sb *strings.Builder, ev *timeline.Event) {
	style := Plain
	if ev.Weak {
		style = Dim
	}
	text := Safe(ev.Label)
	if elsewhere(ev) {
		text = Safe(ev.Place) + ": " + text
	}
	columns, before := p.columns()
	head := marks[ev.Modality] + " "
	if c := clock(ev.Time); before > Width(head) {
		head = "  " + Pad(c, clockColumn) + head
	} else if c != "" {
		text = c + " " + text
	}
	for i, line := range wrap(text, columns) {
		if i > 0 {
			head = strings.Repeat(" ", before)
		}
		sb.WriteString(p.Paint(Dim, head) + p.Paint(style, line) + "\n")
	}
	for _, line := range p.claims(ev) {
		p.under(sb, line)
	}
	p.under(sb, []styled{{Dim, p.source(ev)}})
}

// under writes a line below a label. It is broken before it is painted: escape
// sequences take no columns.
func (p Timelines) under(sb *strings.Builder, line []styled) {
	columns, before := p.columns()
	for _, part := range wrapStyled(line, columns) {
		sb.WriteString(strings.Repeat(" ", before))
		p.paint(sb, part)
		sb.WriteByte('\n')
	}
}

// clock says where in its day an event lies, and how long an uncertain period
// is.
func clock(t timeline.Time) string {
	switch t.Precision {
	case timeline.Second, timeline.Minute:
		return t.Begin.Format("15:04")
	case timeline.Hour:
		return t.Begin.Format("15h")
	case timeline.PartOfDay:
		return partOfDay(t.Value)
	case timeline.Range:
		return "~ " + days(t)
	}
	if t.Approximate {
		return "~"
	}
	return ""
}

func days(t timeline.Time) string {
	n := int(t.End.Sub(t.Begin).Hours()+12) / 24
	switch {
	case n == 0:
		return strconv.Itoa(int(t.End.Sub(t.Begin).Hours())) + "h"
	case n > 120:
		return strconv.Itoa(n/30) + " mon"
	}
	return strconv.Itoa(n) + " d"
}

func partOfDay(value string) string {
	_, part, _ := strings.Cut(value, "T")
	switch part {
	case "MO":
		return "morning"
	case "MI":
		return "midday"
	case "AF":
		return "afternoon"
	case "EV":
		return "evening"
	case "NI":
		return "night"
	}
	return ""
}

// claims returns one line for each thing counted, with the figures side by
// side: "killed: at least 48 | 53 (Observatory)". One that is no longer told, or
// that the text calls past, says so.
func (p Timelines) claims(ev *timeline.Event) [][]styled {
	var lines [][]styled
	at := make(map[string]int)
	for i := range ev.Claims {
		c := &ev.Claims[i]
		if c.Kind == timeline.Quote {
			if p.Quotes {
				lines = append(lines, []styled{{Plain, "“" + Safe(c.Text) + "”" + by(c.Speaker)}})
			}
			continue
		}
		if c.Kind != timeline.Casualty {
			continue
		}
		k, ok := at[c.Role]
		if !ok {
			k = len(lines)
			at[c.Role] = k
			lines = append(lines, []styled{{Bold, Safe(c.Role) + ":"}})
		} else {
			lines[k] = append(lines[k], styled{Plain, " |"})
		}
		lines[k] = append(lines[k], styled{Plain, " " + Safe(c.Text) + by(c.Speaker)}, styled{Dim, standing(c)})
	}
	return lines
}

func by(speaker string) string {
	if speaker == "" {
		return ""
	}
	return " (" + Safe(speaker) + ")"
}

// source says who tells an event, since when, and whether they still do.
func (p Timelines) source(ev *timeline.Event) string {
	var names []string
	seen := make(map[string]bool)
	for i := range ev.Mentions {
		if s := ev.Mentions[i].Source; s != "" && !seen[s] {
			seen[s] = true
			names = append(names, Safe(s))
		}
	}
	s := ev.ID
	if len(names) > 3 {
		names = append(names[:3], fmt.Sprintf("%d more", len(seen)-3))
	}
	if len(names) > 0 {
		s += "  " + strings.Join(names, ", ")
	}
	if !ev.FirstObserved.IsZero() {
		s += "; first seen " + p.stamp(ev.FirstObserved)
	}
	switch ev.Presence {
	case timeline.Absent:
		s += "; absent now, last seen " + p.stamp(ev.LastObserved)
	case timeline.Partly:
		s += "; absent from some now"
	}
	if m := &ev.Mentions[0]; m.Inherited != "" {
		s += "; time inherited (" + m.Inherited + ")"
	}
	return s
}

func (p Timelines) stamp(t time.Time) string {
	if p.Location == nil {
		return t.UTC().Format("2006-01-02 15:04")
	}
	return t.In(p.Location).Format("2006-01-02 15:04")
}
