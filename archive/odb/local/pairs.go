package local

import (
	"bytes"
	"context"
	"iter"

	"github.com/newsarc/newsarc/archive/odb"
)

// findPairs fills m.pairs: for objects that a source holds whole, the previous
// revision of the same path. The largest source is not searched: it came from
// a merge or a large batch, and its whole objects have no better base.
func (m *merger) findPairs(ctx context.Context) error {
	var largest *source
	for _, src := range m.sources {
		if largest == nil || len(src.offs) > len(largest.offs) {
			largest = src
		}
	}
	// The commit that brought each blob: the next revision's is like it.
	brought := make(map[odb.ID]odb.ID)
	var last, lastTree odb.ID
	for id, o := range m.commits(largest) {
		if err := ctx.Err(); err != nil {
			return err
		}
		tree, parent := parseCommit(o.Data)
		before := lastTree
		if parent != last {
			before = m.treeOf(ctx, parent)
		}
		last, lastTree = id, tree
		if parent.IsZero() {
			continue
		}
		m.pair(id, parent)
		m.compareTrees(ctx, before, tree, func(old, new odb.ID) {
			brought[new] = id
			if c, ok := brought[old]; ok {
				m.pair(id, c)
			}
		})
	}
	return nil
}

// commits yields the commits of all sources but one, and the loose ones.
func (m *merger) commits(but *source) iter.Seq2[odb.ID, odb.Object] {
	return func(yield func(odb.ID, odb.Object) bool) {
		for _, src := range m.sources {
			for i := range src.offs {
				if src == but || src.kind[i] != odb.Commit {
					continue
				}
				o, err := m.s.resolve(src.p, src.offs[i])
				if err == nil && !yield(src.id(i), o) {
					return
				}
			}
		}
		for _, id := range m.loose {
			o, err := m.s.getLoose(id)
			if err == nil && o.Type == odb.Commit && !yield(id, o) {
				return
			}
		}
	}
}

// pair notes a base for an object, if both are here and the object is whole.
func (m *merger) pair(id, base odb.ID) {
	if base.IsZero() || id == base {
		return
	}
	if src, i, ok := m.find(id); ok && src.base[i] >= 0 {
		return
	}
	m.pairs[id] = base
}

// treeOf returns the tree of a commit.
func (m *merger) treeOf(ctx context.Context, commit odb.ID) odb.ID {
	if commit.IsZero() {
		return odb.ID{}
	}
	o, err := m.s.Get(ctx, commit)
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
	m.pair(new, old)
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
			m.pair(e.ID, before.ID)
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
	o, err := m.s.Get(ctx, id)
	if err != nil || o.Type != odb.Tree {
		return nil
	}
	if len(m.trees) >= maxTrees {
		clear(m.trees)
	}
	m.trees[id] = o.Data
	return o.Data
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
