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
			p.hang(&sb, []styled{{Bold, pt.Time.Key() + "  " + Safe(pt.Label)}}, 12)
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
		p.hang(&sb, []styled{{style, strings.TrimRight(line, " ")}}, 6)
	}
	_, err := io.WriteString(w, sb.String())
	return err
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
		p.hang(&sb, []styled{{Yellow, line}}, 6)
	}
	for i := range ch.Claims {
		c := &ch.Claims[i]
		if i == 0 || ch.Claims[i-1].ID != c.ID {
			p.hang(&sb, []styled{{Yellow, "~ " + c.Time.Key()}, {Plain, "  " + Safe(c.Label) + "  "}, {Dim, c.ID}}, 6)
		}
		p.below(&sb, 6, []styled{{Plain, claimChange(c)}})
	}
	if sb.Len() == 0 {
		sb.WriteString("no change\n")
	}
	_, err := io.WriteString(w, sb.String())
	return err
}

func (p Timelines) change(sb *strings.Builder, style Style, sign string, ev *timeline.Event) {
	p.hang(sb, []styled{{style, sign + " " + ev.Time.Key() + "  " + Safe(ev.Label)}, {Plain, "  "}, {Dim, ev.ID}}, 6)
	for _, line := range p.claims(ev) {
		p.below(sb, 6, line)
	}
}

// claimChange says what became of a claim. A figure that a text gives only to say
// that it was told before is not one that is told now.
func claimChange(c *timeline.ClaimChange) string {
	some := c.New
	if some == nil {
		some = c.Old
	}
	name := some.Role
	if name == "" {
		name = string(some.Kind)
	}
	switch {
	case c.Old == nil && c.New.Former:
		return name + ": " + Safe(c.New.Text) + by(c.New.Speaker) + ", given before, by its own words"
	case c.Old == nil:
		return name + ": now " + Safe(c.New.Text) + by(c.New.Speaker)
	case c.New == nil:
		return name + ": no longer " + Safe(c.Old.Text) + by(c.Old.Speaker)
	}
	old := Safe(c.Old.Text)
	if c.Old.Speaker != c.New.Speaker {
		old += by(c.Old.Speaker)
	}
	s := name + ": " + old + " to " + Safe(c.New.Text) + by(c.New.Speaker)
	if !c.Old.Vague && !c.New.Vague && c.New.Value < c.Old.Value {
		s += " ↓"
	}
	return s
}

// Explanation prints where an event comes from.
func (p Timelines) Explanation(w io.Writer, ex *timeline.Explanation) error {
	var sb strings.Builder
	ev := &ex.Event
	p.hang(&sb, []styled{{Bold, ev.Time.Key() + "  " + Safe(ev.Label)}}, 10)
	line := func(indent int, format string, args ...any) {
		p.hang(&sb, []styled{{Plain, fmt.Sprintf(format, args...)}}, indent)
	}
	line(10, "event     %s, %s, %s", ev.ID, ev.Modality, ev.Presence)
	line(10, "time      %s to %s, known to the %s%s", ev.Time.Begin.Format("2006-01-02 15:04"), ev.Time.End.Format("2006-01-02 15:04"),
		ev.Time.Precision, map[bool]string{true: ", approximate"}[ev.Time.Approximate])
	for i := range ex.Steps {
		s := &ex.Steps[i]
		m := &s.Mention
		sb.WriteByte('\n')
		p.below(&sb, 0, []styled{{Yellow, Safe(m.Story)}})
		p.below(&sb, 2, []styled{{Plain, "“" + Safe(m.Sentence) + "”"}})
		p.below(&sb, 2, []styled{{Dim, "time: " + Safe(s.Reason)}})
		for _, sp := range m.Spans {
			line(4, "  in revision %d, characters %d to %d, captured %s", sp.Revision, sp.Start, sp.End, p.stamp(sp.Captured))
		}
		line(4, "  %s", brought(s))
	}
	_, err := io.WriteString(w, sb.String())
	return err
}

// brought says with which revision a mention came, and whether it is still there.
func brought(s *timeline.Step) string {
	out := fmt.Sprintf("there since revision %d", s.Brought.To)
	if s.Brought.From > 0 {
		out = fmt.Sprintf("brought by the change from revision %d to %d", s.Brought.From, s.Brought.To)
	}
	if !s.Mention.Present {
		out += "; absent from the latest revision"
	}
	return out
}
