package archive

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/graph"
	"github.com/newsarc/newsarc/archive/storyid"
	"github.com/newsarc/newsarc/news"
)

// bridgeStory returns a text of one of several stories that all begin with the same
// words: by their addresses, by their publishers' ids, or by their texts alone.
func bridgeStory(n, state int) *news.Article {
	tellings := [][]string{
		{"Divers found a crack of two metres below the waterline of pier four.", "Ferries moor at the northern quay until welders have mended it."},
		{"A miller heard beams snap at dawn and rang the fire brigade.", "Grain lorries now queue along Orchard Lane."},
		{"Lightning split an oak whose crown fell across the castle road.", "Visitors reach the museum through its kitchen garden."},
		{"Commuters walked over the tracks after signals failed near platform nine.", "Engineers expect normal service by Friday evening."},
		{"Gusts pushed a parked jet against the railing beside runway two.", "Insurers sent three assessors from the capital."},
		{"Scenery that was stored below the arches floated into the stage door.", "Tonight's comedy plays at the town hall instead."},
	}
	told := tellings[n%len(tellings)]
	art := plain("Bridge closed after the storm", fmt.Sprintf("State %d.", state), told[0], told[1])
	art.Source, art.Published = "coast.example", news.Instant(at(1, 8))
	switch n % 3 {
	case 0:
		art.URL = fmt.Sprintf("https://www.coast.example/bridge/%d", n)
	case 1:
		art.ID = fmt.Sprint("bridge-", n)
	}
	return art
}

// actAlike lets a party add a text of a story whose path others give to another one.
func (p *party) actAlike(t testing.TB, r *rand.Rand) {
	t.Helper()
	in := Input{Article: bridgeStory(r.IntN(6), r.IntN(4)), Captured: at(2, 0).Add(time.Duration(r.IntN(40)) * time.Minute)}
	add(t, p.Archive, in)
}

// stories returns what each revision says of which story it is, by story.
func (p *party) stories(t testing.TB) map[string]map[string]bool {
	t.Helper()
	of := map[string]map[string]bool{}
	for rev, err := range p.Log(t.Context(), Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		art, err := p.Article(t.Context(), rev)
		if err != nil {
			t.Fatal(err)
		}
		if of[rev.Story] == nil {
			of[rev.Story] = map[string]bool{}
		}
		last := art.Body[0].Sentences
		of[rev.Story][last[len(last)-1]] = true
	}
	return of
}

// commits returns the commits of all revisions.
func (p *party) commits(t testing.TB) (list []string) {
	t.Helper()
	head, err := p.ref(t.Context(), Main)
	if err != nil {
		t.Fatal(err)
	}
	all, err := graph.New(p.store, nil).Walk(t.Context(), head, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range all {
		if parents, err := commit.Parents(t.Context(), p.store, id); err != nil || len(parents) < 2 {
			list = append(list, id.String())
		}
	}
	slices.Sort(list)
	return list
}

// Whatever stories several archives gave one path, no story of a joined archive has
// texts of two; no revision is lost; and all arrive at the same head by themselves.
func TestApartLaw(t *testing.T) {
	rounds := 8
	if testing.Short() {
		rounds = 4
	}
	if os.Getenv("STRESS") != "" {
		rounds = 200
	}
	for seed := range rounds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { apartLaw(t, rand.New(rand.NewPCG(uint64(seed), 11))) })
	}
}

