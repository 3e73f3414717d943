package render

import (
	"crypto/sha256"
	_ "embed" // style sheets and the script of the page
	"encoding/base64"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/newsarc/newsarc/timeline"
)

var (
	// TimelineStyle is the style sheet of a timeline page, TimelineChartStyle
	// that of its drawing, TimelineScript what makes the drawing zoom.
	//
	//go:embed timeline_page.css
	TimelineStyle markup
	//go:embed timeline_chart.css
	TimelineChartStyle markup
	//go:embed timeline_alone.css
	svgAloneStyle markup
	//go:embed timeline_page.js
	TimelineScript markup
)

// TimelineHTML prints a timeline as one page that needs nothing else: no fonts,
// no network. A drawing comes first, then all events as text with who says so
// and since when. Without scripts, and in print, it is all there; the script
// lets a reader zoom from decades to hours.
func TimelineHTML(w io.Writer, tl *timeline.Timeline, title string) error {
	p := &page{}
	sum := sha256.Sum256([]byte(TimelineScript))
	policy := "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	p.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
		`<meta http-equiv="Content-Security-Policy" content="`, esc(policy), "\">\n",
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
		esc(title), "</title>\n<style>\n", TimelineStyle, TimelineChartStyle, "</style>\n</head>\n<body>\n<main class=\"tl\">\n<h1 dir=\"auto\">", esc(title), "</h1>\n")
	timelineBody(p, tl, nil)
	p.raw("</main>\n<script>", TimelineScript, "</script>\n</body>\n</html>\n")
	_, err := io.WriteString(w, p.sb.String())
	return err
}

// TimelineFragment prints drawing and events to be put in a page that has
// TimelineStyle, TimelineChartStyle and TimelineScript, inside an element of
// class "tl". The words of a report lead to its archived text where revision
// returns an address for a commit; nil: there are none.
func TimelineFragment(w io.Writer, tl *timeline.Timeline, revision func(commit string) string) error {
	p := &page{}
	timelineBody(p, tl, revision)
	_, err := io.WriteString(w, p.sb.String())
	return err
}

func timelineBody(p *page, tl *timeline.Timeline, revision func(commit string) string) {
	t := &timelinePage{page: p, tl: tl, revision: revision, stories: make(map[string]*timeline.Story), weight: importance(tl)}
	for i := range tl.Stories {
		t.stories[tl.Stories[i].ID] = &tl.Stories[i]
	}
	t.summary()
	t.chart()
	t.days()
}

type timelinePage struct {
	*page
	tl      *timeline.Timeline
	stories map[string]*timeline.Story
	weight  map[string]float64

	revision func(commit string) string // address of a text; nil: there is none
}

// summary says in a sentence what the page is made of.
func (t *timelinePage) summary() {
	sources := make(map[string]bool)
	for i := range t.tl.Stories {
		sources[t.tl.Stories[i].Source] = true
	}
	s := plural(len(t.tl.Events), "event", "events") + " told by " + plural(len(t.tl.Stories), "report", "reports") + " of " + plural(len(sources), "source", "sources")
	if !t.tl.AsOf.IsZero() {
		s += ", as on record at " + t.tl.AsOf.UTC().Format("2 January 2006, 15:04 MST")
	}
	if o := t.tl.Omitted; o.Events > 0 {
		s += "; " + plural(o.Events, "lesser event is", "lesser events are") + " left out"
	}
	t.raw(`<p class="tl-sum">`, esc(s), ".</p>\n")
}

func (t *timelinePage) chart() {
	if len(t.tl.Events) == 0 {
		return
	}
	d := newDrawing(t.tl)
	t.raw(`<figure class="tl-chart" tabindex="-1">`, "\n", `<div class="tl-scroll"><svg viewBox="0 0 `, markup(px(d.width)), " ", markup(px(d.height)),
		`" role="group" aria-label="Timeline drawing; every event follows as text">`, "\n")
	d.draw(t.page, true)
	t.raw("</svg></div>\n", `<figcaption><span class="tl-key"><svg width="12" height="12">`, point(timeline.Happened, 6, 6), "</svg> happened</span>",
		`<span class="tl-key tl-planned"><svg width="12" height="12">`, point(timeline.Planned, 6, 6), "</svg> planned</span>",
		`<span class="tl-key tl-possible"><svg width="12" height="12">`, point(timeline.Possible, 6, 6), "</svg> possible</span>",
		`<span class="tl-key tl-denied"><svg width="12" height="12">`, point(timeline.Denied, 6, 6), "</svg> denied</span>",
		`<span class="tl-key"><svg width="24" height="12"><rect class="tl-band tl-vague" x="1" y="1" width="22" height="10" rx="3"/></svg> time uncertain</span>`,
		"</figcaption>\n</figure>\n")
}

