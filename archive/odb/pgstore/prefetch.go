package pgstore

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pack"
)

var _ odb.Prefetcher = (*Store)(nil)

const (
	// neighbours is how many objects of one pack are wanted for it to be read as
	// a whole.
	neighbours = 6
	// maxPrefetch bounds the objects brought at once, and the packs brought for
	// them, which must have room in the cache.
	maxPrefetch      = 2000
	maxPrefetchPacks = 40
	// maxRounds is how often the bases of deltas are asked for by themselves,
	// before their packs are.
	maxRounds = 5
)

// Prefetch implements odb.Prefetcher. Packs of which several objects are wanted
// come as a whole, of the others a slice for each object, in one round trip. The
// bases of deltas take further ones, for all of them together; what is left over
// after some of these comes with its pack.
func (s *Store) Prefetch(ctx context.Context, ids []odb.ID) error {
	var want [][]byte
	for _, id := range ids[:min(len(ids), maxPrefetch)] {
		if !s.cache.has(id) {
			want = append(want, id[:])
		}
	}
	if len(want) == 0 {
		return ctx.Err()
	}
	var spots []wanted
	pieces := map[madeKey][]byte{}
	err := s.again(ctx, "read", func(ctx context.Context) error {
		rows, err := s.pool.Query(ctx, s.sql.pieces, want, s.cache.visited(), neighbours, maxPrefetchPacks)
		if err != nil {
			return err
		}
		spots, err = s.scanPieces(rows, pieces)
		return err
	})
	if err != nil {
		return err
	}
	for round := 0; len(spots) > 0; round++ {
		var bases []madeKey
		if spots, bases = s.resolve(spots, pieces); len(bases) == 0 || round == maxRounds {
			break
		}
		if err := s.fetchSlices(ctx, bases, pieces); err != nil {
			return err
		}
	}
	return s.fetchPacks(ctx, spots)
}

// wanted is where a wanted object lies.
type wanted struct {
	id odb.ID
	at madeKey
}

// scanPieces reads where objects lie, and keeps the slices that begin there and the
// packs that came as a whole.
func (s *Store) scanPieces(rows pgx.Rows, pieces map[madeKey][]byte) (spots []wanted, err error) {
	defer rows.Close()
	for rows.Next() {
		var id, data, ids []byte
		var w wanted
		if err := rows.Scan(&id, &w.at.pack, &w.at.off, &data, &ids); err != nil {
			return nil, err
		}
		if ids != nil {
			s.keep([]*fetched{{w.at.pack, ids, data}})
			continue
		}
		if w.id, err = toID(id); err != nil {
			return nil, err
		}
		pieces[w.at] = data
		spots = append(spots, w)
	}
	return spots, rows.Err()
}

// resolve makes those objects of which all pieces are there, and returns the
// others with the pieces that they lack. An object that needs more than a slice
// lacks none: only its whole pack helps.
func (s *Store) resolve(spots []wanted, pieces map[madeKey][]byte) (left []wanted, lacking []madeKey) {
	asked := map[madeKey]bool{}
	for _, p := range spots {
		o, lacks, ok := assemble(pieces, p.at)
		if ok && odb.Hash(o.Type, o.Data) == p.id {
			s.cache.keep(p.id, o)
			continue
		}
		left = append(left, p)
		if lacks != p.at && !asked[lacks] {
			asked[lacks] = true
			lacking = append(lacking, lacks)
		}
	}
	return left, lacking
}

// assemble makes an object from slices. If the slice of a base is missing, it
// returns where that begins; at itself, if slices do not do.
func assemble(pieces map[madeKey][]byte, at madeKey) (o odb.Object, lacks madeKey, ok bool) {
	var deltas [][]byte
	for next := at; ; {
		piece, there := pieces[next]
		if !there {
			return o, next, false
		}
		e, n, err := pack.ParseEntry(piece)
		if err != nil || e.Size > 64*len(piece) || len(deltas) > maxDepth {
			return o, at, false
		}
		body, _, err := pack.Inflate(nil, piece[n:], e.Size)
		switch {
		case err != nil:
			return o, at, false
		case e.Kind == pack.OfsDelta && e.Back > 0:
			deltas = append(deltas, body)
			next.off -= e.Back
			continue
		case e.Kind > odb.Tag:
			return o, at, false
		}
		o = odb.Object{Type: e.Kind, Data: body}
		return applied(o, deltas, at)
	}
}

// applied applies deltas, the last one first.
func applied(o odb.Object, deltas [][]byte, at madeKey) (odb.Object, madeKey, bool) {
	for i := len(deltas) - 1; i >= 0; i-- {
		var err error
		if o.Data, err = pack.Apply(nil, o.Data, deltas[i]); err != nil {
			return o, at, false
		}
	}
	return o, at, true
}

// fetchSlices reads slices of packs, all at once.
func (s *Store) fetchSlices(ctx context.Context, at []madeKey, pieces map[madeKey][]byte) error {
	packs, offs := make([]int64, len(at)), make([]int64, len(at))
	for i, key := range at {
		packs[i], offs[i] = key.pack, key.off
	}
	return s.again(ctx, "read", func(ctx context.Context) error {
		rows, err := s.pool.Query(ctx, s.sql.theseSlices, packs, offs)
		if err != nil {
			return err
		}
		var key madeKey
		var data []byte
		_, err = pgx.ForEachRow(rows, []any{&key.pack, &key.off, &data}, func() error {
			pieces[key], data = data, nil
			return nil
		})
		return err
	})
}

// fetchPacks brings the packs in which objects lie.
func (s *Store) fetchPacks(ctx context.Context, spots []wanted) error {
	var ids []int64
	seen := map[int64]bool{}
	for _, p := range spots {
		if !seen[p.at.pack] && len(ids) < maxPrefetchPacks {
			seen[p.at.pack] = true
			ids = append(ids, p.at.pack)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return s.again(ctx, "read", func(ctx context.Context) error {
		rows, err := s.pool.Query(ctx, s.sql.thesePacks, ids)
		if err != nil {
			return err
		}
		packs, err := pgx.CollectRows(rows, scanPack)
		s.keep(packs)
		return err
	})
}

// keep puts packs into the cache. One that is damaged is left to Get, which says
// what is wrong with it.
func (s *Store) keep(packs []*fetched) {
	for _, p := range packs {
		_ = s.cache.add(p)
	}
}
