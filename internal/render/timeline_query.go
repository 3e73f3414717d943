package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/newsarc/newsarc/timeline"
)

// Series prints how a figure moved: one block for each event, one line for each
// figure by observed time. A falling figure has an arrow.
func (p Timelines) Series(w io.Writer, points []timeline.Point) error {
	var sb strings.Builder
	if len(points) == 0 {
		sb.WriteString("no figures\n")
	}
	widths := [3]int{}
	for i := range points {
		for k, s := range p.point(&points[i]) {
			widths[k] = max(widths[k], Width(s))
		}
	}
	last := ""
	for i := range points {
		pt := &points[i]
		if pt.Event != last {
			if last != "" {
				sb.WriteByte('\n')
			}
			last = pt.Event
			sb.WriteString(p.Paint(Bold, pt.Time.Key()+"  "+p.fit(pt.Label, 12)) + "\n")
		}
		cells := p.point(pt)
		line := fmt.Sprintf("  %s  %s  %s", Pad(cells[0], widths[0]), strings.Repeat(" ", widths[1]-Width(cells[1]))+cells[1], cells[2])
		style := Plain
		if pt.Claim.Former {
			line += "  · given before, by its own words"
			style = Dim
		}
		if pt.Fell {
			line += "  ↓ lower than before"
			style = Yellow
		}
		sb.WriteString(p.Paint(style, strings.TrimRight(line, " ")) + "\n")
	}
	_, err := io.WriteString(w, sb.String())
	return err
}

// fit cuts a text to what is left of a line after used columns; a file or a
// pipe gets all of it.
func (p Timelines) fit(s string, used int) string {
	if p.Width == 0 {
		return Safe(s)
	}
	return Truncate(Safe(s), max(20, p.Width-used))
}

// point returns the cells of a line of a series.
func (p Timelines) point(pt *timeline.Point) [3]string {
	who := Safe(pt.Source)
	if pt.Claim.Speaker != "" {
		who = Safe(pt.Claim.Speaker) + ", in " + who
	}
	return [3]string{p.stamp(pt.Observed), Safe(pt.Claim.Text), fmt.Sprintf("%s  %s@%d", who, Safe(pt.Story), pt.Revision)}
}

// Changes prints what one timeline tells that another does not.
func (p Timelines) Changes(w io.Writer, ch *timeline.Changes) error {
	var sb strings.Builder
	for i := range ch.Appeared {
		p.change(&sb, Green, "+", &ch.Appeared[i])
	}
	for i := range ch.Vanished {
		p.change(&sb, Red, "-", &ch.Vanished[i])
	}
	for i := range ch.Moved {
		m := &ch.Moved[i]
		line := fmt.Sprintf("~ %s to %s  %s  %s", m.From.Key(), m.To.Key(), Safe(m.Label), m.ID)
		sb.WriteString(p.Paint(Yellow, line) + "\n")
	}
	for i := range ch.Claims {
		c := &ch.Claims[i]
		sb.WriteString(p.Paint(Yellow, "~ "+c.Time.Key()) + "  " + Safe(c.Label) + "  " + p.Paint(Dim, c.ID) + "\n")
		sb.WriteString("      " + p.claimChange(c) + "\n")
	}
	if sb.Len() == 0 {
		sb.WriteString("no change\n")
	}
	_, err := io.WriteString(w, sb.String())
	return err
}

func (p Timelines) change(sb *strings.Builder, style Style, sign string, ev *timeline.Event) {
	sb.WriteString(p.Paint(style, sign+" "+ev.Time.Key()+"  "+Safe(ev.Label)) + "  " + p.Paint(Dim, ev.ID) + "\n")
	for _, line := range p.claims(ev) {
		sb.WriteString("      ")
		p.paint(sb, line)
		sb.WriteByte('\n')
	}
}

func (p Timelines) claimChange(c *timeline.ClaimChange) string {
	some := c.New
	if some == nil {
		some = c.Old
	}
	name := some.Role
	if name == "" {
		name = string(some.Kind)
	}
	switch {
	case c.Old == nil:
		return name + ": now " + Safe(c.New.Text) + by(c.New.Speaker)
	case c.New == nil:
		return name + ": no longer " + Safe(c.Old.Text) + by(c.Old.Speaker)
	}
	s := name + ": " + Safe(c.Old.Text) + " to " + Safe(c.New.Text) + by(c.New.Speaker)
	if !c.Old.Vague && !c.New.Vague && c.New.Value < c.Old.Value {
		s += " ↓"
	}
	return s
}

// Explanation prints where an event comes from.
func (p Timelines) Explanation(w io.Writer, ex *timeline.Explanation) error {
	var sb strings.Builder
	ev := &ex.Event
	sb.WriteString(p.Paint(Bold, ev.Time.Key()+"  "+Safe(ev.Label)) + "\n")
	fmt.Fprintf(&sb, "event     %s, %s, %s\n", ev.ID, ev.Modality, ev.Presence)
	fmt.Fprintf(&sb, "time      %s to %s, known to the %s%s\n", ev.Time.Begin.Format("2006-01-02 15:04"), ev.Time.End.Format("2006-01-02 15:04"),
		ev.Time.Precision, map[bool]string{true: ", approximate"}[ev.Time.Approximate])
	for i := range ex.Steps {
		s := &ex.Steps[i]
		m := &s.Mention
		fmt.Fprintf(&sb, "\n%s\n", p.Paint(Yellow, Safe(m.Story)))
		for _, line := range Wrap("“"+Safe(m.Sentence)+"”", max(0, p.Width-2)) {
			sb.WriteString("  " + line + "\n")
		}
		for _, line := range Wrap("time: "+Safe(s.Reason), max(0, p.Width-2)) {
			sb.WriteString("  " + p.Paint(Dim, line) + "\n")
		}
		for _, sp := range m.Spans {
			fmt.Fprintf(&sb, "  in revision %d, characters %d to %d, captured %s\n", sp.Revision, sp.Start, sp.End, p.stamp(sp.Captured))
		}
		sb.WriteString("  " + p.brought(s) + "\n")
	}
	_, err := io.WriteString(w, sb.String())
	return err
}

func (p Timelines) brought(s *timeline.Step) string {
	out := fmt.Sprintf("there since revision %d", s.Brought.To)
	if s.Brought.From > 0 {
		out = fmt.Sprintf("brought by the change from revision %d to %d", s.Brought.From, s.Brought.To)
	}
	if !s.Mention.Present {
		out += "; absent from the latest revision"
	}
	return out
}
