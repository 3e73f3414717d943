package render

import (
	"io"
	"time"

	"github.com/newsarc/newsarc/timeline"
)

// TimelineJSONLD writes the events as schema.org data: a list of Event, each
// with the reports that tell it as subjectOf.
func TimelineJSONLD(w io.Writer, tl *timeline.Timeline, title string) error {
	list := ldList{Context: "https://schema.org", Type: "ItemList", Name: title, Items: []ldItem{}}
	headlines := make(map[string]string)
	for _, s := range tl.Stories {
		headlines[s.ID] = s.Headline
	}
	for i := range tl.Events {
		list.Items = append(list.Items, ldItem{"ListItem", i + 1, ldEventOf(&tl.Events[i], headlines)})
	}
	return JSON(w, list)
}

type ldList struct {
	Context string   `json:"@context"`
	Type    string   `json:"@type"`
	Name    string   `json:"name,omitempty"`
	Items   []ldItem `json:"itemListElement"`
}

type ldItem struct {
	Type     string  `json:"@type"`
	Position int     `json:"position"`
	Item     ldEvent `json:"item"`
}

type ldEvent struct {
	Type        string      `json:"@type"`
	Identifier  string      `json:"identifier"`
	Name        string      `json:"name"`
	Description string      `json:"description"`
	Start       string      `json:"startDate"`
	End         string      `json:"endDate,omitempty"`
	Status      string      `json:"eventStatus,omitempty"`
	Location    *ldThing    `json:"location,omitempty"`
	About       []ldThing   `json:"about,omitempty"`
	Figures     []ldFigure  `json:"additionalProperty,omitempty"`
	SubjectOf   []ldArticle `json:"subjectOf"`
}

type ldThing struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

type ldFigure struct {
	Type        string  `json:"@type"`
	Name        string  `json:"name"`
	Value       float64 `json:"value"`
	Max         float64 `json:"maxValue,omitempty"`
	Description string  `json:"description"`
	Source      string  `json:"valueReference,omitempty"`
}

type ldArticle struct {
	Type      string  `json:"@type"`
	Headline  string  `json:"headline,omitempty"`
	URL       string  `json:"url,omitempty"`
	Published string  `json:"datePublished,omitempty"`
	Publisher ldThing `json:"publisher"`
}

func ldEventOf(ev *timeline.Event, headlines map[string]string) ldEvent {
	out := ldEvent{
		Type: "Event", Identifier: ev.ID, Name: ev.Label, Description: ev.Sentence,
		Start: ldDate(ev.Time.Begin, ev.Time.Precision), SubjectOf: []ldArticle{},
	}
	switch ev.Modality {
	case timeline.Planned, timeline.Possible:
		out.Status = "https://schema.org/EventScheduled"
	case timeline.Denied:
		out.Status = "https://schema.org/EventCancelled"
	}
	if end := ldDate(ev.Time.End.Add(-time.Second), ev.Time.Precision); end != out.Start {
		out.End = end
	}
	if ev.Place != "" {
		out.Location = &ldThing{"Place", ev.Place}
	}
	for _, a := range ev.Actors {
		out.About = append(out.About, ldThing{"Thing", a})
	}
	for i := range ev.Claims {
		if c := &ev.Claims[i]; c.Kind != timeline.Quote {
			name := c.Role
			if name == "" {
				name = c.Unit
			}
			out.Figures = append(out.Figures, ldFigure{"PropertyValue", name, c.Value, c.Max, c.Text, c.Speaker})
		}
	}
	seen := make(map[string]bool)
	for i := range ev.Mentions {
		if m := &ev.Mentions[i]; !seen[m.Story] {
			seen[m.Story] = true
			out.SubjectOf = append(out.SubjectOf, ldArticle{"NewsArticle", headlines[m.Story], m.URL, m.Published.String(), ldThing{"Organization", m.Source}})
		}
	}
	return out
}

// ldDate writes an ISO 8601 date no finer than what is known.
func ldDate(t time.Time, p timeline.Precision) string {
	switch p {
	case timeline.Second, timeline.Minute, timeline.Hour, timeline.PartOfDay:
		return t.Format(time.RFC3339)
	case timeline.Year, timeline.Decade, timeline.Century:
		return t.Format("2006")
	case timeline.Month, timeline.Quarter, timeline.Season, timeline.Half:
		return t.Format("2006-01")
	}
	return t.Format(time.DateOnly)
}
