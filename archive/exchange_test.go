package archive

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/local"
	"github.com/newsarc/newsarc/news"
)

// party is an archive that exchanges with others in a test.
type party struct {
	*Archive
	dir  string
	name string
}

func newParty(t testing.TB, name string) *party {
	t.Helper()
	a, dir := newArchive(t, func(o *Options) { o.Committer = Identity{Name: name, Email: name + "@example.org"} })
	return &party{a, dir, name}
}

// copyOf returns another archive that holds what p holds now.
func (p *party) copyOf(t testing.TB) *party {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, filepath.FromSlash(GitDir)), os.DirFS(filepath.Join(p.dir, filepath.FromSlash(GitDir)))); err != nil {
		t.Fatal(err)
	}
	return &party{reopen(t, dir), dir, p.name}
}

// remote returns the archive as others see it.
func (p *party) remote(t testing.TB) Remote {
	t.Helper()
	store, err := local.Open(t.Context(), filepath.Join(p.dir, filepath.FromSlash(GitDir)), local.Options{FS: unsynced{}})
	if err != nil {
		t.Fatal(err)
	}
	r := Neighbour(store)
	t.Cleanup(func() { _ = r.Close() })
	return r
}

func (p *party) pull(t testing.TB, from *party) []Exchanged {
	t.Helper()
	done, err := p.Pull(t.Context(), from.remote(t), ExchangeOptions{Name: from.name})
	if err != nil && !errors.Is(err, ErrEmptyRemote) {
		t.Fatalf("%s pulls %s: %v", p.name, from.name, err)
	}
	return done
}

func (p *party) heads(t testing.TB) map[string]string {
	t.Helper()
	heads, err := p.Branches(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return heads
}

// act lets a party do something that changes a branch.
func (p *party) act(t testing.TB, r *rand.Rand, n int) {
	t.Helper()
	ctx := t.Context()
	story := r.IntN(4)
	art := plain(fmt.Sprintf("Story %d of the coast", story), fmt.Sprintf("The harbour reported state %d of the pier on Monday.", r.IntN(3)), fmt.Sprintf("It is told in story %d only.", story))
	art.Source, art.ID = "coast.example", fmt.Sprint(story)
	art.Published = news.Instant(at(1, 8))
	in := Input{Article: art, Captured: at(2, 0).Add(time.Duration(r.IntN(40)) * time.Minute)}
	switch r.IntN(8) {
	case 0:
		in.Capture, in.CaptureExt = fmt.Appendf(nil, "<p>page %d", n), "html"
		add(t, p.Archive, in)
	case 1:
		text := []byte(fmt.Sprintf("query: %d\n", r.IntN(3)))
		if r.IntN(3) == 0 {
			text = nil
		}
		p.o.Now = func() time.Time { return at(3, 0).Add(time.Duration(r.IntN(30)) * time.Second) }
		if _, err := p.SetTopic(ctx, "quake", text); err != nil && !isNotFound(err) {
			t.Fatal(err)
		}
	case 2:
		rev, err := p.Resolve(ctx, "coast.example/2024/05/01/story-0-of-the-coast")
		if isNotFound(err) {
			return
		}
		if err == nil {
			err = p.See(ctx, []Sighting{{Commit: rev.Commit, Last: at(4, r.IntN(20)), Count: 1 + r.IntN(3)}})
		}
		p.o.Now = func() time.Time { return at(4+r.IntN(2), 0) }
		if err == nil {
			_, err = p.StoreSightings(ctx)
		}
		if err != nil {
			t.Fatal(err)
		}
	default:
		add(t, p.Archive, in)
	}
}

// told writes down what an archive says, but for what it keeps for itself.
func (p *party) told(t testing.TB) []string {
	t.Helper()
	var lines []string
	for s, err := range p.Stories(t.Context(), Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprintf("%s %d %s %s", s.ID, s.Revisions, s.Commit, s.Headline))
		for rev, err := range p.Log(t.Context(), Filter{Story: s.ID}) {
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, fmt.Sprintf("%s@%d %s %s", rev.Story, rev.Number, rev.Commit, rev.Blob))
		}
	}
	topics, err := p.Topics(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, topic := range topics {
		lines = append(lines, fmt.Sprintf("topic %s %s %q", topic.Name, topic.Commit, topic.Text))
	}
	slices.Sort(lines)
	return lines
}

