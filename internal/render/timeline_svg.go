package render

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/newsarc/newsarc/timeline"
)

// The measures of the drawing, in units of which an ordinary page shows one as
// a pixel.
const (
	svgWidth   = 960.0
	svgMargin  = 16.0
	laneHeight = 26.0
	laneCount  = 9
	rugHeight  = 44.0 // reports per day
	rugMost    = 18.0
	axisHeight = 30.0
	charWidth  = 6.9 // mean advance of the label's letters
	bandFrom   = 20  // a time that is shorter is a point
	labelMost  = 44  // columns
)

// TimelineSVG draws the timeline as one picture that stands alone.
func TimelineSVG(w io.Writer, tl *timeline.Timeline, title string) error {
	d := newDrawing(tl)
	p := &page{}
	p.raw(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 `, markup(px(d.width)), " ", markup(px(d.height+34)),
		`" role="img" aria-label="`, esc(title), "\">\n<style>", svgAloneStyle, TimelineChartStyle, "</style>\n")
	p.raw(`<rect class="tl-paper" width="100%" height="100%"/>`, "\n")
	p.raw(`<text class="tl-title" x="`, markup(px(svgMargin)), `" y="24">`, esc(title), "</text>\n", `<g transform="translate(0 34)">`, "\n")
	d.draw(p, false)
	p.raw("</g>\n</svg>\n")
	_, err := io.WriteString(w, p.sb.String())
	return err
}

// drawing is a timeline laid out on a fixed period.
type drawing struct {
	tl            *timeline.Timeline
	scale         timeScale
	width, height float64
	weight        map[string]float64 // by id of the event
	marks         []mark
	early, late   int // events outside the period
}

// mark is an event with its place in the drawing.
type mark struct {
	ev    *timeline.Event
	a, b  float64 // where its time begins and ends
	lane  int     // -1: none is free
	label string

	text   float64 // where the label is anchored
	upon   bool    // it stands upon the band
	anchor string  // "start" or "end"
}

func newDrawing(tl *timeline.Timeline) *drawing {
	lo, hi := focus(tl.Events)
	d := &drawing{
		tl: tl, width: svgWidth, height: laneCount*laneHeight + rugHeight + axisHeight,
		scale: timeScale{lo, hi, svgWidth - 2*svgMargin}, weight: importance(tl),
	}
	for i := range tl.Events {
		d.place(&tl.Events[i])
	}
	d.assign()
	return d
}

func (d *drawing) place(ev *timeline.Event) {
	begin, end := wall(ev.Time.Begin), wall(ev.Time.End)
	switch {
	case !end.After(d.scale.lo):
		d.early++
	case !begin.Before(d.scale.hi):
		d.late++
	default:
		a, b := d.scale.x(begin), d.scale.x(end)
		d.marks = append(d.marks, mark{ev: ev, a: math.Max(a, 0), b: math.Min(b, d.scale.width), lane: -1})
	}
}

// assign gives the most important events a lane, as long as one is free at
// their place, and labels as long as the room allows.
func (d *drawing) assign() {
	slices.SortStableFunc(d.marks, func(a, b mark) int {
		return cmp.Or(cmp.Compare(d.weight[b.ev.ID], d.weight[a.ev.ID]), wall(a.ev.Time.Begin).Compare(wall(b.ev.Time.Begin)), strings.Compare(a.ev.ID, b.ev.ID))
	})
	var taken [laneCount][][2]float64
	for i := range d.marks {
		m := &d.marks[i]
		m.label = cutWords(m.ev.Label, labelMost)
		from, to := d.caption(m)
		for lane := range taken {
			free := !slices.ContainsFunc(taken[lane], func(t [2]float64) bool { return from < t[1] && t[0] < to })
			if free && from > -svgMargin {
				m.lane = lane
				taken[lane] = append(taken[lane], [2]float64{from, to})
				break
			}
		}
	}
	slices.SortStableFunc(d.marks, func(a, b mark) int { return wall(a.ev.Time.Begin).Compare(wall(b.ev.Time.Begin)) })
}

// cutWords cuts a label to a number of columns, between words where that
// leaves more than a few.
func cutWords(s string, columns int) string {
	out := Truncate(s, columns)
	if out == s {
		return s
	}
	if i := strings.LastIndexByte(out, ' '); i > 9 {
		return strings.TrimRight(out[:i], " ,;:") + "…"
	}
	return out
}

// caption puts the label of a mark behind its point or band, else before it,
// else upon a band that leaves room on neither side. It returns what the mark
// takes of its lane.
func (d *drawing) caption(m *mark) (from, to float64) {
	const gap = 9
	room := charWidth * float64(Width(m.label))
	x := m.at()
	a, b := x-gap, x+gap
	if m.b-m.a > bandFrom {
		a, b = m.a-gap+3, m.b+gap-3
	}
	from, to = math.Min(x-8, m.a-8), math.Max(x+8, m.b+4)
	switch {
	case b+room <= d.scale.width+svgMargin:
		m.anchor, m.text, to = "start", b, b+room+5
	case a-room >= -svgMargin:
		m.anchor, m.text, from = "end", a, a-room-5
	default:
		m.anchor, m.text, m.upon = "start", x+gap, true
		to = math.Max(to, x+gap+room)
	}
	return from, to
}

// importance orders the events of a drawing by id: first the leading event of
// each day, by the weight of the day, then the second ones, so that labels
// spread over the whole period.
func importance(tl *timeline.Timeline) map[string]float64 {
	out := make(map[string]float64, len(tl.Events))
	for i := range tl.Days {
		for rank, id := range tl.Days[i].Events {
			out[id] = tl.Days[i].Weight - float64(rank)
		}
	}
	return out
}

// at is where the point of a mark stands: in the middle of what is drawn as a
// point, at the head of what is drawn as a band.
func (m *mark) at() float64 {
	if m.b-m.a > bandFrom {
		return m.a + 7
	}
	return (m.a + m.b) / 2
}

func (d *drawing) draw(p *page, links bool) {
	p.raw(svgDefs)
	d.axis(p)
	d.rug(p)
	p.raw(`<g class="tl-marks">`, "\n")
	for i := range d.marks {
		d.mark(p, &d.marks[i], links)
	}
	p.raw("</g>\n")
	d.beyond(p)
}

// svgDefs holds the hatching of what is not known exactly.
const svgDefs = `<defs><pattern id="tl-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
	`<rect class="tl-hatch-paper" width="6" height="6"/><line class="tl-hatch-line" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>` + "\n"

func (d *drawing) axis(p *page) {
	bottom := laneCount*laneHeight + rugHeight
	p.raw(`<g class="tl-axis">`, "\n")
	for _, t := range d.scale.ticks(84) {
		x := markup(px(svgMargin + d.scale.x(t.at)))
		half := charWidth / 2 * float64(Width(t.label))
		label := markup(px(min(max(svgMargin+d.scale.x(t.at), half), d.width-half)))
		p.raw(`<line x1="`, x, `" x2="`, x, `" y1="0" y2="`, markup(px(bottom+5)), `"/><text x="`, label, `" y="`, markup(px(bottom+20)), `">`, esc(t.label), "</text>\n")
	}
	p.raw(`<line class="tl-base" x1="0" x2="`, markup(px(d.width)), `" y1="`, markup(px(bottom)), `" y2="`, markup(px(bottom)), `"/></g>`, "\n")
}

// rug draws for each day how many reports speak of it.
func (d *drawing) rug(p *page) {
	most := 1
	for i := range d.tl.Days {
		if d.tl.Days[i].Precision == timeline.DayLong {
			most = max(most, d.tl.Days[i].Documents)
		}
	}
	bottom := laneCount*laneHeight + rugHeight
	p.raw(`<g class="tl-rug">`, "\n")
	for i := range d.tl.Days {
		day := &d.tl.Days[i]
		t, err := time.ParseInLocation(time.DateOnly, day.Date, d.scale.lo.Location())
		if err != nil || t.Before(d.scale.lo) || !t.Before(d.scale.hi) {
			continue
		}
		x := d.scale.x(t)
		w := math.Max(1.5, d.scale.x(t.AddDate(0, 0, 1))-x-0.5)
		if w > rugMost {
			x, w = x+(w-rugMost)/2, rugMost
		}
		h := (rugHeight - 8) * math.Sqrt(float64(day.Documents)/float64(most))
		p.raw(`<rect x="`, markup(px(svgMargin+x)), `" y="`, markup(px(bottom-h)), `" width="`, markup(px(w)), `" height="`, markup(px(h)), `"><title>`,
			esc(dayName(day)+": "+plural(day.Documents, "report", "reports")), "</title></rect>\n")
	}
	p.raw("</g>\n")
}

// mark draws an event: a band where its time is longer than a point, a point
// whose form says whether it happened, and its label.
func (d *drawing) mark(p *page, m *mark, links bool) {
	if m.lane < 0 {
		return
	}
	open, end := `<g class="`, "</g>\n"
	if links {
		open, end = `<a href="#e-`+m.ev.ID+`" class="`, "</a>\n"
	}
	p.raw(markup(open), "tl-mark tl-", markup(m.ev.Modality))
	if m.ev.Weak {
		p.raw(" tl-weak")
	}
	if m.ev.Presence == timeline.Absent {
		p.raw(" tl-absent")
	}
	if m.upon {
		p.raw(" tl-upon")
	}
	p.raw(`"><title>`, esc(SpellTime(m.ev.Time)+": "+m.ev.Label), "</title>")
	y := laneHeight * (float64(m.lane) + 0.5)
	if m.b-m.a > bandFrom {
		class := "tl-band"
		if m.ev.Time.Approximate || !fineTime(m.ev.Time.Precision) {
			class = "tl-band tl-vague"
		}
		p.raw(`<rect class="`, markup(class), `" x="`, markup(px(svgMargin+m.a)), `" y="`, markup(px(y-7)), `" width="`, markup(px(m.b-m.a)), `" height="14" rx="3"/>`)
	}
	x := svgMargin + m.at()
	p.raw(point(m.ev.Modality, x, y))
	p.raw(`<text x="`, markup(px(svgMargin+m.text)), `" y="`, markup(px(y+4)), `" text-anchor="`, markup(m.anchor), `">`, esc(m.label), "</text>", markup(end))
}

// point is a disc for what happened, a ring for what is planned, a broken ring
// for what may be, a cross for what is denied.
func point(m timeline.Modality, x, y float64) markup {
	if m == timeline.Denied {
		return markup(fmt.Sprintf(`<path class="tl-point" d="M%s %sl8 8m0 -8l-8 8"/>`, px(x-4), px(y-4)))
	}
	return markup(fmt.Sprintf(`<circle class="tl-point" cx="%s" cy="%s" r="4.5"/>`, px(x), px(y)))
}

// beyond says how many events lie outside the drawing, and how many found no
// room in it.
func (d *drawing) beyond(p *page) {
	bottom := laneCount*laneHeight + 12
	note := func(x float64, anchor, s string) {
		p.raw(`<text class="tl-beyond" x="`, markup(px(x)), `" y="`, markup(px(bottom)), `" text-anchor="`, markup(anchor), `">`, esc(s), "</text>\n")
	}
	if d.early > 0 {
		note(4, "start", fmt.Sprintf("◂ %d earlier", d.early))
	}
	if d.late > 0 {
		note(d.width-4, "end", fmt.Sprintf("%d later ▸", d.late))
	}
	crowded := 0
	for i := range d.marks {
		if d.marks[i].lane < 0 {
			crowded++
		}
	}
	if crowded > 0 {
		note(d.width/2, "middle", fmt.Sprintf("%d more in the list", crowded))
	}
}
