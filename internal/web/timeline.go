package web

import (
	"bytes"
	"context"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/internal/when"
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/timeline"
)

const (
	timelineLimit = 600 // revisions that a timeline may be made of
	usualDates    = 40
	usualPerDate  = 6
	maxMoments    = 60 // stops of the as-of slider
)

// timelinePage is what a timeline's page shows.
type timelinePage struct {
	Topic     string
	Selection join.Selection
	AsOf      string   // as asked for
	Moments   []moment // at which something new was seen
	At        int      // index of the moment shown
	Hidden    url.Values
	Empty     bool   // nothing was selected
	Now       string // address of the page as of now
	Fragment  template.HTML
	Left      gaps // texts that the timeline lacks
}

// moment is a stop of the as-of slider.
type moment struct {
	Value string
	Time  time.Time
}

// selectionOf reads the parameters of a timeline.
func (s *Server) selectionOf(ctx context.Context, v url.Values) (join.Selection, error) {
	var sel join.Selection
	if name := v.Get("topic"); name != "" {
		t, err := s.archive.Topic(ctx, name)
		if err != nil {
			return sel, err
		}
		if sel, err = join.ParseTopic(t); err != nil {
			return sel, err
		}
	}
	sel.Stories = append(sel.Stories, v["story"]...)
	for _, f := range []struct {
		key string
		to  *string
	}{
		{"q", &sel.Query},
		{"source", &sel.Source},
		{"section", &sel.Section},
		{"event_from", &sel.EventFrom},
		{"event_to", &sel.EventTo},
		{"published_from", &sel.PublishedFrom},
		{"published_to", &sel.PublishedTo},
		{"observed_from", &sel.ObservedFrom},
		{"observed_to", &sel.ObservedTo},
	} {
		if s := v.Get(f.key); s != "" {
			*f.to = s
		}
	}
	for key, to := range map[string]*int{"max_dates": &sel.MaxDates, "per_date": &sel.PerDate, "min_sources": &sel.MinSources} {
		if v.Get(key) == "" {
			continue
		}
		n, err := strconv.Atoi(v.Get(key))
		if err != nil || n < 0 || n > 10_000 {
			return sel, &badRequest{key + " is not a number from 0"}
		}
		*to = n
	}
	if len(sel.Stories) > maxStories {
		return sel, &badRequest{"that is more than " + strconv.Itoa(maxStories) + " stories"}
	}
	if sel.Query != "" {
		if err := checkQuery(sel.Query); err != nil {
			return sel, err
		}
	}
	return sel, nil
}

// build builds a timeline, and returns the revisions that it could be made of.
func (s *Server) build(ctx context.Context, sel *join.Selection, asOf string, left *gaps) (*timeline.Timeline, []*news.Revision, error) {
	if sel.MaxDates == 0 {
		sel.MaxDates = usualDates
	}
	if sel.PerDate == 0 {
		sel.PerDate = usualPerDate
	}
	now := s.o.Now().UTC()
	o, err := sel.Options(now)
	if err != nil {
		return nil, nil, &badRequest{err.Error()}
	}
	if asOf != "" {
		if o.AsOf, err = when.AsOf(asOf, now); err != nil {
			return nil, nil, &badRequest{err.Error()}
		}
	}
	if sel.Query != "" {
		if err := s.catchUp(ctx); err != nil {
			return nil, nil, err
		}
	}
	revs, err := sel.Revisions(ctx, s.archive, timelineLimit, s.skip(ctx, left))
	if err != nil {
		return nil, nil, badQuery(err)
	}
	tl, err := join.Build(ctx, s.archive, slices.Clone(revs), o, join.BuildOptions{
		Bad: func(rev *news.Revision, err error) {
			if !s.leaveOut(ctx, left, rev, err) {
				s.o.Log.Warn("text cannot be read", "revision", rev.Commit, "error", err.Error())
			}
		},
	})
	return tl, revs, err
}

func (s *Server) timeline(ctx context.Context, r *http.Request) (reply, error) {
	return s.timelinePage(ctx, r, r.URL.Query())
}

func (s *Server) topic(ctx context.Context, r *http.Request) (reply, error) {
	v := r.URL.Query()
	v.Set("topic", r.PathValue("name"))
	return s.timelinePage(ctx, r, v)
}