// Whatever three archives did and pulled from each other before, once each has
// what the others have, all have the same heads, in whatever order they pulled;
// and all say the same, whether their catalogs followed or are derived anew.
func TestPullLaw(t *testing.T) {
	rounds := 8
	if testing.Short() {
		rounds = 3
	}
	for seed := range rounds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { pullLaw(t, rand.New(rand.NewPCG(uint64(seed), 7))) })
	}
}

func pullLaw(t *testing.T, r *rand.Rand) {
	all := []*party{newParty(t, "ann"), newParty(t, "ben"), newParty(t, "cem")}
	for n := range 8 + r.IntN(16) {
		p, q := all[r.IntN(3)], all[r.IntN(3)]
		if p != q && r.IntN(4) == 0 {
			p.pull(t, q)
		} else {
			p.act(t, r, n)
		}
	}
	var ends []*party
	for _, order := range [][3]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		p := all[order[0]].copyOf(t)
		p.pull(t, all[order[1]])
		p.pull(t, all[order[2]])
		ends = append(ends, p)
	}
	for i, p := range ends {
		if diff := cmp.Diff(ends[0].heads(t), p.heads(t)); diff != "" {
			t.Fatalf("heads of the first order and order %d:\n%s", i, diff)
		}
		if diff := cmp.Diff(ends[0].told(t), p.told(t)); diff != "" {
			t.Fatalf("what the first order and order %d say:\n%s", i, diff)
		}
	}
	// Pulled pairwise, until nothing comes any more.
	for _, pair := range [][2]int{{0, 1}, {1, 2}, {2, 0}, {0, 2}, {1, 0}} {
		all[pair[0]].pull(t, all[pair[1]])
	}
	for _, p := range all {
		if diff := cmp.Diff(ends[0].heads(t), p.heads(t)); diff != "" {
			t.Errorf("heads of %s:\n%s", p.name, diff)
		}
		if diff := cmp.Diff(ends[0].told(t), p.told(t)); diff != "" {
			t.Errorf("%s says:\n%s", p.name, diff)
		}
	}
	p := all[r.IntN(3)]
	sound(t, p.Archive, p.dir)
	anew := p.copyOf(t)
	if diff := cmp.Diff(p.told(t), anew.told(t)); diff != "" {
		t.Errorf("a catalog that followed and one derived anew:\n%s", diff)
	}
	sound(t, anew.Archive, anew.dir)
}

// The same text seen by two archives is one blob and two observations: one
// revision, and neither commit is lost.
func TestPullSameText(t *testing.T) {
	a, b := newParty(t, "ann"), newParty(t, "ben")
	add(t, a.Archive, Input{Article: quake(12), Captured: at(1, 10)})
	add(t, b.Archive, Input{Article: quake(12), Captured: at(1, 11)}, Input{Article: quake(14), Captured: at(2, 9)})
	add(t, a.Archive, Input{Article: quake(13), Captured: at(1, 12)})
	a.pull(t, b)
	want := []string{"1 05-01T10 Quake hits Port Elba, 12 dead", "2 05-01T12 Quake hits Port Elba, 13 dead", "3 05-02T09 Quake hits Port Elba, 14 dead"}
	if diff := cmp.Diff(want, logOf(t, a.Archive, "quake")); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	if n := strings.TrimSpace(git(t, a.dir, "rev-list", "--count", "--no-merges", "main")); n != "4" {
		t.Errorf("%s observations in git, want 4", n)
	}
	// The tree has the text observed last.
	if text := git(t, a.dir, "show", "main:elbapost.example/2024/05/01/quake-hits-port-elba-12-dead.md"); !strings.Contains(text, "14 dead") {
		t.Errorf("in the tree:\n%s", text)
	}
	if got := git(t, a.dir, "log", "-1", "--format=%an <%ae> %cn %cI%n%B"); got != "newsarc <newsarc> newsarc 2024-05-02T09:00:00+00:00\nArchives joined\n\nClass: merge\n\n" {
		t.Errorf("the merge says:\n%s", got)
	}
	sound(t, a.Archive, a.dir)
}

