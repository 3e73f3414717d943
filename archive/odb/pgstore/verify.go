package pgstore

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"

	"github.com/jackc/pgx/v5"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pack"
)

var _ odb.Maintainer = (*Store)(nil)

// Stats counts packs and their objects.
func (s *Store) Stats(ctx context.Context) (st odb.Stats, err error) {
	err = s.again(ctx, "count", func(ctx context.Context) error {
		if err := s.pool.QueryRow(ctx, s.sql.countPacks).Scan(&st.Packs, &st.Objects); err != nil {
			return err
		}
		return s.pool.QueryRow(ctx, s.sql.size).Scan(&st.Bytes)
	})
	return st, err
}

// packPage is how many packs are read at a time.
const packPage = 32

// allPacks yields every pack in the order in which they were written; without
// data it reads their ids only.
func (s *Store) allPacks(ctx context.Context, data bool) iter.Seq2[*fetched, error] {
	query, limit := s.sql.packs, packPage
	if !data {
		query, limit = s.sql.packIDs, 10*packPage
	}
	return func(yield func(*fetched, error) bool) {
		last := int64(-1)
		for {
			var list []*fetched
			err := s.again(ctx, "read packs", func(ctx context.Context) error {
				rows, err := s.pool.Query(ctx, query, last, limit)
				if err == nil {
					list, err = pgx.CollectRows(rows, scanPack)
				}
				return err
			})
			if err != nil {
				yield(nil, err)
				return
			}
			for _, p := range list {
				if !yield(p, nil) {
					return
				}
			}
			if len(list) < limit {
				return
			}
			last = list[len(list)-1].id
		}
	}
}

func scanPack(row pgx.CollectableRow) (*fetched, error) {
	p := new(fetched)
	return p, row.Scan(&p.id, &p.ids, &p.data)
}

// Verify checks the packs, that every object is what its name says and is found
// by it, and that what objects and refs refer to is there.
func (s *Store) Verify(ctx context.Context, o odb.VerifyOptions, report func(error)) (odb.Verified, error) {
	st, err := s.Stats(ctx)
	if err != nil {
		return odb.Verified{}, err
	}
	v := &verifier{s: s, opts: o, report: report, total: st.Objects}
	if o.First != nil {
		if err := o.First(); err != nil {
			return v.result, err
		}
	}
	for p, err := range s.allPacks(ctx, o.ReadData > 0) {
		if err == nil {
			err = v.pack(ctx, p)
		}
		if err != nil {
			return v.result, err
		}
	}
	if err := v.lost(ctx); err != nil {
		return v.result, err
	}
	refs, err := s.allRefs(ctx)
	if err != nil {
		return v.result, err
	}
	for _, r := range refs {
		there, err := s.Has(ctx, r.ID)
		if err != nil {
			return v.result, err
		}
		if !there {
			v.report(fmt.Errorf("%s leads to %s, which is missing", r.Name, r.ID))
		}
	}
	return v.result, ctx.Err()
}

type verifier struct {
	s      *Store
	opts   odb.VerifyOptions
	report func(error)
	total  int
	result odb.Verified
}

// pack checks one pack. The error is about the reading.
func (v *verifier) pack(ctx context.Context, p *fetched) error {
	if len(p.ids)%slotSize != 0 {
		v.report(fmt.Errorf("pack %d: list of ids is cut off", p.id))
	}
	if v.opts.ReadData >= 100 {
		if err := pack.CheckTrailer(p.data); err != nil {
			v.report(fmt.Errorf("pack %d: %w", p.id, err))
		}
	}
	made := basesOf{newPackCache(maxRaw), p.id}
	var ids, links []odb.ID
	for id, off := range p.slots {
		ids = append(ids, id)
		read := v.opts.ReadData > 0 && rand.Float64()*100 < v.opts.ReadData
		if read {
			links = append(links, v.object(p, id, off, made)...)
		}
		v.count(read)
	}
	missing, err := v.missing(ctx, ids)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		v.result.Leftovers = append(v.result.Leftovers, fmt.Sprintf("pack %d: %d objects are not in the table of objects", p.id, len(missing)))
	}
	if missing, err = v.missing(ctx, links); err != nil {
		return err
	}
	for _, id := range missing {
		v.result.Damaged++
		v.report(&odb.DamagedError{ID: id, Where: fmt.Sprintf("wanted by pack %d", p.id), Err: errors.New("missing")})
	}
	return nil
}

