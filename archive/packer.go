package archive

import (
	"bufio"
	"context"
	"crypto/sha1"
	"fmt"
	"io"
	"slices"

	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/graph"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pack"
)

const (
	// maxChain bounds how many deltas stand on each other in a pack that is sent.
	maxChain = 40
	// maxTrees bounds the trees that are kept parsed while a pack is planned.
	maxTrees = 4096
)

// packer makes the pack that a fetch asks for: the objects of commits, oldest
// first, each as a delta to the one that stood at its path before where that is
// in the pack too. It holds their names and places, some hundred bytes for each,
// and never their content.
type packer struct {
	store odb.Store
	list  []packed
	seen  map[odb.ID]int32 // place in list, -1 for what the client has
	trees map[odb.ID][]odb.TreeEntry
}

func newPacker(store odb.Store) *packer {
	return &packer{store: store, seen: map[odb.ID]int32{}, trees: map[odb.ID][]odb.TreeEntry{}}
}

// packed is an object of the pack.
type packed struct {
	id    odb.ID
	base  int32 // place of the base in the list, -1 for none
	chain int32 // deltas below it
	at    int64 // offset once it is written
}

// plan lists the objects that wants lead to and what is common does not. Of each
// want it lists no more than depth commits one before the other, if depth is not
// 0, and returns those whose parents it so left out. The client has the commits
// in shallow without what is before them.
func (p *packer) plan(ctx context.Context, wants []odb.ID, common map[odb.ID]bool, depth int, shallow []odb.ID) (cut []odb.ID, err error) {
	g := graph.New(p.store, nil)
	order, cut, err := p.commits(ctx, g, wants, common, depth, shallow)
	if err != nil {
		return nil, err
	}
	for _, id := range shallow {
		if _, tree, err := p.links(ctx, id); err == nil {
			if err := p.had(ctx, tree); err != nil {
				return nil, err
			}
		}
	}
	sent, noParents := graph.Set(order), graph.Set(cut)
	for _, id := range order {
		parents, tree, err := p.links(ctx, id)
		if err != nil {
			return nil, err
		}
		p.add(id, odb.ID{})
		var before odb.ID
		if len(parents) > 0 && !noParents[id] {
			if _, before, err = p.links(ctx, parents[0]); err != nil {
				return nil, err
			}
			if !sent[parents[0]] {
				p.seen[before] = -1
			}
		}
		if err := p.tree(ctx, tree, before); err != nil {
			return nil, err
		}
	}
	p.trees = nil
	return cut, nil
}

func (p *packer) links(ctx context.Context, id odb.ID) (parents []odb.ID, tree odb.ID, err error) {
	data, err := odb.Read(ctx, p.store, odb.Commit, id)
	if err != nil {
		return nil, tree, err
	}
	parents, tree, err = commit.Links(data)
	if err != nil {
		err = fmt.Errorf("commit %s: %w", id, err)
	}
	return parents, tree, err
}

// commits returns the commits to send, parents before children.
func (p *packer) commits(ctx context.Context, g *graph.Graph, wants []odb.ID, common map[odb.ID]bool, depth int, shallow []odb.ID) (order, cut []odb.ID, err error) {
	level, joins := map[odb.ID]int{}, false
	queue := slices.Clone(wants)
	for _, id := range wants {
		level[id] = 1
	}
	through := depth > 0 || len(shallow) > 0
	for ; len(queue) > 0; queue = queue[1:] {
		id := queue[0]
		if common[id] && !through {
			continue
		}
		parents, err := g.Parents(ctx, id)
		if err != nil {
			return nil, nil, err
		}
		joins = joins || len(parents) != 1
		if depth > 0 && level[id] == depth && len(parents) > 0 {
			cut = append(cut, id)
			continue
		}
		for _, parent := range parents {
			if level[parent] == 0 {
				level[parent] = level[id] + 1
				queue = append(queue, parent)
			}
		}
		order = append(order, id)
	}
	order = append(order, cut...)
	slices.Reverse(order)
	if joins { // by levels is not by descent, where branches join
		if order, err = sorted(ctx, g, wants, graph.Set(order)); err != nil {
			return nil, nil, err
		}
	}
	if len(common) == 0 || !joins && !through {
		return order, cut, nil
	}
	has, err := reach(ctx, g, common, graph.Set(shallow))
	if err != nil {
		return nil, nil, err
	}
	lacks := func(id odb.ID) bool { return has[id] }
	return slices.DeleteFunc(order, lacks), cut, nil
}