// Interrupted at any step, a pull moved no branch, and the next one goes on.
func TestPullResumes(t *testing.T) {
	a, b := newParty(t, "ann"), newParty(t, "ben")
	c := corpus{revisions: 300, sources: 3, perStory: 4}
	if _, err := a.Add(t.Context(), c.inputs(), nil); err != nil {
		t.Fatal(err)
	}
	add(t, b.Archive, Input{Article: quake(12), Captured: at(1, 10)})
	before := b.heads(t)
	fetched := 0
	for fails := 0; ; fails++ {
		r := &flaky{Remote: a.remote(t), after: 1}
		_, err := b.Pull(t.Context(), r, ExchangeOptions{Name: "ann", Step: 10})
		fetched += r.fetches
		if err == nil {
			break
		}
		if !errors.Is(err, errFlaky) || fails > 20 {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, b.heads(t)); diff != "" {
			t.Fatalf("an interrupted pull moved a branch:\n%s", diff)
		}
	}
	if fetched < 4 || fetched > 16 {
		t.Errorf("%d fetches", fetched)
	}
	a.pull(t, b)
	if diff := cmp.Diff(a.heads(t), b.heads(t)); diff != "" {
		t.Error(diff)
	}
	sound(t, b.Archive, b.dir)
}

// flaky fails behind a number of fetches.
type flaky struct {
	Remote
	after, fetches int
}

var errFlaky = errors.New("the line broke")

func (f *flaky) Fetch(ctx context.Context, r FetchRequest) (*FetchResponse, error) {
	if f.fetches == f.after {
		return nil, errFlaky
	}
	f.fetches++
	return f.Remote.Fetch(ctx, r)
}

// A remote that no longer has what it had is refused, and what was seen of it
// stays.
func TestPullRewritten(t *testing.T) {
	a, b := newParty(t, "ann"), newParty(t, "ben")
	add(t, a.Archive, Input{Article: quake(12), Captured: at(1, 10)}, Input{Article: quake(13), Captured: at(1, 11)})
	b.pull(t, a)
	before := b.heads(t)
	git(t, a.dir, "update-ref", "refs/heads/main", "main~1")
	_, err := b.Pull(t.Context(), a.remote(t), ExchangeOptions{Name: "ann"})
	if !errors.Is(err, ErrRewritten) {
		t.Errorf("moved back: %v", err)
	}
	add(t, a.Archive, Input{Article: quake(14), Captured: at(1, 11)})
	_, err = b.Pull(t.Context(), a.remote(t), ExchangeOptions{Name: "ann"})
	if !errors.Is(err, ErrRewritten) {
		t.Errorf("rewritten: %v", err)
	}
	tracked, err := b.Tracked(t.Context(), "ann")
	if err != nil || tracked[Main] != before[Main] || b.heads(t)[Main] != before[Main] {
		t.Errorf("tracked %v, heads %v, want %v (%v)", tracked, b.heads(t), before, err)
	}
}

