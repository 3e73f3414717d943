// Package tree holds the tree of a branch in memory, as much of it as was touched:
// it finds files in it, puts files into it at the cost of one rewritten tree for
// each level of their path, and says what another tree has that this one has not.
//
// It does not know what the files say, nor what their names mean.
package tree

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/newsarc/newsarc/archive/commit"

	"github.com/newsarc/newsarc/archive/odb"
)

// ErrMalformed says that bytes are no tree. It wraps odb.ErrMalformed.
var ErrMalformed = fmt.Errorf("%w tree", odb.ErrMalformed)

// Tree is the tree of a branch in memory, as much of it as was touched. A
// change costs one rewritten tree for each level of its path: the bytes of a
// tree are kept, so that a changed id is patched in place.
type Tree struct {
	root  *node
	size  int // bytes of all nodes in memory, about
	clock int // counts calls of shrink: a node says when it was last of use
}

// maxKept bounds the memory of trees kept from one batch to the next, of which
// each takes about nodeSize besides its bytes: nearly all have one entry or two, so
// that is most of it.
const (
	maxKept  = 16 << 20
	nodeSize = 400
)

// node is a directory in memory.
type node struct {
	id   odb.ID // as last written or read; zero: never stored
	raw  []byte // the tree's bytes
	lent bool   // they are the store's, not to be changed
	hash treeHash
	ends []int32
	kids map[string]*node
	used int
}

// Open returns the tree with the given id; a zero id is an empty one.
func Open(ctx context.Context, g odb.Getter, id odb.ID) (*Tree, error) {
	t := &Tree{}
	var err error
	t.root, err = t.load(ctx, g, id)
	return t, err
}

func (t *Tree) load(ctx context.Context, g odb.Getter, id odb.ID) (*node, error) {
	n := &node{id: id, used: t.clock}
	t.size += nodeSize
	if id.IsZero() {
		return n, nil
	}
	data, err := odb.Read(ctx, g, odb.Tree, id)
	if err != nil {
		return nil, err
	}
	n.raw, n.lent = data, true
	if n.ends, err = appendEnds(nil, n.raw, 0); err != nil {
		return nil, fmt.Errorf("%w %s: %w", ErrMalformed, id, err)
	}
	t.size += len(n.raw)
	return n, nil
}

// appendEnds appends where each entry of raw[from:] ends.
func appendEnds(ends []int32, raw []byte, from int) ([]int32, error) {
	for e, err := range odb.TreeEntries(raw[from:]) {
		if err != nil {
			return nil, err
		}
		from += len(e.Mode) + len(e.Name) + 2 + len(e.ID)
		ends = append(ends, int32(from))
	}
	return ends, nil
}

// start returns where the bytes of the i-th entry begin.
func (n *node) start(i int) int {
	if i == 0 {
		return 0
	}
	return int(n.ends[i-1])
}

// entry returns the i-th entry.
func (n *node) entry(i int) (name []byte, dir bool, id odb.ID) {
	e := n.raw[n.start(i):n.ends[i]]
	space := bytes.IndexByte(e, ' ')
	return e[space+1 : len(e)-21], string(e[:space]) == odb.ModeDir, odb.ID(e[len(e)-20:])
}

// find returns the index of the directory or file with a name, or where it
// would be inserted. Directories sort as if they ended in a slash.
func (n *node) find(name string, dir bool) (i int, ok bool) {
	i = sort.Search(len(n.ends), func(i int) bool {
		other, otherDir, _ := n.entry(i)
		return compareNames(other, otherDir, name, dir) >= 0
	})
	if i == len(n.ends) {
		return i, false
	}
	other, otherDir, _ := n.entry(i)
	return i, compareNames(other, otherDir, name, dir) == 0
}

func compareNames(a []byte, aDir bool, b string, bDir bool) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return int(a[i]) - int(b[i])
		}
	}
	return ending(a[n:], aDir) - ending(b[n:], bDir)
}

func ending[T string | []byte](rest T, dir bool) int {
	switch {
	case len(rest) > 0:
		return int(rest[0])
	case dir:
		return '/'
	}
	return 0
}

// own makes sure that the node's bytes may be changed.
func (n *node) own() {
	if n.lent {
		n.raw, n.lent = slices.Clone(n.raw), false
	}
}

// set points a name to an object.
func (n *node) set(name string, dir bool, id odb.ID) {
	e := odb.TreeEntry{Mode: odb.ModeFile, Name: name, ID: id}
	if dir {
		e.Mode = odb.ModeDir
	}
	n.own()
	i, ok := n.find(name, dir)
	if ok {
		if bytes.HasPrefix(n.raw[n.start(i):], []byte(e.Mode)) {
			copy(n.raw[n.ends[i]-20:n.ends[i]], id[:])
			n.hash.changed(int(n.ends[i]) - 20)
			return
		}
		n.cut(i) // an executable or a link, made by hand
	}
	start, size := n.start(i), len(e.Mode)+len(name)+22
	n.hash.changed(start)
	n.raw = slices.Grow(n.raw, size)[:len(n.raw)+size]
	copy(n.raw[start+size:], n.raw[start:])
	odb.AppendTreeEntry(n.raw[:start], e)
	n.ends = slices.Insert(n.ends, i, int32(start))
	for j := i; j < len(n.ends); j++ {
		n.ends[j] += int32(size)
	}
}