// sorted returns the members of a set, parents before children.
func sorted(ctx context.Context, g *graph.Graph, heads []odb.ID, set map[odb.ID]bool) (order []odb.ID, err error) {
	skip := map[odb.ID]bool{}
	for id := range set {
		parents, err := g.Parents(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, parent := range parents {
			if !set[parent] {
				skip[parent] = true
			}
		}
	}
	for _, head := range heads {
		if !set[head] {
			continue
		}
		more, err := g.Walk(ctx, head, skip)
		if err != nil {
			return nil, err
		}
		for _, id := range more {
			skip[id] = true
		}
		order = append(order, more...)
	}
	return order, nil
}

// reach returns what leads to some commits, but for what is before those where a
// history was cut.
func reach(ctx context.Context, g *graph.Graph, from, cut map[odb.ID]bool) (map[odb.ID]bool, error) {
	met := map[odb.ID]bool{}
	var todo []odb.ID
	for id := range from {
		todo = append(todo, id)
	}
	for len(todo) > 0 {
		id := todo[len(todo)-1]
		if todo = todo[:len(todo)-1]; met[id] {
			continue
		}
		met[id] = true
		if cut[id] {
			continue
		}
		parents, err := g.Parents(ctx, id)
		if err != nil {
			return nil, err
		}
		todo = append(todo, parents...)
	}
	return met, nil
}

// had notes that the client has a tree and what is in it.
func (p *packer) had(ctx context.Context, tree odb.ID) error {
	if _, ok := p.seen[tree]; ok {
		return nil
	}
	p.seen[tree] = -1
	list, err := p.entries(ctx, tree)
	if err != nil {
		return err
	}
	for _, e := range list {
		if !e.IsDir() {
			p.seen[e.ID] = -1
		} else if err := p.had(ctx, e.ID); err != nil {
			return err
		}
	}
	return nil
}

// add lists an object unless it is there, and reports whether it was new.
func (p *packer) add(id, base odb.ID) bool {
	if _, ok := p.seen[id]; ok {
		return false
	}
	o := packed{id: id, base: -1}
	if at, ok := p.seen[base]; ok && at >= 0 && !base.IsZero() && p.list[at].chain < maxChain {
		o.base, o.chain = at, p.list[at].chain+1
	}
	p.seen[id] = int32(len(p.list))
	p.list = append(p.list, o)
	return true
}

// tree lists a tree and what it has that the one before at its path has not.
func (p *packer) tree(ctx context.Context, id, before odb.ID) error {
	if id == before || !p.add(id, before) {
		return nil
	}
	now, err := p.entries(ctx, id)
	if err != nil {
		return err
	}
	old, err := p.entries(ctx, before)
	if err != nil {
		return err
	}
	byName := make(map[string]odb.TreeEntry, len(old))
	for _, e := range old {
		byName[e.Name] = e
	}
	for _, e := range now {
		was := byName[e.Name]
		switch {
		case was.ID == e.ID || e.Mode == odb.ModeModule:
		case e.IsDir():
			from := was.ID
			if !was.IsDir() {
				from = odb.ID{}
			}
			if err := p.tree(ctx, e.ID, from); err != nil {
				return err
			}
		default:
			p.add(e.ID, was.ID)
		}
	}
	return nil
}

// entries returns the entries of a tree, none of the zero id's.
func (p *packer) entries(ctx context.Context, id odb.ID) ([]odb.TreeEntry, error) {
	if id.IsZero() {
		return nil, nil
	}
	if list, ok := p.trees[id]; ok {
		return list, nil
	}
	data, err := odb.Read(ctx, p.store, odb.Tree, id)
	if err != nil {
		return nil, err
	}
	var list []odb.TreeEntry
	for e, err := range odb.TreeEntries(data) {
		if err != nil {
			return nil, fmt.Errorf("tree %s: %w", id, err)
		}
		list = append(list, e)
	}
	if len(p.trees) >= maxTrees {
		clear(p.trees)
	}
	p.trees[id] = list
	return list, nil
}

// write sends the pack.
func (p *packer) write(ctx context.Context, to io.Writer) error {
	p.seen = nil
	sum := sha1.New()
	w := bufio.NewWriterSize(to, 60_000)
	both := io.MultiWriter(w, sum)
	at := int64(pack.HeaderSize)
	if _, err := both.Write(pack.AppendHeader(nil, len(p.list))); err != nil {
		return err
	}
	var (
		deltas   pack.Encoder
		deflater pack.Deflater
		buf      []byte
		delta    []byte
	)
	for i := range p.list {
		o := &p.list[i]
		object, err := p.store.Get(ctx, o.id)
		if err != nil {
			return err
		}
		entry, body := pack.Entry{Kind: object.Type, Size: len(object.Data)}, object.Data
		if o.base >= 0 {
			base, err := p.store.Get(ctx, p.list[o.base].id)
			if err != nil {
				return err
			}
			if d, ok := deltas.Delta(delta[:0], base.Data, object.Data, len(object.Data)); ok {
				delta = d
				entry, body = pack.Entry{Kind: pack.OfsDelta, Size: len(d), Back: at - p.list[o.base].at}, d
			}
		}
		o.at = at
		buf = deflater.Append(pack.AppendEntry(buf[:0], entry), body)
		if _, err := both.Write(buf); err != nil {
			return err
		}
		at += int64(len(buf))
	}
	if _, err := w.Write(sum.Sum(nil)); err != nil {
		return err
	}
	return w.Flush()
}
