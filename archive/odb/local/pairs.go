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
	for id, o := range m.commits(largest) {
		if err := ctx.Err(); err != nil {
			return err
		}
		tree, parent := parseCommit(o.Data)
		if parent.IsZero() {
			continue
		}
		before := m.treeOf(ctx, parent)
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
	was := m.entries(ctx, old)
	for name, e := range m.entries(ctx, new) {
		before := was[name]
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

func (m *merger) entries(ctx context.Context, tree odb.ID) map[string]odb.TreeEntry {
	if tree.IsZero() {
		return nil
	}
	o, err := m.s.Get(ctx, tree)
	if err != nil || o.Type != odb.Tree {
		return nil
	}
	list := make(map[string]odb.TreeEntry)
	for e, err := range odb.TreeEntries(o.Data) {
		if err != nil {
			break
		}
		list[e.Name] = e
	}
	return list
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