// cut removes the i-th entry.
func (n *node) cut(i int) {
	size := n.ends[i] - int32(n.start(i))
	n.hash.changed(n.start(i))
	n.raw = slices.Delete(n.raw, n.start(i), int(n.ends[i]))
	n.ends = slices.Delete(n.ends, i, i+1)
	for j := i; j < len(n.ends); j++ {
		n.ends[j] -= size
	}
}

// child returns the directory of a name, nil if there is none.
func (t *Tree) child(ctx context.Context, g odb.Getter, n *node, name string) (*node, error) {
	if kid := n.kids[name]; kid != nil {
		kid.used = t.clock
		return kid, nil
	}
	i, ok := n.find(name, true)
	if !ok {
		return nil, nil
	}
	_, _, id := n.entry(i)
	kid, err := t.load(ctx, g, id)
	if err != nil {
		return nil, err
	}
	n.adopt(name, kid)
	return kid, nil
}

func (n *node) adopt(name string, kid *node) {
	if n.kids == nil {
		n.kids = make(map[string]*node)
	}
	n.kids[strings.Clone(name)] = kid // which is part of a whole path
}

// Find returns the id of the file at a path, zero if there is none. taken says that
// a new file cannot be put there.
func (t *Tree) Find(ctx context.Context, g odb.Getter, path string) (id odb.ID, taken bool, err error) {
	n := t.root
	for {
		n.used = t.clock
		name, rest, more := strings.Cut(path, "/")
		if !more {
			if i, ok := n.find(name, false); ok {
				_, _, id = n.entry(i)
				return id, true, nil
			}
			_, taken = n.find(name, true)
			return odb.ID{}, taken, nil
		}
		if _, file := n.find(name, false); file {
			return odb.ID{}, true, nil
		}
		kid, err := t.child(ctx, g, n, name)
		if kid == nil || err != nil {
			return odb.ID{}, false, err
		}
		n, path = kid, rest
	}
}

// Put points a path to a blob, stores the trees that this changes, and returns
// the id of the root.
func (t *Tree) Put(ctx context.Context, b Batch, path string, blob odb.ID) (odb.ID, error) {
	if err := t.putAt(ctx, b, t.root, path, blob); err != nil {
		return odb.ID{}, fmt.Errorf("path %q: %w", path, err)
	}
	return t.root.id, nil
}

// Batch is what Put needs of an odb.Batch.
type Batch interface {
	odb.Getter
	Add(o odb.New) error
}

func (t *Tree) putAt(ctx context.Context, b Batch, n *node, path string, blob odb.ID) error {
	name, rest, more := strings.Cut(path, "/")
	size := len(n.raw)
	if !more || n.kids[name] == nil { // else it was looked at before
		if _, other := n.find(name, !more); other {
			return fmt.Errorf("%q is in the way", name)
		}
	}
	if more {
		kid, err := t.child(ctx, b, n, name)
		if err != nil {
			return err
		}
		if kid == nil {
			kid = &node{used: t.clock}
			t.size += nodeSize
			n.adopt(name, kid)
		}
		if err := t.putAt(ctx, b, kid, rest, blob); err != nil {
			return err
		}
		n.set(name, true, kid.id)
	} else {
		n.set(name, false, blob)
	}
	t.size += len(n.raw) - size
	n.used = t.clock
	base := n.id
	if n.id = n.hash.of(n.raw); n.id == base {
		return nil
	}
	return b.Add(odb.New{Object: odb.Object{Type: odb.Tree, Data: n.raw}, ID: n.id, Base: base})
}

// At returns the tree of a commit; of the zero id, an empty one.
func At(ctx context.Context, g odb.Getter, id odb.ID) (*Tree, error) {
	if id.IsZero() {
		return New(), nil
	}
	c, err := commit.Read(ctx, g, id)
	if err != nil {
		return nil, err
	}
	return Open(ctx, g, c.Tree)
}

// New returns a tree with nothing in it.
func New() *Tree { return &Tree{root: &node{}, size: nodeSize} }

// Compare compares two entries by git's order of names.
func Compare(e, f odb.TreeEntry) int {
	return compareNames([]byte(e.Name), e.IsDir(), f.Name, f.IsDir())
}

// Beginning returns the names of files that begin with the last part of a path, in
// the folder that the path leads to.
func (t *Tree) Beginning(ctx context.Context, g odb.Getter, path string) (names []string, err error) {
	n := t.root
	for {
		name, rest, more := strings.Cut(path, "/")
		if !more {
			for i, _ := n.find(name, false); i < len(n.ends); i++ {
				other, dir, _ := n.entry(i)
				if !strings.HasPrefix(string(other), name) {
					break
				}
				if !dir {
					names = append(names, string(other))
				}
			}
			return names, nil
		}
		kid, err := t.child(ctx, g, n, name)
		if kid == nil || err != nil {
			return nil, err
		}
		n, path = kid, rest
	}
}