func (t *timelinePage) days() {
	byDay := make(map[string][]*timeline.Event)
	for i := range t.tl.Events {
		key := t.tl.Events[i].Time.Key()
		byDay[key] = append(byDay[key], &t.tl.Events[i])
	}
	for i := range t.tl.Days {
		d := &t.tl.Days[i]
		events := byDay[d.Date]
		if len(events) == 0 {
			continue
		}
		t.raw(`<section class="tl-day"><h2><time datetime="`, esc(strings.TrimSuffix(d.Date, "~")), `">`, esc(longDay(events[0].Time)), "</time> <small>",
			esc(plural(d.Documents, "report", "reports")+", "+plural(d.Sources, "source", "sources")), "</small></h2>\n")
		for _, ev := range events {
			t.event(ev)
		}
		t.raw("</section>\n")
	}
}

// longDay names the day of a heading with its weekday.
func longDay(tm timeline.Time) string {
	if fineTime(tm.Precision) {
		return tm.Begin.Format("Monday, 2 January 2006")
	}
	return dayHeading(tm)
}

func (t *timelinePage) event(ev *timeline.Event) {
	t.raw(`<article id="e-`, esc(ev.ID), `" class="tl-event tl-`, markup(ev.Modality))
	if ev.Weak {
		t.raw(" tl-weak")
	}
	if ev.Presence == timeline.Absent {
		t.raw(" tl-absent")
	}
	vague := ""
	if ev.Time.Approximate || !fineTime(ev.Time.Precision) {
		vague = `" data-vague="1`
	}
	t.raw(`" data-b="`, millis(wall(ev.Time.Begin).UnixMilli()), `" data-e="`, millis(wall(ev.Time.End).UnixMilli()), `" data-m="`, markup(ev.Modality),
		`" data-w="`, markup(strconv.FormatFloat(t.weight[ev.ID], 'f', -1, 64)), markup(vague), "\">\n<h3 dir=\"auto\">")
	if elsewhere(ev) {
		t.raw(`<span class="tl-place">`, esc(ev.Place), ".</span> ")
	}
	t.raw(`<span class="tl-label">`, esc(ev.Label), "</span></h3>\n")
	t.status(ev)
	t.figures(ev)
	t.mentions(ev)
	t.raw("</article>\n")
}

func millis(ms int64) markup { return markup(strconv.FormatInt(ms, 10)) }

// status says what form alone must not: that an event is not done, not
// certain, or no longer told.
func (t *timelinePage) status(ev *timeline.Event) {
	var notes []string
	if ev.Modality != timeline.Happened {
		notes = append(notes, string(ev.Modality))
	}
	if ev.Weak || ev.Time.Precision != timeline.DayLong {
		notes = append(notes, SpellTime(ev.Time))
	}
	switch ev.Presence {
	case timeline.Absent:
		notes = append(notes, "absent from the latest revision; last seen "+ev.LastObserved.UTC().Format("2 January 2006, 15:04 MST"))
	case timeline.Partly:
		notes = append(notes, "absent from the latest revision of some reports")
	}
	if len(notes) > 0 {
		t.raw(`<p class="tl-note">`, esc(strings.Join(notes, "; ")), "</p>\n")
	}
}

// manyGone is how many figures that are absent now stand beside those that are not;
// more are folded.
const manyGone = 8

// figures sets differing figures side by side.
func (t *timelinePage) figures(ev *timeline.Event) {
	byRole := func(a, b timeline.Claim) bool { return a.Kind == b.Kind && a.Role == b.Role }
	for claims := range chunks(ev.Claims, byRole) {
		if claims[0].Kind != timeline.Casualty {
			continue
		}
		t.raw(`<div class="tl-fig"><b>`, esc(claims[0].Role), "</b><ul>")
		var gone []timeline.Claim
		for i := range claims {
			if !claims[i].Present {
				gone = append(gone, claims[i])
			}
		}
		fold := len(gone) > manyGone
		for i := range claims {
			if claims[i].Present || !fold {
				t.figure(&claims[i], !fold)
			}
		}
		if fold {
			t.raw(`<li class="tl-gone"><details><summary>`, esc(plural(len(gone), "figure", "figures")), " absent now, ", esc(gone[0].Text), " to ", esc(gone[len(gone)-1].Text), "</summary><ul>")
			for i := range gone {
				t.figure(&gone[i], false)
			}
			t.raw("</ul></details></li>")
		}
		t.raw("</ul></div>\n")
	}
}

