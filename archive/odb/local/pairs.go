package local

import (
	"bytes"
	"context"

	"github.com/newsarc/newsarc/archive/odb"
)

// minPair is the size of a whole object below which a delta saves next to nothing.
const minPair = 64

// findPairs fills m.pairs: for objects that a source holds whole, the previous
// revision of the same path. A source that has more than half of everything is
// not searched: it came from a merge or a large batch, and its whole objects
// have no better base.
func (m *merger) findPairs(ctx context.Context) error {
	brought := make(map[int32]int32)
	for k, src := range m.u.sources {
		if src.len() > m.u.size/2 && len(m.u.sources) > 1 {
			continue
		}
		h := newLineage(src.len() / 7)
		for i := range src.len() {
			if src.kind[i] != odb.Commit {
				continue
			}
			if o, err := m.s.resolve(src.p, src.offset(i)); err == nil {
				h.add(m.u.first[k]+int32(i), src.id(i), o.Data)
			}
		}
		if err := m.pairRuns(ctx, h, brought); err != nil {
			return err
		}
	}
	h := newLineage(0)
	for i, id := range m.loose {
		if o, err := m.s.getLoose(id); err == nil && o.Type == odb.Commit {
			h.add(m.u.first[len(m.u.sources)]+int32(i), id, o.Data)
		}
	}
	return m.pairRuns(ctx, h, brought)
}

// lineage is the commits of one source.
type lineage struct {
	list []linked
	by   map[odb.ID]int32 // place in list
}

type linked struct {
	n            int32
	tree, parent odb.ID
	parted       bool // it has a child here
	met          bool
}

func newLineage(size int) *lineage {
	return &lineage{list: make([]linked, 0, size), by: make(map[odb.ID]int32, size)}
}

func (h *lineage) add(n int32, id odb.ID, data []byte) {
	c := linked{n: n}
	c.tree, c.parent = parseCommit(data)
	h.by[id] = int32(len(h.list))
	h.list = append(h.list, c)
}

// pairRuns compares, for each run of commits that follow each other in a source,
// the tree before the first with that of the last. What differs at a path came
// with the run: whatever its deltas begin with is whole, and is like what was at
// the path before. brought has the commit that brought each file, where that is
// known: the next revision's is like it.
func (m *merger) pairRuns(ctx context.Context, h *lineage, brought map[int32]int32) error {
	for i := range h.list {
		if k, ok := h.by[h.list[i].parent]; ok {
			h.list[k].parted = true
		}
	}
	for i := range h.list {
		if err := ctx.Err(); err != nil {
			return err
		}
		if h.list[i].parted {
			continue
		}
		last := h.list[i]
		before, length := m.follow(ctx, h, int32(i))
		m.compareTrees(ctx, before, last.tree, func(old, new odb.ID) {
			if length == 1 {
				m.pairCommit(last.n, old, new, brought)
			}
		})
	}
	return nil
}

// follow goes from a commit to those before it, until one that is not here or
// that it has met, and returns the tree of that one and how many there are.
func (m *merger) follow(ctx context.Context, h *lineage, i int32) (before odb.ID, length int) {
	for {
		c := &h.list[i]
		c.met = true
		length++
		if src, e := m.u.source(c.n); src == nil || src.base[e] < 0 {
			m.pair(c.n, c.parent)
		}
		k, ok := h.by[c.parent]
		switch {
		case !ok:
			return m.treeOf(ctx, c.parent), length
		case h.list[k].met:
			return h.list[k].tree, length
		}
		i = k
	}
}

// pairCommit pairs a commit that is alone with the one that brought the file
// before.
func (m *merger) pairCommit(commit int32, old, new odb.ID, brought map[int32]int32) {
	if n, ok := m.u.find(new); ok {
		brought[n] = commit
	}
	n, ok := m.u.find(old)
	if b, known := brought[n]; ok && known && b != commit {
		if src, e := m.u.source(commit); src == nil || src.base[e] < 0 {
			m.pairs[commit] = b
		}
	}
}

// pairPath pairs what the deltas that lead to an object begin with, if both are
// here.
func (m *merger) pairPath(new, old odb.ID) {
	n, ok := m.u.find(new)
	if !ok || old.IsZero() {
		return
	}
	if src, i := m.u.source(n); src != nil {
		r := src.root(i)
		if src.height[r] >= maxDepth || src.sizeOf(r) < minPair {
			return
		}
		n += int32(r - i)
	}
	m.pair(n, old)
}