func apartLaw(t *testing.T, r *rand.Rand) {
	all := []*party{newParty(t, "ann"), newParty(t, "ben"), newParty(t, "cem")}
	for range 10 + r.IntN(20) {
		p, q := all[r.IntN(3)], all[r.IntN(3)]
		if p != q && r.IntN(4) == 0 {
			p.pull(t, q)
		} else {
			p.actAlike(t, r)
		}
	}
	want := map[string]bool{}
	for _, p := range all {
		if len(p.heads(t)) == 0 {
			p.actAlike(t, r)
		}
		for _, id := range p.commits(t) {
			want[id] = true
		}
	}
	var ends []*party
	for _, order := range [][3]int{{0, 1, 2}, {1, 2, 0}, {2, 1, 0}} {
		p := all[order[0]].copyOf(t)
		p.pull(t, all[order[1]])
		p.pull(t, all[order[2]])
		ends = append(ends, p)
	}
	for _, pair := range [][2]int{{0, 1}, {1, 2}, {2, 0}, {0, 2}, {1, 0}} {
		all[pair[0]].pull(t, all[pair[1]])
	}
	ends = append(ends, all...)
	ends = append(ends, all[r.IntN(3)].copyOf(t)) // with a catalog derived anew
	for i, p := range ends {
		if diff := cmp.Diff(ends[0].heads(t), p.heads(t)); diff != "" {
			t.Fatalf("heads of %d:\n%s", i, diff)
		}
		if diff := cmp.Diff(ends[0].told(t), p.told(t)); diff != "" {
			t.Fatalf("what %d says:\n%s", i, diff)
		}
	}
	p := ends[0]
	for story, of := range p.stories(t) {
		if len(of) > 1 {
			t.Errorf("%s has texts of %d stories: %q", story, len(of), slices.Sorted(maps.Keys(of)))
		}
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), p.commits(t)); diff != "" {
		t.Errorf("commits (-before +after):\n%s", diff)
	}
	// The tree has every story, with a text of its own.
	paths := strings.Fields(git(t, p.dir, "ls-tree", "-r", "--name-only", "main"))
	var stories []string
	for s, err := range p.Stories(t.Context(), Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		stories = append(stories, s.ID+storyid.TextExt)
	}
	slices.Sort(stories)
	if diff := cmp.Diff(stories, paths); diff != "" {
		t.Errorf("stories and files:\n%s", diff)
	}
	sound(t, p.Archive, p.dir)
	// Work goes on: a text finds its story by the name that it has now.
	for n := range 6 {
		out := add(t, p.Archive, Input{Article: bridgeStory(n, 9), Captured: at(6, n)})
		if len(out) != 1 || out[0].Status != Added {
			t.Fatalf("story %d: %+v", n, out)
		}
	}
	for story, of := range p.stories(t) {
		if len(of) > 1 {
			t.Errorf("afterwards %s has texts of %d stories", story, len(of))
		}
	}
	all[0].pull(t, p)
	if diff := cmp.Diff(all[0].told(t), p.told(t)); diff != "" {
		t.Errorf("what was added does not arrive:\n%s", diff)
	}
	sound(t, p.Archive, p.dir)
}

// Two stories of one path stay two, and each has its name from its address.
func TestApart(t *testing.T) {
	a, b := newParty(t, "ann"), newParty(t, "ben")
	first := add(t, a.Archive, Input{Article: bridgeStory(0, 1), Captured: at(1, 10)})[0].Revision
	other := add(t, b.Archive, Input{Article: bridgeStory(3, 1), Captured: at(1, 11)})[0].Revision
	if first.Story != other.Story {
		t.Fatalf("the stories have paths of their own: %s, %s", first.Story, other.Story)
	}
	a.pull(t, b)
	b.pull(t, a)
	if diff := cmp.Diff(a.told(t), b.told(t)); diff != "" {
		t.Fatalf("they differ:\n%s", diff)
	}
	for _, rev := range []news.Revision{first, other} {
		got, err := a.Resolve(t.Context(), rev.Commit)
		if want := storyid.Marked(rev.Story, "url "+NormalURL(rev.URL)); err != nil || got.Story != want || got.Number != 1 || got.URL != rev.URL || got.TextSHA256 != rev.TextSHA256 {
			t.Errorf("%s: got %+v, %v, want it in %s", rev.Commit, got, err, want)
		}
		if got, err := a.Resolve(t.Context(), rev.URL); err != nil || got.Commit != rev.Commit {
			t.Errorf("%s: got %+v, %v", rev.URL, got, err)
		}
	}
	var ambiguous *AmbiguousError
	if _, err := a.Resolve(t.Context(), first.Story); !errors.As(err, &ambiguous) || len(ambiguous.Candidates) != 2 {
		t.Errorf("the old name: %v", err)
	}
	body := git(t, a.dir, "log", "-1", "--format=%b", "main")
	if n := strings.Count(body, "\nApart: "); n != 2 {
		t.Errorf("the merge says:\n%s", body)
	}
	// A third archive that began with what one of them had finds its story again,
	// and gives the old name to nobody.
	c := newParty(t, "cem")
	add(t, c.Archive, Input{Article: bridgeStory(0, 1), Captured: at(1, 10)}, Input{Article: bridgeStory(0, 2), Captured: at(1, 12)})
	c.pull(t, b)
	out := add(t, c.Archive, Input{Article: bridgeStory(4, 1), Captured: at(1, 13)})
	if got := out[0].Revision.Story; got != first.Story+"-2" {
		t.Errorf("a new story got %s", got)
	}
	if got, err := c.Resolve(t.Context(), bridgeStory(0, 1).URL); err != nil || got.Story != storyid.Marked(first.Story, "url "+NormalURL(first.URL)) || got.Number != 2 {
		t.Errorf("got %+v, %v", got, err)
	}
	sound(t, c.Archive, c.dir)
}
