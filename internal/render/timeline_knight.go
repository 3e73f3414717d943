package render

import (
	"errors"
	"html"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/newsarc/newsarc/timeline"
)

// TimelineJS writes what the TimelineJS 3 of Knight Lab reads
// (timeline.knightlab.com). That program wants each part of a date as a string
// (a numeric hour 0 is lost, ISO dates fail), knows no time zones, and fails on
// an empty list; so times are given in the zone of the report, which
// display_date names, and without an event there is ErrNoEvents.
func TimelineJS(w io.Writer, tl *timeline.Timeline, title string) error {
	if len(tl.Events) == 0 {
		return ErrNoEvents
	}
	doc := knightDoc{Title: &knightSlide{Text: knightText{Headline: html.EscapeString(title)}, UniqueID: "title"}}
	for i := range tl.Events {
		doc.Events = append(doc.Events, knightEvent(&tl.Events[i]))
	}
	return JSON(w, doc)
}

// ErrNoEvents says that a format cannot hold a timeline without events.
var ErrNoEvents = errors.New("the timeline has no events")

type knightDoc struct {
	Title  *knightSlide  `json:"title"`
	Events []knightSlide `json:"events"`
}

type knightSlide struct {
	StartDate   *knightDate `json:"start_date,omitempty"`
	EndDate     *knightDate `json:"end_date,omitempty"`
	DisplayDate string      `json:"display_date,omitempty"`
	Text        knightText  `json:"text"`
	UniqueID    string      `json:"unique_id"`
	Newsarc     *knightOwn  `json:"newsarc,omitempty"`
}

type knightText struct {
	Headline string `json:"headline,omitempty"`
	Text     string `json:"text,omitempty"`
}

type knightDate struct {
	Year   string `json:"year"`
	Month  string `json:"month,omitempty"`
	Day    string `json:"day,omitempty"`
	Hour   string `json:"hour,omitempty"`
	Minute string `json:"minute,omitempty"`
}

// knightOwn is ours; the program keeps keys that it does not know.
type knightOwn struct {
	Value       string            `json:"value"`
	Precision   string            `json:"precision"`
	Approximate bool              `json:"approximate,omitempty"`
	Modality    timeline.Modality `json:"modality"`
	Stories     []string          `json:"stories"`
}

func knightEvent(ev *timeline.Event) knightSlide {
	s := knightSlide{
		StartDate:   knightTime(ev.Time.Begin, ev.Time.Precision),
		DisplayDate: html.EscapeString(SpellTime(ev.Time)),
		Text:        knightText{Headline: html.EscapeString(ev.Label), Text: knightBody(ev)},
		UniqueID:    ev.ID,
		Newsarc: &knightOwn{
			Value: ev.Time.Value, Precision: string(ev.Time.Precision), Approximate: ev.Time.Approximate, Modality: ev.Modality,
		},
	}
	if last := ev.Time.End.Add(-time.Second); !sameSpan(ev.Time) {
		s.EndDate = knightTime(last, ev.Time.Precision)
	}
	for i := range ev.Mentions {
		s.Newsarc.Stories = append(s.Newsarc.Stories, ev.Mentions[i].Story)
	}
	return s
}

// sameSpan reports whether the precision of the date alone says where the
// period ends.
func sameSpan(t timeline.Time) bool {
	switch t.Precision {
	case timeline.Second, timeline.Minute, timeline.Hour, timeline.DayLong, timeline.Month, timeline.Year:
		return true
	}
	return false
}

func knightTime(t time.Time, p timeline.Precision) *knightDate {
	d := &knightDate{Year: strconv.Itoa(t.Year())}
	switch p {
	case timeline.Year, timeline.Decade, timeline.Century:
		return d
	}
	d.Month = strconv.Itoa(int(t.Month()))
	switch p {
	case timeline.Month, timeline.Quarter, timeline.Season, timeline.Half:
		return d
	}
	d.Day = strconv.Itoa(t.Day())
	switch p {
	case timeline.Second, timeline.Minute, timeline.Hour, timeline.PartOfDay:
		d.Hour, d.Minute = strconv.Itoa(t.Hour()), strconv.Itoa(t.Minute())
	}
	return d
}

// knightBody is HTML: the program shows it as it is.
func knightBody(ev *timeline.Event) string {
	var sb strings.Builder
	sb.WriteString("<p>" + html.EscapeString(ev.Sentence) + "</p>")
	if f := figures(ev); len(f) > 0 {
		sb.WriteString("<ul>")
		for _, s := range f {
			sb.WriteString("<li>" + html.EscapeString(s) + "</li>")
		}
		sb.WriteString("</ul>")
	}
	var links []string
	seen := make(map[string]bool)
	for i := range ev.Mentions {
		m := &ev.Mentions[i]
		if seen[m.Story] {
			continue
		}
		seen[m.Story] = true
		name := html.EscapeString(m.Source)
		if webAddress(m.URL) {
			name = `<a href="` + html.EscapeString(m.URL) + `">` + name + "</a>"
		}
		links = append(links, name)
	}
	sb.WriteString("<p>" + strings.Join(links, ", ") + "</p>")
	return sb.String()
}
