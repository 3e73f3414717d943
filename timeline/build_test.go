package timeline

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/news"
)

// told makes a revision of a source's story, captured at a time.
func revisionOf(story string, number int, captured string, sentences ...string) *news.Revision {
	r := revision(story, number, "2016-09-06", sentences...)
	at, err := time.Parse("2006-01-02 15:04", captured)
	if err != nil {
		panic(err)
	}
	r.Captured = at
	r.Source, _, _ = strings.Cut(story, "/")
	r.Article.Source = r.Source
	return r
}

// quake is a story in four revisions: a toll that rises and falls, a sentence
// that goes and a day that is corrected.
func quake() []*news.Revision {
	const aid = "Aid convoys will leave the capital on Thursday, the ministry said."
	return []*news.Revision{
		revisionOf("wire.example/quake", 1, "2016-09-06 08:00", "A strong quake struck Port Elba on Monday, killing at least 35 people, officials said.",
			"The dam above the town burst on Sunday, flooding two villages.", aid),
		revisionOf("wire.example/quake", 2, "2016-09-06 10:00", "A strong quake struck Port Elba on Monday, killing at least 41 people, officials said.",
			"The dam above the town burst on Sunday, flooding two villages.", aid),
		revisionOf("wire.example/quake", 3, "2016-09-06 12:00", "A strong quake struck Port Elba on Monday, killing at least 38 people, officials said.",
			"The dam above the town burst on Saturday, flooding two villages.", aid),
		revisionOf("daily.example/quake", 1, "2016-09-06 11:00", "A strong quake struck Port Elba on Monday, killing 50 people, rescuers said."),
	}
}

func TestBuildJoins(t *testing.T) {
	tl := Build(quake(), Options{})
	ev := eventWith(t, tl, "strong quake")
	if len(ev.Mentions) != 4 || ev.Sources != 2 || ev.Presence != Present {
		t.Errorf("got %d mentions, %d sources, %s; want 4, 2, present", len(ev.Mentions), ev.Sources, ev.Presence)
	}
	if !strings.Contains(ev.Label, "38") && !strings.Contains(ev.Label, "50") {
		t.Errorf("label %q is not of what stands", ev.Label)
	}
	var got []string
	for _, c := range ev.Claims {
		got = append(got, fmt.Sprintf("%g %s %v", c.Value, c.Speaker, c.Present))
	}
	want := []string{"35 officials false", "41 officials false", "50 rescuers true", "38 officials true"}
	if !slices.Equal(got, want) {
		t.Errorf("claims\n got %q\nwant %q", got, want)
	}
	if aid := eventWith(t, tl, "Aid convoys"); aid.Modality != Planned || len(aid.Mentions) != 1 || len(aid.Mentions[0].Spans) != 3 {
		t.Errorf("a sentence of three revisions: %s, %d mentions, %d spans", aid.Modality, len(aid.Mentions), len(aid.Mentions[0].Spans))
	}
	gone := eventOn(t, tl, "The dam", "2016-09-04")
	if gone.Presence != Absent || gone.LastObserved.Hour() != 10 {
		t.Errorf("the dam on Sunday: %s, last seen %v; want absent since 10:00", gone.Presence, gone.LastObserved)
	}
}

// A sentence keeps the revision in which it began, also where a later form of it
// is the one that the event is joined around.
func TestSpansInOrder(t *testing.T) {
	const past = "The office had earlier put the number of dead at 41, but found that three were counted twice."
	revs := []*news.Revision{
		revisionOf("wire.example/quake", 1, "2016-09-06 08:00", "A magnitude 6.4 quake struck Port Elba on Monday, killing 38 people, officials said.", past),
		revisionOf("wire.example/quake", 2, "2016-09-06 10:00", "A magnitude 6.2 quake struck Port Elba on Monday, killing 38 people, officials said.", past),
		revisionOf("wire.example/quake", 3, "2016-09-06 12:00", "A magnitude 6.2 quake struck Port Elba on Monday, killing 38 people, officials said.", past, "Rain fell."),
	}
	tl := Build(revs, Options{})
	for i := range tl.Events {
		for _, m := range tl.Events[i].Mentions {
			for k := 1; k < len(m.Spans); k++ {
				if m.Spans[k].Revision < m.Spans[k-1].Revision {
					t.Errorf("%q: revision %d before %d", m.Sentence, m.Spans[k-1].Revision, m.Spans[k].Revision)
				}
			}
		}
	}
	for _, p := range Series(tl, "killed") {
		if p.Claim.Former && p.Revision != 1 {
			t.Errorf("%q is said to come with revision %d, want 1", p.Claim.Text, p.Revision)
		}
	}
}

