package archive

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/storyid"
	"github.com/newsarc/newsarc/archive/tree"
	"github.com/newsarc/newsarc/news"
)

// shelf is the objects of archives that are held in memory: enough of a store to
// join histories thousands of times a second.
type shelf struct {
	odb.Store
	*unstored
}

func (o shelf) Get(ctx context.Context, id odb.ID) (odb.Object, error) {
	return o.unstored.Get(ctx, id)
}

func (o shelf) Has(ctx context.Context, id odb.ID) (bool, error) {
	_, ok := o.held[id]
	return ok, nil
}

// absent is a store without objects.
type absent struct{ odb.Store }

func (absent) Get(context.Context, odb.ID) (odb.Object, error) {
	return odb.Object{}, odb.ErrNotFound
}

// histories are the main branches of several archives.
type histories struct {
	t    *testing.T
	a    *Archive
	mem  shelf
	head [3]odb.ID
	told map[odb.ID]int // the story of each commit
}

func newHistories(t *testing.T) *histories {
	mem := shelf{unstored: newUnstored(absent{})}
	a := &Archive{store: mem}
	a.o.Progress, a.o.Notice = func(Progress) {}, func(string) {}
	return &histories{t: t, a: a, mem: mem, told: map[odb.ID]int{}}
}

func (h *histories) need(err error) {
	if err != nil {
		h.t.Helper()
		h.t.Fatal(err)
	}
}

// files returns the story that each file of a head tells, by id.
func (h *histories) files(head odb.ID) map[string]int {
	h.t.Helper()
	list := map[string]int{}
	if head.IsZero() {
		return list
	}
	c, err := commit.Read(h.t.Context(), h.mem, head)
	h.need(err)
	f := tree.New()
	h.need(f.Advance(h.t.Context(), h.mem, c.Tree, func(path string, blob odb.ID) {
		text, err := odb.Read(h.t.Context(), h.mem, odb.Blob, blob)
		h.need(err)
		art, err := news.Decode(text)
		h.need(err)
		story, ok := storyid.OfPath(path)
		if !ok {
			h.t.Fatalf("file %s", path)
		}
		list[story] = number(art)
	}))
	return list
}

// number returns that of the story of a text of bridgeStory.
func number(art *news.Article) int {
	for n := range 6 {
		if bridgeStory(n, 0).Body[0].Sentences[1] == art.Body[0].Sentences[1] {
			return n
		}
	}
	return -1
}

// add adds a text of a story to a branch: where its last one is, or at the first
// path that is free.
func (h *histories) add(p, story, state int) {
	h.t.Helper()
	ctx := h.t.Context()
	art := bridgeStory(story, state)
	files := h.files(h.head[p])
	path := ""
	for _, other := range slices.Sorted(maps.Keys(files)) {
		if files[other] == story {
			path = other
			break
		}
	}
	f, err := tree.At(ctx, h.a.store, h.head[p])
	h.need(err)
	for n := 1; path == ""; n++ {
		try := storyid.Numbered(storyid.Dir(art.Source, art.Published, at(2, 0)), storyid.Slug(art), n)
		parted, err := parted(ctx, f, h.mem, try)
		h.need(err)
		if _, taken := files[try]; !taken && !parted {
			path = try
		}
	}
	text := news.Encode(art)
	blob := odb.Hash(odb.Blob, text)
	h.need(h.mem.Add(odb.New{Object: odb.Object{Type: odb.Blob, Data: text}, ID: blob}))
	tree, err := f.Put(ctx, h.mem, path+storyid.TextExt, blob)
	h.need(err)
	c := commit.Revision{Tree: tree, Parent: h.head[p], Committer: Identity{Name: "p", Email: fmt.Sprint(p)}, Rev: &news.Revision{
		Story: path, Class: news.Publisher, Source: art.Source, Headline: art.Headline, URL: art.URL, Published: art.Published,
		Captured: at(2+(len(h.told)*7+state)%5, 0),
	}}
	data := c.Append(nil)
	id := odb.Hash(odb.Commit, data)
	h.need(h.mem.Add(odb.New{Object: odb.Object{Type: odb.Commit, Data: data}, ID: id}))
	h.head[p], h.told[id] = id, story
}

