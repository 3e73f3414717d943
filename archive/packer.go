package archive

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha1"
	"fmt"
	"io"
	"slices"
	"strings"

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

// packed is an object of the pack.
type packed struct {
	id    odb.ID
	base  int32 // place of the base in the list, -1 for none
	chain int32 // deltas below it
	at    int64 // offset once it is written
}

// plan lists the objects that wants lead to and what is common does not.
func (p *packer) plan(ctx context.Context, wants []odb.ID, common map[odb.ID]bool) error {
	type step struct {
		id, tree, parent odb.ID
	}
	var steps []step
	queue := slices.Clone(wants)
	queued := map[odb.ID]bool{}
	for len(queue) > 0 {
		id := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if queued[id] || common[id] {
			continue
		}
		queued[id] = true
		data, err := get(ctx, p.store, odb.Commit, id)
		if err != nil {
			return err
		}
		parents, tree, err := commitLinks(data)
		if err != nil {
			return fmt.Errorf("commit %s: %w", id, err)
		}
		s := step{id: id, tree: tree}
		if len(parents) > 0 {
			s.parent = parents[0]
		}
		steps = append(steps, s)
		queue = append(queue, parents...)
	}
	// Depth first from the newest: backwards, parents come before children along
	// a chain, and where branches join the order does not matter.
	for _, s := range slices.Backward(steps) {
		p.add(s.id, odb.ID{})
		var before odb.ID
		if !s.parent.IsZero() {
			data, err := get(ctx, p.store, odb.Commit, s.parent)
			if err != nil {
				return err
			}
			if _, before, err = commitLinks(data); err != nil {
				return err
			}
			if common[s.parent] {
				p.seen[before] = -1
			}
		}
		if err := p.tree(ctx, s.tree, before); err != nil {
			return err
		}
	}
	p.trees = nil
	return nil
}

// commitLinks returns what a commit points to.
func commitLinks(data []byte) (parents []odb.ID, tree odb.ID, err error) {
	for line := range bytes.Lines(data) {
		key, value, _ := strings.Cut(strings.TrimSuffix(string(line), "\n"), " ")
		switch key {
		case "tree":
			tree, err = odb.ParseID(value)
		case "parent":
			var id odb.ID
			id, err = odb.ParseID(value)
			parents = append(parents, id)
		default:
			return parents, tree, nil // trees and parents come first
		}
		if err != nil {
			return nil, tree, err
		}
	}
	return parents, tree, nil
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
	data, err := get(ctx, p.store, odb.Tree, id)
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