// pair notes a base for an object, if that is here.
func (m *merger) pair(n int32, base odb.ID) {
	if b, ok := m.u.find(base); ok && b != n {
		m.pairs[n] = b
	}
}

// treeOf returns the tree of a commit.
func (m *merger) treeOf(ctx context.Context, commit odb.ID) odb.ID {
	if commit.IsZero() {
		return odb.ID{}
	}
	o, err := m.get(ctx, commit)
	if err != nil || o.Type != odb.Commit {
		return odb.ID{}
	}
	tree, _ := parseCommit(o.Data)
	return tree
}

// compareTrees pairs what differs below two trees, and calls changed with each
// file: old is zero for a new one. What cannot be read is passed over: pairs
// are for the size of the pack only.
func (m *merger) compareTrees(ctx context.Context, old, new odb.ID, changed func(old, new odb.ID)) {
	if old == new || new.IsZero() {
		return
	}
	m.pairPath(new, old)
	olds, news := differing(m.tree(ctx, old), m.tree(ctx, new))
	was := make(map[string]odb.TreeEntry)
	for e, err := range odb.TreeEntries(olds) {
		if err != nil {
			break
		}
		was[e.Name] = e
	}
	for e, err := range odb.TreeEntries(news) {
		if err != nil {
			break
		}
		before := was[e.Name]
		switch {
		case e.ID == before.ID:
		case e.IsDir():
			if !before.IsDir() {
				before.ID = odb.ID{}
			}
			m.compareTrees(ctx, before.ID, e.ID, changed)
		default:
			if before.IsDir() {
				before.ID = odb.ID{}
			}
			m.pairPath(e.ID, before.ID)
			changed(before.ID, e.ID)
		}
	}
}

// tree returns the content of a tree, nil if it cannot be read. The new tree of
// one commit is the old one of the next.
func (m *merger) tree(ctx context.Context, id odb.ID) []byte {
	if id.IsZero() {
		return nil
	}
	if data, ok := m.trees[id]; ok {
		return data
	}
	o, err := m.get(ctx, id)
	if err != nil || o.Type != odb.Tree {
		return nil
	}
	if len(m.trees) >= maxTrees {
		clear(m.trees)
	}
	m.trees[id] = o.Data
	return o.Data
}

// get reads an object of the union, or another one.
func (m *merger) get(ctx context.Context, id odb.ID) (odb.Object, error) {
	if n, ok := m.u.find(id); ok {
		return m.object(n)
	}
	return m.s.Get(ctx, id)
}

// maxTrees is how many trees tree keeps.
const maxTrees = 64

// differing cuts from two trees the entries that they share at either end:
// mostly all but one.
func differing(old, new []byte) (a, b []byte) {
	n := min(len(old), len(new))
	same := 0
	for same < n && old[same] == new[same] {
		same++
	}
	from := 0
	for at := entryEnd(new, 0); at > 0 && at <= same; at = entryEnd(new, at) {
		from = at
	}
	old, new = old[from:], new[from:]
	n = min(len(old), len(new))
	tail := 0
	for tail < n && old[len(old)-1-tail] == new[len(new)-1-tail] {
		tail++
	}
	// The tail may begin inside an entry; it is cut where both have a border.
	i, j := 0, 0
	for i >= 0 && len(old)-i > tail {
		i = entryEnd(old, i)
	}
	for j >= 0 && len(new)-j > tail {
		j = entryEnd(new, j)
	}
	if i < 0 || j < 0 || len(old)-i != len(new)-j {
		return old, new
	}
	return old[:i], new[:j]
}

// entryEnd returns where the entry at i ends, -1 if there is none.
func entryEnd(tree []byte, i int) int {
	k := bytes.IndexByte(tree[i:], 0)
	if k < 0 || i+k+1+len(odb.ID{}) > len(tree) {
		return -1
	}
	return i + k + 1 + len(odb.ID{})
}

// parseCommit returns the tree and the first parent of a commit.
func parseCommit(data []byte) (tree, parent odb.ID) {
	for line := range bytes.Lines(data) {
		line = bytes.TrimSuffix(line, []byte("\n"))
		if len(line) == 0 {
			break
		}
		if hex, ok := bytes.CutPrefix(line, []byte("tree ")); ok {
			tree, _ = odb.ParseID(string(hex))
		}
		if hex, ok := bytes.CutPrefix(line, []byte("parent ")); ok {
			parent, _ = odb.ParseID(string(hex))
			break
		}
	}
	return tree, parent
}