func (s *Server) timelinePage(ctx context.Context, r *http.Request, v url.Values) (reply, error) {
	sel, err := s.selectionOf(ctx, v)
	if err != nil {
		return reply{}, err
	}
	p := timelinePage{Topic: v.Get("topic"), Selection: sel, AsOf: v.Get("as_of"), Hidden: url.Values{}}
	for k := range v {
		if k != "as_of" {
			p.Hidden[k] = v[k]
		}
	}
	p.Now = "/timeline?" + p.Hidden.Encode()
	p.Empty = len(sel.Stories) == 0 && sel.Query == "" && sel.Source == "" && p.Topic == ""
	out := page{Title: "Timeline", Section: "timeline", Feed: "-", Styles: []string{"timeline.css"}, Scripts: []string{"timeline.js"}}
	if p.Topic != "" {
		out.Title, out.Section, out.Feed = "Timeline: "+p.Topic, "topics", query("topic", p.Topic)
	}
	if !p.Empty {
		tl, revs, err := s.build(ctx, &sel, p.AsOf, &p.Left)
		if err != nil {
			return reply{}, err
		}
		if len(sel.Stories) == 1 && sel.Query == "" && len(tl.Stories) == 1 {
			out.Title = "Timeline: " + tl.Stories[0].Headline
		}
		if sel.Query != "" && p.Topic == "" {
			out.Title = "Timeline: " + sel.Query
		}
		p.moments(revs, tl.AsOf)
		var b bytes.Buffer
		if err := render.TimelineFragment(&b, tl, func(commit string) string { return "/revision/" + commit }); err != nil {
			return reply{}, err
		}
		p.Fragment = template.HTML(b.String()) //nolint:gosec // package render escapes all text
	}
	out.Data = p
	if out.Cite, err = s.citeTimeline(ctx, r, &p, out.Title); err != nil {
		return reply{}, err
	}
	answer, err := s.page("timeline", out)
	answer.passing = len(p.Left) > 0
	return answer, err
}

// citeTimeline says how to quote a timeline: as of the moment that is shown.
func (s *Server) citeTimeline(ctx context.Context, r *http.Request, p *timelinePage, title string) (*citation, error) {
	if p.Empty || len(p.Moments) == 0 {
		return nil, nil
	}
	at := p.Moments[max(p.At, 0)]
	v := url.Values{"as_of": {at.Value}}
	for k := range p.Hidden {
		v[k] = p.Hidden[k]
	}
	if p.Topic != "" {
		v.Set("topic", p.Topic)
	}
	what := "timeline of " + strings.TrimPrefix(title, "Timeline: ") + ", as on record at " + clockTime(at.Time)
	return s.citeView(ctx, r, what, "/timeline?"+v.Encode(), "/api/v1/timeline?"+v.Encode())
}

// moments chooses the stops of the slider: the times at which something was
// seen, thinned out evenly.
func (p *timelinePage) moments(revs []*news.Revision, asOf time.Time) {
	var all []time.Time
	for _, rev := range revs {
		all = append(all, rev.Captured)
	}
	slices.SortFunc(all, time.Time.Compare)
	all = slices.CompactFunc(all, time.Time.Equal)
	for i, t := range all {
		if n := len(all); n <= maxMoments || i*maxMoments/n != (i+1)*maxMoments/n {
			p.Moments = append(p.Moments, moment{stamp(t), t})
		}
	}
	p.At = len(p.Moments) - 1
	if !asOf.IsZero() {
		for p.At > 0 && p.Moments[p.At].Time.After(asOf) {
			p.At--
		}
	}
}

// topicEntry is a topic in the list of them.
type topicEntry struct {
	Name      string
	Changed   time.Time
	Selection join.Selection
	Gap       *topicGap // in place of the rest: it cannot be read
}

func (s *Server) topics(ctx context.Context, _ *http.Request) (reply, error) {
	all, err := s.archive.Topics(ctx)
	if err != nil {
		return reply{}, err
	}
	var list []topicEntry
	for _, t := range all {
		if t.Err != nil {
			g := newTopicGap(&t)
			s.o.Log.Warn("left out", "topic", t.Name, "error", t.Err.Error())
			list = append(list, topicEntry{Name: t.Name, Gap: &g})
			continue
		}
		sel, err := join.ParseTopic(t)
		if err != nil {
			return reply{}, err
		}
		list = append(list, topicEntry{Name: t.Name, Changed: t.Changed, Selection: sel})
	}
	return s.page("topics", page{Title: "Topics", Section: "topics", Data: list})
}
