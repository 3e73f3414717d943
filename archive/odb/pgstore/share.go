package pgstore

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/newsarc/newsarc/archive/odb"
)

var _ odb.Sharer = (*Store)(nil)

// State returns the value of a key.
func (s *Store) State(ctx context.Context, space, key string) (value []byte, ok bool, err error) {
	err = s.again(ctx, "read state", func(ctx context.Context) error {
		return s.pool.QueryRow(ctx, s.sql.state, space, key).Scan(&value)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	return value, err == nil, err
}

// States returns every entry of a space, by key.
func (s *Store) States(ctx context.Context, space string) (list []odb.Entry, err error) {
	err = s.again(ctx, "read state", func(ctx context.Context) error {
		rows, err := s.pool.Query(ctx, s.sql.states, space)
		if err == nil {
			list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[odb.Entry])
		}
		return err
	})
	return list, err
}

// SetStates changes entries of several spaces. Entries are written in order, so
// that two who change the same ones wait for each other and not in a circle.
func (s *Store) SetStates(ctx context.Context, spaces map[string][]odb.Entry) error {
	// A batch is one transaction; to apply it twice does no harm. It is made anew
	// for each try: what was sent once remembers the statements of its connection.
	return s.again(ctx, "write state", func(ctx context.Context) error {
		b := s.changeStates(spaces)
		if b.Len() == 0 {
			return nil
		}
		return s.pool.SendBatch(ctx, b).Close()
	})
}

// changeStates returns the statements of SetStates.
func (s *Store) changeStates(spaces map[string][]odb.Entry) *pgx.Batch {
	b := new(pgx.Batch)
	names := make([]string, 0, len(spaces))
	for space := range spaces {
		names = append(names, space)
	}
	slices.Sort(names)
	for _, space := range names {
		var keys, gone []string
		var values [][]byte
		last := map[string][]byte{} // of several of one key the last counts
		for _, e := range spaces[space] {
			last[e.Key] = e.Value
		}
		for key, value := range last {
			if value == nil {
				gone = append(gone, key)
			} else {
				keys = append(keys, key)
			}
		}
		slices.Sort(keys)
		for _, key := range keys {
			values = append(values, last[key])
		}
		if len(keys) > 0 {
			b.Queue(s.sql.setStates, space, keys, values)
		}
		if len(gone) > 0 {
			b.Queue(s.sql.dropStates, space, gone)
		}
	}
	return b
}

// member marks the lease by which a holder shows that it lives.
const member = "\x01"

// Claim renews and takes leases. Two who claim at a time pass over each other's
// rows: each thing has one holder.
func (s *Store) Claim(ctx context.Context, c odb.Claim) (held []string, share int, err error) {
	err = s.again(ctx, "claim", func(ctx context.Context) error {
		return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, s.sql.newLeases, c.Group, append(slices.Sorted(slices.Values(c.Names)), member+c.Holder)); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, s.sql.renew, c.Group, c.Holder, c.TTL); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, s.sql.take, c.Group, c.Holder, c.TTL, []string{member + c.Holder}, 1); err != nil {
				return err
			}
			var others int
			if err := tx.QueryRow(ctx, s.sql.members, c.Group, member+"%", member+c.Holder).Scan(&others); err != nil {
				return err
			}
			share = (len(c.Names) + others) / (1 + others)
			if held, err = leases(ctx, tx, s.sql.held, c.Group, c.Holder, c.Names); err != nil || len(held) >= share {
				return err
			}
			more, err := leases(ctx, tx, s.sql.take, c.Group, c.Holder, c.TTL, c.Names, share-len(held))
			held = append(held, more...)
			return err
		})
	})
	slices.Sort(held)
	return held, share, err
}

func leases(ctx context.Context, tx pgx.Tx, query string, args ...any) ([]string, error) {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// Release gives leases back.
func (s *Store) Release(ctx context.Context, c odb.Claim) error {
	return s.again(ctx, "release", func(ctx context.Context) error {
		if len(c.Names) == 0 {
			_, err := s.pool.Exec(ctx, s.sql.releaseAll, c.Group, c.Holder)
			return err
		}
		_, err := s.pool.Exec(ctx, s.sql.release, c.Group, c.Holder, c.Names)
		return err
	})
}
