package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/internal/join"
)

const (
	profileStories   = 200 // latest stories that a profile counts
	profileRevisions = 150 // latest revisions that it compares
)

// profile says how a publisher edits: how often, how soon, how silently. It is
// made of the latest stories and revisions, and says of how many.
type profile struct {
	join.Schema
	Source string `json:"source"`

	Stories     int     `json:"stories"`      // looked at
	Edited      int     `json:"edited"`       // of them with a second revision
	Revisions   int     `json:"revisions"`    // of all of them
	MostRevised int     `json:"most_revised"` // revisions of the story that has most
	PerStory    float64 `json:"per_story"`    // revisions, mean

	Changes int                     `json:"changes"` // compared
	Silent  int                     `json:"silent"`
	Candour map[diff.Candour]int    `json:"candour"`
	Kinds   map[diff.SignalKind]int `json:"kinds"` // changes with a signal of the kind

	// Seconds from the first capture of a story to a change of fact in it.
	SoonestQuarter int64 `json:"soonest_quarter"`
	Median         int64 `json:"median"`
	LatestQuarter  int64 `json:"latest_quarter"`

	Latest []change `json:"latest"` // silent changes

	LeftOut gaps `json:"left_out,omitempty"` // revisions that are damaged, and changes that cannot be told
}

// profileOf makes the profile of a publisher.
func (s *Server) profileOf(ctx context.Context, source string) (*profile, error) {
	p := &profile{
		Schema: join.SchemaOf("source"), Source: source,
		Candour: map[diff.Candour]int{}, Kinds: map[diff.SignalKind]int{}, Latest: []change{},
	}
	first := map[string]time.Time{}
	for story, err := range s.archive.Stories(ctx, archive.Filter{Source: source, Limit: profileStories}) {
		if err != nil {
			return nil, err
		}
		p.Stories++
		p.Revisions += story.Revisions
		p.MostRevised = max(p.MostRevised, story.Revisions)
		if story.Revisions > 1 {
			p.Edited++
		}
		first[story.ID] = story.First
	}
	if p.Stories == 0 {
		return nil, notFound("no story of source %q", source)
	}
	p.PerStory = float64(p.Revisions) / float64(p.Stories)
	var soon []int64
	for rev, err := range s.archive.Log(ctx, archive.Filter{Source: source, Limit: profileRevisions}) {
		if err == nil && rev.Number == 1 {
			continue
		}
		list := changeList{left: p.LeftOut}
		err = s.look(ctx, &list, changesQuery{limit: 1}, &rev, err)
		if p.LeftOut = list.left; err != nil {
			return nil, err
		}
		if len(list.items) == 0 {
			continue
		}
		c := list.items[0]
		p.count(&c)
		if began, ok := first[rev.Story]; ok && c.Change.Substantive() {
			soon = append(soon, int64(rev.Captured.Sub(began)/time.Second))
		}
	}
	if n := len(soon); n > 0 {
		slices.Sort(soon)
		p.SoonestQuarter, p.Median, p.LatestQuarter = soon[n/4], soon[n/2], soon[n*3/4]
	}
	return p, nil
}

func (p *profile) count(c *change) {
	p.Changes++
	p.Candour[c.Change.Candour]++
	for _, k := range c.Change.Kinds {
		p.Kinds[k]++
	}
	if c.Silent {
		p.Silent++
		if len(p.Latest) < 10 {
			p.Latest = append(p.Latest, *c)
		}
	}
}

// sourcePage is what a profile's page shows.
type sourcePage struct {
	*profile
	KindBars, CandourBars []share
}

// share is a line of a small table of counts.
type share struct {
	Label string
	Count int
	Of    int
}

func (s *Server) source(ctx context.Context, r *http.Request) (reply, error) {
	p, err := s.profileOf(ctx, r.PathValue("name"))
	if err != nil {
		return reply{}, err
	}
	out := sourcePage{profile: p}
	for _, k := range diff.SignalKinds {
		if n := p.Kinds[k]; n > 0 {
			out.KindBars = append(out.KindBars, share{kindLabel(k), n, p.Changes})
		}
	}
	for _, c := range []diff.Candour{diff.Silent, diff.Dated, diff.Corrected, diff.Cosmetic, diff.Stamped, diff.Untouched} {
		if n := p.Candour[c]; n > 0 {
			out.CandourBars = append(out.CandourBars, share{candourLabel(c), n, p.Changes})
		}
	}
	answer, err := s.view(ctx, r, "source", page{Title: p.Source, Section: "stories", Feed: query("source", p.Source), Data: out},
		"how "+p.Source+" edits", "/api/v1/source/"+url.PathEscape(p.Source))
	answer.passing = len(p.LeftOut) > 0
	return answer, err
}

// spell writes a number of seconds in the unit that fits.
func spell(seconds int64) string {
	d := time.Duration(seconds) * time.Second
	switch {
	case d < 2*time.Minute:
		return plural(int(d/time.Second), "second", "seconds")
	case d < 2*time.Hour:
		return plural(int(d/time.Minute), "minute", "minutes")
	case d < 48*time.Hour:
		return plural(int(d/time.Hour), "hour", "hours")
	}
	return plural(int(d/(24*time.Hour)), "day", "days")
}
