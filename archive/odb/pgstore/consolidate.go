package pgstore

import (
	"bytes"
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/newsarc/newsarc/archive/odb"
)

const (
	// manySmall is how many small packs may lie about.
	manySmall = 64
	// groupPacks is how many of them are rewritten in one transaction.
	groupPacks = 128
	// smallShare is the share of a full pack below which one is small. It is less
	// than that of a full pack of trees or commits.
	smallShare = 8
)

// Consolidate rewrites small packs, of batches with few revisions, into large
// ones, in which texts and trees are deltas to those before them.
func (s *Store) Consolidate(ctx context.Context, o odb.ConsolidateOptions) (c odb.Consolidated, err error) {
	if c.Before, err = s.Stats(ctx); err != nil {
		return c, err
	}
	// What is made here is left alone, even if it is small: else there would be no
	// end where packs cannot be larger.
	before := newPackID()
	for {
		n, objects, err := s.consolidateSome(ctx, o, before)
		if retaken(err) {
			continue // nothing was changed, and the next ids are others
		}
		if err != nil {
			return c, s.explain("consolidate", err)
		}
		c.Objects += objects
		if o.Progress != nil && objects > 0 {
			o.Progress(c.Objects, max(c.Objects, c.Before.Objects))
		}
		if n < groupPacks {
			break
		}
	}
	c.After, err = s.Stats(ctx)
	return c, err
}

// consolidateSome rewrites some small packs with ids below before; it returns how
// many, and how many objects they hold.
func (s *Store) consolidateSome(ctx context.Context, o odb.ConsolidateOptions, before int64) (packs, objects int, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var free bool
		key := s.sql.advisory("consolidate")
		if err := tx.QueryRow(ctx, "SELECT pg_try_advisory_xact_lock($1)", key).Scan(&free); err != nil {
			return err
		}
		if !free {
			return &odb.LockedError{Holder: s.holder(key)}
		}
		rows, err := tx.Query(ctx, s.sql.smallPacks, groupPacks, s.opts.PackBytes/smallShare, before)
		if err != nil {
			return err
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		enough := max(o.Tolerate, manySmall)
		if o.All {
			enough = 2 // one alone is as large as it can be
		}
		if err != nil || len(ids) < enough {
			return err
		}
		packs = len(ids)
		objects, err = s.rewrite(ctx, tx, ids)
		return err
	})
	return packs, objects, err
}

// rewrite puts the objects of some packs into new ones and drops the old.
func (s *Store) rewrite(ctx context.Context, tx pgx.Tx, old []int64) (int, error) {
	rows, err := tx.Query(ctx, s.sql.lockPacks, old)
	if err != nil {
		return 0, err
	}
	packs, err := pgx.CollectRows(rows, scanPack)
	if err != nil {
		return 0, err
	}
	// Of an object that lies elsewhere as well, that copy is the one in use.
	rows, err = tx.Query(ctx, s.sql.indexedIn, old)
	if err != nil {
		return 0, err
	}
	ids, err := pgx.CollectRows(rows, scanID)
	if err != nil {
		return 0, err
	}
	order, objects, err := unpack(packs, ids)
	if err != nil {
		return 0, err
	}
	like := newSiblings(objects, order)
	out := newLanes(s.opts.PackBytes)
	for _, id := range order {
		out.add(odb.New{Object: objects[id], ID: id, Base: like.base[id]})
	}
	out.seal()
	t := transaction{packs: out.take()}
	c := t.columns()
	var b pgx.Batch
	b.Queue(s.sql.putPacks, t.ids, c.counts, c.indexes, c.data)
	b.Queue(s.sql.moveObjects, c.ids, c.packs, c.offs, old)
	b.Queue(s.sql.dropPacks, old)
	return len(order), tx.SendBatch(ctx, &b).Close()
}

// unpack reads the wanted objects of some packs, in their order.
func unpack(packs []*fetched, wanted []odb.ID) (order []odb.ID, objects map[odb.ID]odb.Object, err error) {
	want := make(map[odb.ID]bool, len(wanted))
	for _, id := range wanted {
		want[id] = true
	}
	objects = make(map[odb.ID]odb.Object, len(wanted))
	for _, p := range packs {
		made := basesOf{newPackCache(maxRaw), p.id}
		for id, off := range p.slots {
			if !want[id] {
				continue
			}
			delete(want, id)
			o, err := objectAt(p.data, off, made)
			if err == nil && odb.Hash(o.Type, o.Data) != id {
				err = errHash
			}
			if err != nil {
				return nil, nil, &odb.DamagedError{ID: id, Where: fmt.Sprintf("pack %d at %d", p.id, off), Err: err}
			}
			order, objects[id] = append(order, id), o
		}
	}
	return order, objects, nil
}

// siblings finds delta bases for objects whose batch was too small to hold one:
// the previous revision of the same path.
type siblings struct {
	objects map[odb.ID]odb.Object
	base    map[odb.ID]odb.ID
	brought map[odb.ID]odb.ID // the commit that brought each blob: the next one's is like it
}

func newSiblings(objects map[odb.ID]odb.Object, order []odb.ID) *siblings {
	f := &siblings{objects: objects, base: map[odb.ID]odb.ID{}, brought: map[odb.ID]odb.ID{}}
	for _, id := range order {
		if objects[id].Type == odb.Commit {
			f.commit(id)
		}
	}
	return f
}

// commit compares the trees of a commit and of its parent.
func (f *siblings) commit(id odb.ID) {
	tree, parent := parseCommit(f.objects[id].Data)
	before, _ := parseCommit(f.objects[parent].Data)
	if before.IsZero() {
		return
	}
	f.base[id] = parent
	f.trees(id, before, tree)
}

func (f *siblings) trees(commit, old, tree odb.ID) {
	if old == tree || f.objects[tree].Type != odb.Tree || f.objects[old].Type != odb.Tree {
		return
	}
	f.base[tree] = old
	was := map[string]odb.ID{}
	for e, err := range odb.TreeEntries(f.objects[old].Data) {
		if err == nil {
			was[e.Name] = e.ID
		}
	}
	for e, err := range odb.TreeEntries(f.objects[tree].Data) {
		if err != nil || was[e.Name] == e.ID {
			continue
		}
		if e.IsDir() {
			f.trees(commit, was[e.Name], e.ID)
			continue
		}
		f.brought[e.ID] = commit
		if before := was[e.Name]; !before.IsZero() {
			f.base[e.ID] = before
			if c, ok := f.brought[before]; ok {
				f.base[commit] = c
			}
		}
	}
}

// parseCommit returns the tree and the first parent of a commit.
func parseCommit(data []byte) (tree, parent odb.ID) {
	for line := range bytes.Lines(data) {
		word, hex, _ := bytes.Cut(bytes.TrimSuffix(line, []byte("\n")), []byte(" "))
		id, err := odb.ParseID(string(hex))
		switch {
		case len(word) == 0:
			return tree, parent
		case err == nil && string(word) == "tree":
			tree = id
		case err == nil && string(word) == "parent":
			return tree, id
		}
	}
	return tree, parent
}