// Advance takes the tree to the tree of a later commit and calls changed for
// each file that is new or other there. Only what differs is read.
func (t *Tree) Advance(ctx context.Context, g odb.Getter, id odb.ID, changed func(path string, blob odb.ID)) error {
	return t.advanceAt(ctx, g, t.root, id, "", changed)
}

func (t *Tree) advanceAt(ctx context.Context, g odb.Getter, n *node, id odb.ID, dir string, changed func(string, odb.ID)) error {
	n.used = t.clock
	if n.id == id {
		return nil
	}
	data, err := odb.Read(ctx, g, odb.Tree, id)
	if err != nil {
		return err
	}
	old := node{id: n.id, raw: n.raw, ends: n.ends}
	lo, hi, oldHi, err := n.replace(id, data)
	if err != nil {
		return fmt.Errorf("%w %s: %w", ErrMalformed, id, err)
	}
	t.size += len(n.raw) - len(old.raw)
	for i := lo; i < oldHi; i++ {
		if name, isDir, _ := old.entry(i); isDir && n.kids[string(name)] != nil {
			if _, ok := n.find(string(name), true); !ok {
				delete(n.kids, string(name))
			}
		}
	}
	for i := lo; i < hi; i++ {
		name, isDir, entryID := n.entry(i)
		path := dir + string(name)
		was, existed := old.idOf(string(name), isDir)
		switch {
		case existed && was == entryID:
		case !isDir:
			changed(path, entryID)
		default:
			kid := n.kids[string(name)]
			if kid == nil {
				if kid, err = t.load(ctx, g, was); err != nil {
					return err
				}
				n.adopt(string(name), kid)
			}
			if err := t.advanceAt(ctx, g, kid, entryID, path+"/", changed); err != nil {
				return err
			}
		}
	}
	return nil
}

// idOf returns the object that a name points to.
func (n *node) idOf(name string, dir bool) (odb.ID, bool) {
	i, ok := n.find(name, dir)
	if !ok {
		return odb.ID{}, false
	}
	_, _, id := n.entry(i)
	return id, true
}

// replace gives the node other bytes and returns the entries that may differ:
// those from lo to hi, which were those from lo to oldHi. A large tree with one
// changed entry is compared at the speed of memory and not taken apart.
func (n *node) replace(id odb.ID, raw []byte) (lo, hi, oldHi int, err error) {
	same := commonPrefix(n.raw, raw)
	lo = sort.Search(len(n.ends), func(i int) bool { return int(n.ends[i]) > same })
	from := n.start(lo)
	tail := commonSuffix(n.raw[from:], raw[from:])
	oldHi = lo + sort.Search(len(n.ends)-lo, func(i int) bool { return n.start(lo+i) >= len(n.raw)-tail })
	shift, stop := len(raw)-len(n.raw), len(raw)
	if oldHi < len(n.ends) {
		stop = n.start(oldHi) + shift
	}
	middle, err := appendEnds(nil, raw[:stop], from)
	if err != nil {
		// The tail began inside of a name. That takes a name made for it.
		lo, oldHi = 0, len(n.ends)
		if middle, err = appendEnds(nil, raw, 0); err != nil {
			return 0, 0, 0, err
		}
	}
	hi = lo + len(middle)
	ends := n.ends
	if shift != 0 || !slices.Equal(middle, ends[lo:oldHi]) {
		ends = slices.Concat(ends[:lo], middle, ends[oldHi:])
		for i := hi; i < len(ends); i++ {
			ends[i] += int32(shift)
		}
	}
	n.id, n.raw, n.lent, n.ends = id, raw, true, ends
	n.hash.changed(0)
	return lo, hi, oldHi, nil
}

func commonPrefix(a, b []byte) int {
	n := min(len(a), len(b))
	i := 0
	for ; i+64 <= n && bytes.Equal(a[i:i+64], b[i:i+64]); i += 64 {
	}
	for i < n && a[i] == b[i] {
		i++
	}
	return i
}

func commonSuffix(a, b []byte) int {
	n := min(len(a), len(b))
	a, b = a[len(a)-n:], b[len(b)-n:]
	i := n
	for ; i >= 64 && bytes.Equal(a[i-64:i], b[i-64:i]); i -= 64 {
	}
	for i > 0 && a[i-1] == b[i-1] {
		i--
	}
	return n - i
}

// Shrink forgets what was of no use since the last call, if the tree has
// grown too large. It is called between batches, when all nodes are stored.
func (t *Tree) Shrink() {
	if t.size > maxKept {
		t.size = t.root.prune(t.clock)
	}
	t.clock++
}

// prune drops directories last used before the given time and returns the
// bytes of those that stay.
func (n *node) prune(clock int) int {
	size := len(n.raw) + nodeSize
	for name, kid := range n.kids {
		if kid.used < clock {
			delete(n.kids, name)
		} else {
			size += kid.prune(clock)
		}
	}
	return size
}