// figure writes one figure, and who gives it.
func (t *timelinePage) figure(c *timeline.Claim, sayGone bool) {
	t.raw("<li")
	if !c.Present {
		t.raw(` class="tl-gone"`)
	}
	t.raw("><span>", esc(c.Text), "</span>")
	if c.Speaker != "" {
		t.raw(" <small>", esc(c.Speaker), "</small>")
	}
	if c.Former {
		t.raw(" <small>given before</small>")
	}
	if !c.Present && sayGone {
		t.raw(" <small>absent now</small>")
	}
	t.raw("</li>")
}

// chunks yields the runs of a list of which neighbours are alike.
func chunks[T any](list []T, alike func(a, b T) bool) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		from := 0
		for i := 1; i <= len(list); i++ {
			if i < len(list) && alike(list[i-1], list[i]) {
				continue
			}
			if !yield(list[from:i]) {
				return
			}
			from = i
		}
	}
}

// mentions lists who tells the event, in which revisions, in what words.
func (t *timelinePage) mentions(ev *timeline.Event) {
	t.raw(`<details><summary>Told by `, esc(strings.Join(publishers(ev), ", ")))
	if n := len(ev.Mentions); n > 1 {
		t.raw(esc(fmt.Sprintf(" (%d sentences)", n)))
	}
	t.raw("</summary>\n<ul>\n")
	for i := range ev.Mentions {
		t.mention(&ev.Mentions[i])
	}
	t.raw("</ul></details>\n")
}

func (t *timelinePage) mention(m *timeline.Mention) {
	t.raw(`<li><q dir="auto">`, marked(m), `</q> <span class="tl-src">`)
	name := m.Source
	if s := t.stories[m.Story]; s != nil && s.Headline != "" {
		name += ": " + s.Headline
	}
	first, last := &m.Spans[0], &m.Spans[len(m.Spans)-1]
	archived := t.revision != nil && first.Commit != "" && last.Commit != ""
	switch {
	case archived:
		t.link(t.revision(last.Commit), name)
	case webAddress(m.URL):
		t.link(m.URL, name)
	default:
		t.raw(esc(name))
	}
	t.raw(", ", esc(revisions(m.Spans)))
	if !first.Captured.IsZero() {
		seen := first.Captured.UTC().Format("2 January 2006, 15:04 MST")
		if t.raw(", first seen "); archived && first.Commit != last.Commit {
			t.link(t.revision(first.Commit), seen)
		} else {
			t.raw(esc(seen))
		}
	}
	if !m.Present {
		t.raw(", absent now")
	}
	if archived && webAddress(m.URL) {
		t.raw("; ")
		t.link(m.URL, "at the publisher’s")
	}
	t.raw(`</span> <span class="tl-why" dir="ltr">Dated: `, esc(m.Reason()), "</span></li>\n")
}

func (t *timelinePage) link(address, text string) {
	t.raw(`<a href="`, esc(address), `">`, esc(text), "</a>")
}

// marked is the sentence with the words that give the time marked.
func marked(m *timeline.Mention) markup {
	s := m.Spans[0]
	a, b := s.ExprStart-s.Start, s.ExprEnd-s.Start
	if s.ExprEnd <= s.ExprStart || a < 0 || b > len(m.Sentence) {
		return esc(m.Sentence)
	}
	return esc(m.Sentence[:a]) + "<mark>" + esc(m.Sentence[a:b]) + "</mark>" + esc(m.Sentence[b:])
}

// revisions names the revisions of spans: "revisions 1 to 3 and 5".
func revisions(spans []timeline.Span) string {
	if len(spans) == 1 {
		return "revision " + strconv.Itoa(spans[0].Revision)
	}
	var parts []string
	for i := 0; i < len(spans); {
		k := i
		for k+1 < len(spans) && spans[k+1].Revision == spans[k].Revision+1 {
			k++
		}
		s := strconv.Itoa(spans[i].Revision)
		if k > i {
			s += " to " + strconv.Itoa(spans[k].Revision)
		}
		parts = append(parts, s)
		i = k + 1
	}
	return "revisions " + strings.Join(parts, ", ")
}
