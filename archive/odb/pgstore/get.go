package pgstore

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/newsarc/newsarc/archive/odb"
)

var (
	errHash = errors.New("content does not have this hash")
	errGone = errors.New("its pack is missing")
)

// Get returns the object that id names, its hash checked.
func (s *Store) Get(ctx context.Context, id odb.ID) (odb.Object, error) {
	if err := ctx.Err(); err != nil {
		return odb.Object{}, context.Cause(ctx)
	}
	if o, ok := s.cache.kept(id); ok {
		o.Data = bytes.Clone(o.Data)
		return o, nil
	}
	at, ok := s.cache.find(id)
	if !ok {
		o, in, err := s.fetch(ctx, id)
		if err != nil || in.pack == nil {
			return o, err
		}
		at = in
	}
	o, err := objectAt(at.pack.data, at.off, basesOf{s.cache, at.pack.id})
	if err == nil && odb.Hash(o.Type, o.Data) != id {
		err = errHash
	}
	if err != nil {
		return odb.Object{}, &odb.DamagedError{ID: id, Where: fmt.Sprintf("pack %d at %d", at.pack.id, at.off), Err: err}
	}
	o.Data = bytes.Clone(o.Data) // the cache keeps its own
	return o, nil
}

// fetch reads an object, or else the pack that holds it. Who reads texts here
// and there wants nothing of what lies beside them, so at first only a slice of
// a pack is asked for, and of the bases of a delta; who comes back to it wants it
// all.
func (s *Store) fetch(ctx context.Context, id odb.ID) (o odb.Object, at spotIn, err error) {
	for {
		p := &fetched{}
		var off int32
		err = s.again(ctx, "read", func(ctx context.Context) error {
			return s.pool.QueryRow(ctx, s.sql.find, id[:], s.cache.visited()).Scan(&p.id, &off, &p.ids, &p.data)
		})
		where := fmt.Sprintf("pack %d at %d", p.id, off)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return o, at, fmt.Errorf("object %s: %w", id, odb.ErrNotFound)
		case isDamage(err):
			return o, at, &odb.DamagedError{ID: id, Where: "tables pack and object", Err: err}
		case err != nil:
			return o, at, err
		case p.data == nil:
			return o, at, &odb.DamagedError{ID: id, Where: where, Err: errGone}
		}
		if p.ids == nil {
			s.cache.visit(p.id)
			o, ok, err := s.follow(ctx, id, madeKey{p.id, int64(off)}, p.data)
			if isDamage(err) {
				err = &odb.DamagedError{ID: id, Where: where, Err: err}
			}
			if ok || err != nil {
				return o, at, err
			}
			s.cache.visit(p.id) // only all of it will do
			continue
		}
		if err := s.cache.add(p); err != nil {
			return o, at, &odb.DamagedError{ID: id, Where: where, Err: err}
		}
		return o, spotIn{p, int64(off)}, nil
	}
}

// followed is how many slices are read for one object before its pack is.
const followed = 3

// follow makes an object from the slice of a pack in which it begins and those of
// the bases that it is a delta to; false if slices do not do.
func (s *Store) follow(ctx context.Context, id odb.ID, at madeKey, slice []byte) (o odb.Object, ok bool, err error) {
	pieces := map[madeKey][]byte{at: slice}
	for range followed {
		o, lacks, ok := assemble(pieces, at)
		if ok {
			return o, odb.Hash(o.Type, o.Data) == id, nil
		}
		if lacks == at {
			break
		}
		if err := s.fetchSlices(ctx, []madeKey{lacks}, pieces); err != nil {
			return o, false, err
		}
	}
	return o, false, nil
}

// isDamage reports whether the server found its own files damaged: class XX of
// its codes.
func isDamage(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "XX001" || pg.Code == "XX002")
}

// Has reports whether an object is there.
func (s *Store) Has(ctx context.Context, id odb.ID) (found bool, err error) {
	if _, ok := s.cache.find(id); ok {
		return true, ctx.Err()
	}
	err = s.again(ctx, "look up", func(ctx context.Context) error {
		return s.pool.QueryRow(ctx, s.sql.has, id[:]).Scan(&found)
	})
	return found, err
}