func TestBuildAsOf(t *testing.T) {
	at := time.Date(2016, 9, 6, 10, 30, 0, 0, time.UTC)
	tl := Build(quake(), Options{AsOf: at})
	if n := len(tl.Stories); n != 1 {
		t.Errorf("%d stories were on record, want 1", n)
	}
	ev := eventWith(t, tl, "strong quake")
	if len(ev.Mentions) != 2 || !strings.Contains(ev.Label, "41") {
		t.Errorf("as of %v: %d mentions, label %q", at, len(ev.Mentions), ev.Label)
	}
	if now := eventWith(t, Build(quake(), Options{}), "strong quake"); now.ID != ev.ID {
		t.Errorf("the id changed from %s to %s", ev.ID, now.ID)
	}
}

func TestBuildFilters(t *testing.T) {
	day := func(d, h int) time.Time { return time.Date(2016, 9, d, h, 0, 0, 0, time.UTC) }
	for name, tt := range map[string]struct {
		opts Options
		want []string // days
	}{
		"all":             {Options{}, []string{"2016-09-03", "2016-09-04", "2016-09-05", "2016-09-08"}},
		"event from":      {Options{EventFrom: day(5, 0)}, []string{"2016-09-05", "2016-09-08"}},
		"event to":        {Options{EventTo: day(5, 0)}, []string{"2016-09-03", "2016-09-04"}},
		"observed from":   {Options{ObservedFrom: day(6, 11)}, []string{"2016-09-03"}},
		"observed to":     {Options{ObservedTo: day(6, 11)}, []string{"2016-09-04", "2016-09-05", "2016-09-08"}},
		"published to":    {Options{PublishedTo: day(6, 0)}, nil},
		"published from":  {Options{PublishedFrom: day(6, 0), PublishedTo: day(7, 0)}, []string{"2016-09-03", "2016-09-04", "2016-09-05", "2016-09-08"}},
		"two sources":     {Options{MinSources: 2}, []string{"2016-09-05"}},
		"heaviest day":    {Options{MaxDates: 1}, []string{"2016-09-05"}},
		"nothing at all":  {Options{EventFrom: day(20, 0)}, nil},
		"as of the first": {Options{AsOf: day(6, 9)}, []string{"2016-09-04", "2016-09-05", "2016-09-08"}},
	} {
		t.Run(name, func(t *testing.T) {
			tl := Build(quake(), tt.opts)
			var got []string
			for _, d := range tl.Days {
				got = append(got, d.Date)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	tl := Build(quake(), Options{MaxDates: 1, PerDate: 1})
	if tl.Omitted.Days != 3 || tl.Omitted.Events != 3 {
		t.Errorf("omitted %+v, want 3 days and 3 events", tl.Omitted)
	}
}

// TestBuildDeterministic states that the order of the revisions changes
// nothing, to the byte.
func TestBuildDeterministic(t *testing.T) {
	revs := append(quake(), attack())
	want := asJSON(t, Build(revs, Options{Query: []string{"quake"}}))
	rnd := rand.New(rand.NewSource(1))
	for range 20 {
		rnd.Shuffle(len(revs), func(i, j int) { revs[i], revs[j] = revs[j], revs[i] })
		if got := asJSON(t, Build(revs, Options{Query: []string{"quake"}})); !bytes.Equal(got, want) {
			t.Fatal("another order of the revisions made another timeline")
		}
	}
	kept := make(map[*news.Revision][]Event)
	for _, r := range revs {
		ev, err := Unmarshal(Marshal(Extract(r)))
		if err != nil {
			t.Fatal(err)
		}
		kept[r] = ev
	}
	if got := asJSON(t, Build(revs, Options{Query: []string{"quake"}, Extract: func(r *news.Revision) []Event { return kept[r] }})); !bytes.Equal(got, want) {
		t.Error("kept events made another timeline")
	}
}

func asJSON(t *testing.T, tl *Timeline) []byte {
	t.Helper()
	b, err := json.Marshal(tl)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestLedes says that an opening without a day joins what another report dates,
// and stands for the day of publication otherwise.
func TestLedes(t *testing.T) {
	tl := Build([]*news.Revision{
		revisionOf("a.example/1", 1, "2016-09-06 08:00", "The coastal dam above Port Elba burst on Monday, flooding hundreds of homes."),
		revisionOf("b.example/1", 1, "2016-09-06 09:00", "A coastal dam above Port Elba burst, flooding hundreds of homes."),
		revisionOf("c.example/1", 1, "2016-09-06 09:00", "The national orchestra has named a new conductor after a year of search."),
	}, Options{})
	if ev := eventWith(t, tl, "coastal dam"); ev.Sources != 2 || ev.Time.Key() != "2016-09-05" {
		t.Errorf("the dam: %d sources on %s, want 2 on 2016-09-05", ev.Sources, ev.Time.Key())
	}
	if ev := eventWith(t, tl, "orchestra"); !ev.Weak || ev.Mentions[0].Inherited != byLede || ev.Time.Key() != "2016-09-06" {
		t.Errorf("the orchestra: weak %v, inherited %q, on %s", ev.Weak, ev.Mentions[0].Inherited, ev.Time.Key())
	}
}

// TestTollStays says that a toll without an event of its own belongs to the last
// event that had one, not to whatever was told in between.
func TestTollStays(t *testing.T) {
	tl := Build([]*news.Revision{revisionOf("a.example/1", 1, "2016-09-06 08:00",
		"A strong quake struck Port Elba on Monday, killing at least 35 people, officials said.",
		"The dam above the town burst on Sunday, flooding two villages.",
		"The Harbor Observatory put the death toll at 53.")}, Options{})
	if ev := eventWith(t, tl, "The dam"); len(ev.Claims) > 0 && ev.Claims[0].Kind == Casualty {
		t.Errorf("the dam got %+v", ev.Claims)
	}
	if ev := eventWith(t, tl, "quake"); len(ev.Claims) != 2 || ev.Mentions[1].Value != "2016-09-05" {
		t.Errorf("the quake got %+v", ev.Claims)
	}
}

func TestSeries(t *testing.T) {
	var got []string
	for _, p := range Series(Build(quake(), Options{}), "killed") {
		got = append(got, fmt.Sprintf("%s@%d %g %v", p.Source, p.Revision, p.Claim.Value, p.Fell))
	}
	want := []string{"wire.example@1 35 false", "wire.example@2 41 false", "daily.example@1 50 false", "wire.example@3 38 true"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestSeriesFormer has a figure that the text itself calls past.
func TestSeriesFormer(t *testing.T) {
	tl := Build([]*news.Revision{revisionOf("wire.example/quake", 1, "2016-09-06 08:00", "A quake killed 27 people in Port Elba on Monday, officials said.",
		"Officials had earlier put the number of dead on Monday at 31, but four people were counted twice.")}, Options{})
	var got []string
	for _, p := range Series(tl, "killed") {
		got = append(got, fmt.Sprintf("%g former=%v fell=%v", p.Claim.Value, p.Claim.Former, p.Fell))
	}
	slices.Sort(got) // both are seen at once
	if want := []string{"27 former=false fell=false", "31 former=true fell=false"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDiff(t *testing.T) {
	revs := quake()
	ch := Diff(Build(revs[1:2], Options{}), Build(revs[2:3], Options{}))
	if len(ch.Moved) != 1 || ch.Moved[0].From.Key() != "2016-09-04" || ch.Moved[0].To.Key() != "2016-09-03" {
		t.Errorf("moved %+v, want the dam from 2016-09-04 to 2016-09-03", ch.Moved)
	}
	if len(ch.Claims) != 1 || ch.Claims[0].Old.Value != 41 || ch.Claims[0].New.Value != 38 {
		t.Errorf("claims %+v, want 41 to 38", ch.Claims)
	}
	if len(ch.Appeared)+len(ch.Vanished) != 0 {
		t.Errorf("appeared %d, vanished %d, want none", len(ch.Appeared), len(ch.Vanished))
	}
	if same := Diff(Build(revs, Options{}), Build(revs, Options{})); len(same.Appeared)+len(same.Vanished)+len(same.Moved)+len(same.Claims) != 0 {
		t.Errorf("a timeline differs from itself: %+v", same)
	}
	ch = Diff(Build(nil, Options{}), Build(revs[:1], Options{}))
	if len(ch.Appeared) != 3 {
		t.Errorf("%d events appeared, want 3", len(ch.Appeared))
	}
}

func TestExplain(t *testing.T) {
	tl := Build(quake(), Options{})
	ev := eventOn(t, tl, "The dam", "2016-09-03")
	for _, id := range []string{ev.ID, ev.ID[:8], ev.Mentions[len(ev.Mentions)-1].ID} {
		ex, ok := Explain(tl, id)
		if !ok {
			t.Fatalf("no explanation of %q", id)
		}
		s := ex.Steps[0]
		if want := "“Saturday” is 2016-09-03, by rule "; !strings.HasPrefix(s.Reason, want) || !strings.HasSuffix(s.Reason, "counted from published 2016-09-06") {
			t.Errorf("reason %q", s.Reason)
		}
		if want := (Brought{"wire.example/quake", 2, 3}); s.Brought != want {
			t.Errorf("brought by %+v, want %+v", s.Brought, want)
		}
	}
	for _, id := range []string{"", "zz"} {
		if _, ok := Explain(tl, id); ok {
			t.Errorf("%q is explained", id)
		}
	}
}

func eventWith(t *testing.T, tl *Timeline, label string) *Event {
	t.Helper()
	return eventOn(t, tl, label, "")
}

// eventOn returns the event whose label holds some words, on a day if given.
func eventOn(t *testing.T, tl *Timeline, label, day string) *Event {
	t.Helper()
	for i := range tl.Events {
		if strings.Contains(tl.Events[i].Label, label) && (day == "" || tl.Events[i].Time.Key() == day) {
			return &tl.Events[i]
		}
	}
	t.Fatalf("no event %q on %q", label, day)
	return nil
}
