package pgstore

import (
	"context"
	"fmt"
	"time"

	"github.com/newsarc/newsarc/archive/odb"
)

// Lock takes the writer lock: an advisory lock of a session, which the server
// frees when that ends. It orders writers, so that they need not build the same
// thing twice; what keeps them from undoing each other's work is that refs move
// by compare-and-set.
func (s *Store) Lock(ctx context.Context) (func() error, error) {
	key := s.sql.advisory("writer")
	select {
	case <-s.turn:
	case <-ctx.Done():
		return nil, &odb.LockedError{Holder: s.holder(key), Err: context.Cause(ctx)}
	}
	unlock, err := s.lock(ctx, key)
	if err != nil {
		s.turn <- struct{}{}
		return nil, err
	}
	return func() error {
		unlock()
		s.turn <- struct{}{}
		return nil
	}, nil
}

// lock takes the lock against other processes. Unlocking cannot fail: where the
// session has ended, the lock has with it.
func (s *Store) lock(ctx context.Context, key int64) (unlock func(), err error) {
	err = s.again(ctx, "lock", func(ctx context.Context) error {
		conn, err := s.pool.Acquire(ctx)
		if err != nil {
			return err
		}
		// The wait has no time-out but that of ctx.
		_, err = conn.Exec(ctx, "SELECT set_config('statement_timeout', '0', false), pg_advisory_lock($1)", key)
		if err != nil {
			// It may be ours although the answer was lost: end the session.
			_ = conn.Hijack().Close(context.WithoutCancel(ctx))
			return err
		}
		unlock = func() {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			_, err := conn.Exec(ctx, "SELECT pg_advisory_unlock($1), set_config('statement_timeout', reset_val, false) FROM pg_settings WHERE name = 'statement_timeout'", key)
			if err != nil {
				_ = conn.Hijack().Close(ctx)
				return
			}
			conn.Release()
		}
		return nil
	})
	if err != nil && ctx.Err() != nil {
		return nil, &odb.LockedError{Holder: s.holder(key), Err: context.Cause(ctx)}
	}
	return unlock, err
}

// holder names who has the writer lock, as far as the server tells.
func (s *Store) holder(key int64) string {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	var name string
	var since time.Time
	err := s.pool.QueryRow(ctx, `SELECT a.application_name, a.backend_start FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
		WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
		AND l.classid = ($1::bigint >> 32 & 4294967295)::oid AND l.objid = ($1::bigint & 4294967295)::oid
		AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`, key).Scan(&name, &since)
	if err != nil || name == "" {
		return "another process"
	}
	return fmt.Sprintf("%s since %s", name, since.UTC().Format(time.RFC3339))
}