// maxLost bounds the objects that are named when their packs are gone.
const maxLost = 10_000

// lost names the objects whose packs are gone.
func (v *verifier) lost(ctx context.Context) error {
	var list []*odb.DamagedError
	err := v.s.again(ctx, "look up", func(ctx context.Context) error {
		rows, err := v.s.pool.Query(ctx, v.s.sql.lost, maxLost)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, scanLost)
		return err
	})
	for _, e := range list {
		v.result.Damaged++
		v.report(e)
	}
	return err
}

func scanLost(row pgx.CollectableRow) (*odb.DamagedError, error) {
	var b []byte
	var pack int64
	if err := row.Scan(&b, &pack); err != nil {
		return nil, err
	}
	id, err := toID(b)
	return &odb.DamagedError{ID: id, Where: fmt.Sprintf("pack %d", pack), Err: errGone}, err
}

// object checks one object and returns what it refers to.
func (v *verifier) object(p *fetched, id odb.ID, off int64, made bases) (links []odb.ID) {
	o, err := objectAt(p.data, off, made)
	if err == nil && odb.Hash(o.Type, o.Data) != id {
		err = errHash
	}
	for link, e := range odb.References(o) {
		if err == nil {
			err = e
		}
		links = append(links, link)
	}
	if err != nil {
		v.result.Damaged++
		v.report(&odb.DamagedError{ID: id, Where: fmt.Sprintf("pack %d at %d", p.id, off), Err: err})
		return nil
	}
	return links
}

func (v *verifier) count(read bool) {
	v.result.Objects++
	if read {
		v.result.Read++
	}
	if v.opts.Progress != nil && (v.result.Objects%1024 == 0 || v.result.Objects == v.total) {
		v.opts.Progress(v.result.Objects, max(v.total, v.result.Objects))
	}
}

// missing returns which of the ids are not in the table of objects.
func (v *verifier) missing(ctx context.Context, ids []odb.ID) (missing []odb.ID, err error) {
	want := make(map[odb.ID]bool, len(ids))
	list := make([][]byte, 0, len(ids))
	for _, id := range ids {
		if !want[id] {
			want[id] = true
			list = append(list, id[:])
		}
	}
	if len(list) == 0 {
		return nil, nil
	}
	var found []odb.ID
	err = v.s.again(ctx, "look up", func(ctx context.Context) error {
		found, err = v.s.ids(ctx, v.s.sql.indexed, list)
		return err
	})
	for _, id := range found {
		delete(want, id)
	}
	for id := range want {
		missing = append(missing, id)
	}
	return missing, err
}

// Heal makes the table of objects again from the packs, which say what they
// hold, where the two differ.
func (s *Store) Heal(ctx context.Context, report func(string)) (healed int, err error) {
	tag, err := s.pool.Exec(ctx, s.sql.dangling)
	if err != nil {
		return 0, s.explain("heal", err)
	}
	if n := tag.RowsAffected(); n > 0 {
		healed += int(n)
		report(fmt.Sprintf("removed %d entries of objects whose pack is gone", n))
	}
	for p, err := range s.allPacks(ctx, false) {
		if err != nil {
			return healed, err
		}
		var ids [][]byte
		var packs []int64
		var offs []int32
		for id, off := range p.slots {
			ids, packs, offs = append(ids, id[:]), append(packs, p.id), append(offs, int32(off))
		}
		tag, err := s.pool.Exec(ctx, s.sql.putObjects, ids, packs, offs)
		if err != nil {
			return healed, s.explain("heal", err)
		}
		if n := tag.RowsAffected(); n > 0 {
			healed += int(n)
			report(fmt.Sprintf("entered %d objects of pack %d again", n, p.id))
		}
	}
	return healed, nil
}