// Prefix returns ids that begin with hex digits.
func (s *Store) Prefix(ctx context.Context, prefix string, limit int) (ids []odb.ID, err error) {
	if len(prefix) < 4 || len(prefix) > 40 {
		return nil, fmt.Errorf("prefix %q does not have 4 to 40 hex digits", prefix)
	}
	pad := 40 - len(prefix)
	first, err := hex.DecodeString(prefix + strings.Repeat("0", pad))
	if err != nil {
		return nil, fmt.Errorf("prefix %q: %w", prefix, err)
	}
	last, _ := hex.DecodeString(prefix + strings.Repeat("f", pad))
	err = s.again(ctx, "look up", func(ctx context.Context) error {
		ids, err = s.ids(ctx, s.sql.prefix, first, last, limit)
		return err
	})
	return ids, err
}

// ids runs a query for one column of ids.
func (s *Store) ids(ctx context.Context, query string, args ...any) ([]odb.ID, error) {
	rows, err := s.pool.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanID)
}

func scanID(row pgx.CollectableRow) (odb.ID, error) {
	var b []byte
	if err := row.Scan(&b); err != nil {
		return odb.ID{}, err
	}
	return toID(b)
}

func toID(b []byte) (odb.ID, error) {
	if len(b) != len(odb.ID{}) {
		return odb.ID{}, fmt.Errorf("id of %d bytes", len(b))
	}
	return odb.ID(b), nil
}

// page is how many ids are asked for at a time.
const page = 5000

// Objects yields the id of every object, page by page, so that no statement
// lasts long.
func (s *Store) Objects(ctx context.Context) iter.Seq2[odb.ID, error] {
	return func(yield func(odb.ID, error) bool) {
		last := []byte{}
		for {
			var ids []odb.ID
			err := s.again(ctx, "list objects", func(ctx context.Context) (err error) {
				ids, err = s.ids(ctx, s.sql.objects, last, page)
				return err
			})
			if err != nil {
				yield(odb.ID{}, err)
				return
			}
			for _, id := range ids {
				if !yield(id, nil) {
					return
				}
			}
			if len(ids) < page {
				return
			}
			last = ids[len(ids)-1][:]
		}
	}
}

// Ref returns what a ref points to. HEAD is the main branch.
func (s *Store) Ref(ctx context.Context, name string) (id odb.ID, err error) {
	if err := odb.CheckRefName(name); err != nil {
		return id, err
	}
	if name == "HEAD" {
		name = "refs/heads/main"
	}
	var b []byte
	err = s.again(ctx, "read ref "+name, func(ctx context.Context) error {
		return s.pool.QueryRow(ctx, s.sql.ref, name).Scan(&b)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return id, fmt.Errorf("ref %s: %w", name, odb.ErrNotFound)
	}
	if err != nil {
		return id, err
	}
	if id, err = toID(b); err != nil {
		return id, fmt.Errorf("ref %s is damaged: %w", name, err)
	}
	return id, nil
}

// Refs yields every ref, by name.
func (s *Store) Refs(ctx context.Context) iter.Seq2[odb.Ref, error] {
	return func(yield func(odb.Ref, error) bool) {
		refs, err := s.allRefs(ctx)
		if err != nil {
			yield(odb.Ref{}, err)
			return
		}
		for _, r := range refs {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (s *Store) allRefs(ctx context.Context) (refs []odb.Ref, err error) {
	err = s.again(ctx, "read refs", func(ctx context.Context) error {
		rows, err := s.pool.Query(ctx, s.sql.refs)
		if err != nil {
			return err
		}
		refs, err = pgx.CollectRows(rows, scanRef)
		return err
	})
	return refs, err
}

func scanRef(row pgx.CollectableRow) (r odb.Ref, err error) {
	var b []byte
	if err := row.Scan(&r.Name, &b); err != nil {
		return r, err
	}
	if r.ID, err = toID(b); err != nil {
		err = fmt.Errorf("ref %s is damaged: %w", r.Name, err)
	}
	return r, err
}