func (h *histories) join(x, y odb.ID) odb.ID {
	h.t.Helper()
	id, err := h.a.newJoin(h.mem, Main).heads(h.t.Context(), x, y)
	h.need(err)
	return id
}

// check holds a head to what leads to it: every commit, each in a story that has a
// file and no texts of others.
func (h *histories) check(head odb.ID) {
	h.t.Helper()
	ctx := h.t.Context()
	segments, _, err := h.a.lineage(ctx, head, odb.ID{}, func(id odb.ID, err error) { h.t.Fatal(id, err) })
	h.need(err)
	last, err := h.a.lastPaths(ctx, segments)
	h.need(err)
	files, of, n := h.files(head), map[string]int{}, 0
	for _, s := range segments {
		for _, id := range s.IDs {
			story, ok := h.told[id]
			c, err := commit.Read(ctx, h.mem, id)
			h.need(err)
			if !ok {
				if !c.Joined {
					h.t.Errorf("commit %s is nobody's", id)
				}
				h.need(h.a.checkJoined(ctx, Main, id, c))
				continue
			}
			n++
			path := last.of(id, c.Trailers[commit.KeyStory])
			if other, ok := of[path]; ok && other != story {
				h.t.Errorf("%s has texts of the stories %d and %d", path, other, story)
			}
			of[path] = story
			if got, ok := files[path]; !ok || got != story {
				h.t.Errorf("%s of commit %s: the tree has story %d (%t), want %d", path, id, got, ok, story)
			}
		}
	}
	if len(of) != len(files) {
		h.t.Errorf("%d stories in history, %d files", len(of), len(files))
	}
	if n != len(h.told) {
		h.t.Errorf("%d commits, want %d", n, len(h.told))
	}
}

// FuzzJoin adds to three histories and joins them as the input says. In the end
// they have the same head, in whatever order they are joined; every merge follows
// from its parents; no commit is lost; and no story has texts of another.
func FuzzJoin(f *testing.F) {
	f.Add([]byte("\x00\x0c\x40\x4c\xf1\x80\x00\xf2"))
	f.Add([]byte{0, 16, 64, 80, 128, 144, 0xf0, 4, 68, 132, 0xf5, 8, 72, 0xfa, 12})
	f.Fuzz(func(t *testing.T, moves []byte) {
		if len(moves) <= 40 {
			joinLaw(t, moves)
		}
	})
}

// TestJoinLaw does the same with longer random histories.
func TestJoinLaw(t *testing.T) {
	for seed := range 60 {
		r := rand.New(rand.NewPCG(uint64(seed), 13))
		moves := make([]byte, 20+r.IntN(80))
		for i := range moves {
			moves[i] = byte(r.IntN(256))
		}
		joinLaw(t, moves)
	}
}

func joinLaw(t *testing.T, moves []byte) {
	h := newHistories(t)
	for i, m := range moves {
		p := int(m) % 3
		if m >= 0xd0 {
			h.head[p] = h.join(h.head[p], h.head[(p+1+int(m>>2)%2)%3])
		} else {
			h.add(p, int(m/3)%6, i)
		}
	}
	x, y, z := h.head[0], h.head[1], h.head[2]
	want := h.join(h.join(x, y), z)
	for i, got := range []odb.ID{h.join(x, h.join(y, z)), h.join(h.join(z, x), y), h.join(y, h.join(z, x)), h.join(h.join(z, y), x)} {
		if got != want {
			t.Fatalf("order %d: head %s, want %s", i, got, want)
		}
	}
	if !want.IsZero() {
		h.check(want)
	}
}
