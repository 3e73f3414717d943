package archive

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/storyid"
	"github.com/newsarc/newsarc/archive/tree"
)

// union makes the tree of a merge: every file that one of two trees has. Where
// both have one with another content, the one that was observed last is in the
// tree; history has both.
type union struct {
	*join
	x, y    odb.ID
	touched map[string][]touch    // by the commits that lead to one of both only; nil: not known yet
	lines   map[odb.ID]onLine     // the same commits
	unlike  map[string]bool       // paths of two stories, see compare
	within  map[string]bool       // the folders in which they are, with a slash
	opened  map[odb.ID]*tree.Tree // of commits that are asked for many paths
	apart   []commit.Apart
}

// storyDepth is how many slashes the folder of a story's text has: its source and
// its day.
const storyDepth = 4

// touch is a change of a path.
type touch struct {
	observed, claimed int64
	generation        int64 // since the two histories parted
	commit            odb.ID
	side              int // 0: of x
}

func (t touch) compare(s touch) int {
	return cmp.Or(cmp.Compare(t.observed, s.observed), cmp.Compare(t.claimed, s.claimed),
		cmp.Compare(t.generation, s.generation), bytes.Compare(t.commit[:], s.commit[:]))
}

// trees returns the union of two trees, which it stores.
func (u *union) trees(ctx context.Context, dir string, x, y odb.ID) (odb.ID, error) {
	if x == y && !u.within[dir] {
		return x, nil
	}
	ofX, err := u.entries(ctx, x)
	if err != nil {
		return odb.ID{}, err
	}
	ofY, err := u.entries(ctx, y)
	if err != nil {
		return odb.ID{}, err
	}
	if u.branch == Main && strings.Count(dir, "/") == storyDepth {
		if err := u.keepApart(ctx, dir, ofX, ofY); err != nil {
			return odb.ID{}, err
		}
	}
	names := maps.Clone(ofX)
	maps.Copy(names, ofY)
	list := make([]odb.TreeEntry, 0, len(names))
	for name := range names {
		e, err := u.entry(ctx, dir+name, ofX[name], ofY[name])
		if err != nil {
			return odb.ID{}, err
		}
		if e.Mode != "" {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(e, f odb.TreeEntry) int {
		return tree.Compare(e, f)
	})
	var data []byte
	for _, e := range list {
		data = odb.AppendTreeEntry(data, e)
	}
	id := odb.Hash(odb.Tree, data)
	if id == x || id == y {
		return id, nil
	}
	return id, u.b.Add(odb.New{Object: odb.Object{Type: odb.Tree, Data: data}, ID: id, Base: x})
}

func (u *union) entries(ctx context.Context, tree odb.ID) (map[string]odb.TreeEntry, error) {
	data, err := odb.Read(ctx, u.b, odb.Tree, tree)
	if err != nil {
		return nil, err
	}
	list := map[string]odb.TreeEntry{}
	for e, err := range odb.TreeEntries(data) {
		if err != nil {
			return nil, err
		}
		list[e.Name] = e
	}
	return list, nil
}

// entry returns what a name stands for in the union; an entry without a mode
// says that it has no such name.
func (u *union) entry(ctx context.Context, path string, x, y odb.TreeEntry) (odb.TreeEntry, error) {
	switch {
	case x == y && !(x.IsDir() && u.within[path+"/"]):
		return x, nil
	case x.IsDir() && y.IsDir():
		tree, err := u.trees(ctx, path+"/", x.ID, y.ID)
		x.ID = tree
		return x, err
	case x.IsDir(), y.Mode == "" && u.branch != Topics:
		return x, nil
	case y.IsDir(), x.Mode == "" && u.branch != Topics:
		return y, nil
	case x.ID == y.ID: // the modes differ
		return smaller(x, y), nil
	case u.branch == Sightings:
		return u.sightings(ctx, x, y)
	}
	return u.latest(ctx, path, x, y)
}

// smaller returns the one of two entries that sorts first: where nothing else
// decides, every archive decides the same.
func smaller(x, y odb.TreeEntry) odb.TreeEntry {
	if cmp.Or(strings.Compare(x.Mode, y.Mode), bytes.Compare(x.ID[:], y.ID[:])) < 0 {
		return x
	}
	return y
}

// sightings joins two files of one day: of each revision the latest time and the
// highest count, so that what both know is not counted twice.
func (u *union) sightings(ctx context.Context, x, y odb.TreeEntry) (odb.TreeEntry, error) {
	ofX, err := readSightings(ctx, u.b, x.ID)
	if err != nil {
		return smaller(x, y), passDamage(err)
	}
	ofY, err := readSightings(ctx, u.b, y.ID)
	if err != nil {
		return smaller(x, y), passDamage(err)
	}
	known := map[odb.ID]catalog.Sighting{}
	for _, s := range append(ofX, ofY...) {
		k := known[s.Commit]
		known[s.Commit] = catalog.Sighting{Commit: s.Commit, Last: max(s.Last, k.Last), Count: max(s.Count, k.Count)}
	}
	data := encodeSightings(slices.Collect(maps.Values(known)))
	e := odb.TreeEntry{Mode: odb.ModeFile, Name: x.Name, ID: odb.Hash(odb.Blob, data)}
	return e, u.b.Add(odb.New{Object: odb.Object{Type: odb.Blob, Data: data}, ID: e.ID, Base: x.ID})
}

// passDamage keeps errors about objects; a file that was written by hand and
// does not parse is none.
func passDamage(err error) error {
	if odb.IsDamage(err) {
		return err
	}
	return nil
}

// latest returns the entry of the last change of a path.
func (u *union) latest(ctx context.Context, path string, x, y odb.TreeEntry) (odb.TreeEntry, error) {
	if err := u.collect(ctx); err != nil {
		return x, err
	}
	if u.branch == Main && storyid.Unmarked(path) != path {
		return u.apartEntry(ctx, path, x, y)
	}
	if len(u.touched[path]) == 0 {
		return smaller(x, y), nil
	}
	last := slices.MaxFunc(u.touched[path], touch.compare)
	c, err := commit.Read(ctx, u.b, last.commit)
	if err != nil {
		return x, err
	}
	f, err := tree.Open(ctx, u.b, c.Tree)
	if err != nil {
		return x, err
	}
	blob, _, err := f.Find(ctx, u.b, path)
	if err != nil || blob.IsZero() {
		return odb.TreeEntry{}, err // a topic was removed
	}
	return odb.TreeEntry{Mode: odb.ModeFile, Name: cmp.Or(x.Name, y.Name), ID: blob}, nil
}

// collect finds what was last done to each path since the histories parted.
func (u *union) collect(ctx context.Context) error {
	if u.touched != nil {
		return nil
	}
	u.touched, u.lines = map[string][]touch{}, map[odb.ID]onLine{}
	left, right, err := u.graph.Apart(ctx, u.x, u.y)
	if err != nil {
		return err
	}
	u.lay(left)
	u.lay(right)
	generation := map[odb.ID]int64{}
	for i, id := range append(left, right...) {
		parents, err := u.graph.Parents(ctx, id)
		if err != nil {
			return err
		}
		n := int64(0)
		for _, p := range parents {
			n = max(n, generation[p])
		}
		generation[id] = n + 1
		c, err := commit.Read(ctx, u.b, id)
		if err != nil {
			return err
		}
		if c.Joined {
			continue
		}
		paths, err := u.paths(ctx, c)
		if err != nil {
			return err
		}
		for _, path := range paths {
			t := touchOf(c, path)
			if t.generation, t.commit = n+1, id; i >= len(left) {
				t.side = 1
			}
			u.touched[path] = append(u.touched[path], t)
		}
	}
	return nil
}

// paths returns what a commit changed: what it says, or what its tree says if it
// was made by hand.
func (u *union) paths(ctx context.Context, c *commit.Commit) (list []string, err error) {
	story := c.Trailers[commit.KeyStory]
	switch {
	case u.branch == Main && story != "":
		return []string{story + storyid.TextExt}, nil
	case u.branch == Captures && story != "":
		return []string{story + "." + c.Trailers[commit.KeyExtension]}, nil
	case u.branch == Topics && strings.HasPrefix(c.Subject, "Topic "):
		name := strings.TrimPrefix(c.Subject, "Topic ")
		return []string{strings.TrimSuffix(name, " removed") + topicExt}, nil
	}
	f := tree.New()
	if !c.Parent.IsZero() {
		before, err := commit.Read(ctx, u.b, c.Parent)
		if err != nil {
			return nil, err
		}
		if f, err = tree.Open(ctx, u.b, before.Tree); err != nil {
			return nil, err
		}
	}
	err = f.Advance(ctx, u.b, c.Tree, func(path string, _ odb.ID) { list = append(list, path) })
	return list, err
}

// touchOf returns the times by which a commit's change of a path is ordered.
func touchOf(c *commit.Commit, path string) touch {
	rev := c.Revision(odb.ID{}, strings.TrimSuffix(path, storyid.TextExt), odb.ID{})
	claimed := rev.Modified
	if claimed.IsZero() {
		claimed = rev.Published
	}
	return touch{observed: c.Observed(&rev).Unix(), claimed: seconds(claimed)}
}