// Push refuses to drop what the other side has, and gives it the rest in steps.
func TestPush(t *testing.T) {
	ctx := t.Context()
	a, b := newParty(t, "ann"), newParty(t, "ben")
	c := corpus{revisions: 60, sources: 3, perStory: 4}
	if _, err := a.Add(ctx, c.inputs(), nil); err != nil {
		t.Fatal(err)
	}
	add(t, a.Archive, Input{Article: quake(12), Captured: at(1, 10), Capture: []byte("<p>x"), CaptureExt: "html"})
	o := ExchangeOptions{Name: "ben", Step: 9}
	done, err := a.Push(ctx, b.remote(t), o)
	if err != nil || len(done) != 2 || done[1].Commits != 61 {
		t.Fatalf("%+v, %v", done, err)
	}
	if diff := cmp.Diff(a.heads(t), b.heads(t)); diff != "" {
		t.Error(diff)
	}
	add(t, b.Archive, Input{Article: quake(13), Captured: at(1, 11)})
	add(t, a.Archive, Input{Article: quake(14), Captured: at(1, 12)})
	if _, err := a.Push(ctx, b.remote(t), o); !errors.Is(err, ErrBehind) {
		t.Errorf("push to one that has more: %v", err)
	}
	a.pull(t, b)
	if _, err := a.Push(ctx, b.remote(t), o); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(a.told(t), b.told(t)); diff != "" {
		t.Error(diff)
	}
	sound(t, b.Archive, b.dir)
}

// A merge that says other than its parents do is refused.
func TestPullForgedMerge(t *testing.T) {
	ctx := t.Context()
	a, b, c := newParty(t, "ann"), newParty(t, "ben"), newParty(t, "cem")
	add(t, a.Archive, Input{Article: quake(12), Captured: at(1, 10)})
	add(t, b.Archive, Input{Article: plain("Ferries sail again", "The ferries of Port Elba sailed again."), Captured: at(1, 11)})
	a.pull(t, b)
	head, err := a.head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	m, err := commit.Read(ctx, a.store, head)
	if err != nil {
		t.Fatal(err)
	}
	first, err := commit.Read(ctx, a.store, m.Parents[0])
	if err != nil {
		t.Fatal(err)
	}
	data := commit.Join(first.Tree, m.Parents[0], m.Parents[1], m.Committer.When, nil) // half of the union
	batch, err := a.store.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	id := odb.Hash(odb.Commit, data)
	if err := batch.Add(odb.New{Object: odb.Object{Type: odb.Commit, Data: data}, ID: id}); err != nil {
		t.Fatal(err)
	}
	if err := batch.Commit(ctx, odb.Move{Name: Main, Old: head, New: id}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Pull(ctx, a.remote(t), ExchangeOptions{}); !errors.Is(err, ErrForeign) {
		t.Errorf("pull of a forged merge: %v", err)
	}
	if len(c.heads(t)) != 0 {
		t.Errorf("heads: %v", c.heads(t))
	}
}

// Whoever adds need not wait for the inspection of what came, and what was added
// meanwhile is joined with it.
func TestPullLetsAdd(t *testing.T) {
	from, dir := newParty(t, "from"), newParty(t, "to").dir
	for i := range 3 {
		add(t, from.Archive, Input{Article: flood("Flood"), Captured: at(1+i, 10)}, Input{Article: quake(10 + i), Captured: at(1+i, 11)})
	}
	writer := reopen(t, dir)
	added := false
	a := reopen(t, dir, func(o *Options) {
		o.Progress = func(p Progress) {
			if p.Task == "checking texts" && !added {
				added = true
				add(t, writer, Input{Article: plain("Budget passes", "Parliament passed the budget."), Captured: at(9, 9)})
			}
		}
	})
	done, err := a.Pull(t.Context(), from.remote(t), ExchangeOptions{Name: "from"})
	if err != nil || !added {
		t.Fatalf("added %v, %v", added, err)
	}
	main := done[len(done)-1]
	if main.Ref != Main || !main.Joined || main.Commits != len(logOf(t, from.Archive, "")) {
		t.Errorf("%+v", main)
	}
	if got, want := len(logOf(t, a, "")), main.Commits+1; got != want {
		t.Errorf("%d revisions, want %d", got, want)
	}
	sound(t, a, dir)
}
