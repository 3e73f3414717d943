package pgstore

import (
	"bytes"
	"context"
	crand "crypto/rand"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/newsarc/newsarc/archive/odb"
)

// transaction is what becomes durable together.
type transaction struct {
	packs []*sealed
	ahead []sent     // what must be there
	moves []odb.Move // by name
	ids   []int64    // of packs, given anew for each try
}

// unknownError says that the answer to a COMMIT was lost.
type unknownError struct{ err error }

func (e *unknownError) Error() string { return "outcome unknown: " + e.err.Error() }
func (e *unknownError) Unwrap() error { return e.err }

// commit makes a transaction durable. It tries again when the server is gone,
// and where it cannot know whether a try was applied it finds that out first.
func (s *Store) commit(ctx context.Context, t *transaction) error {
	var wait backoff
	for {
		token := newToken()
		err := s.try(ctx, t, token)
		var unknown *unknownError
		if errors.As(err, &unknown) {
			s.opts.Notice(fmt.Sprintf("%s: the answer to a commit was lost: looking for it", s.where))
			var applied bool
			// Who interrupts newsarc now still wants to know what became of it.
			applied, err = s.settle(context.WithoutCancel(ctx), token)
			if applied && err == nil {
				return s.confirm(context.WithoutCancel(ctx))
			}
			if err == nil {
				err = errLost // not applied, and it never will be
			}
		}
		switch {
		case err == nil:
			s.tidy(ctx)
			return nil
		case ctx.Err() != nil && !errors.As(err, new(*Error)):
			return cancelled(ctx, err)
		case !passing(err) && !retaken(err) || !wait.sleep(ctx, s.opts.Patience):
			return s.explain("commit", err)
		}
	}
}

// newToken returns the name of a try, which its transaction leaves behind.
func newToken() []byte {
	token := make([]byte, 16)
	_, _ = crand.Read(token) // never fails
	return token
}

// newPackID returns an id that grows with the time and is most likely unique;
// a transaction that meets one that is taken fails and tries again.
func newPackID() int64 {
	const since = 1577836800000 // 2020-01-01, in milliseconds; 41 bits last until 2089
	return (time.Now().UnixMilli()-since)<<22 | rand.Int64N(1<<22)
}

// retaken reports whether a try failed over an id that another had.
func retaken(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "23505" && pg.ConstraintName == "pack_pkey"
}

// try makes one attempt. It takes two round trips: what is stored and the locks
// on the refs, then the moves and COMMIT.
func (s *Store) try(ctx context.Context, t *transaction, token []byte) error {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	at, err := s.prepare(ctx, conn, t, token)
	if err == nil {
		err = check(t.moves, at)
	}
	if err != nil {
		s.rollback(conn)
		return err
	}
	return s.finish(ctx, conn, t.moves, at)
}

// rollback ends a transaction in which something failed. If that fails too, the
// pool drops the connection and the server the transaction.
func (s *Store) rollback(conn *pgxpool.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if conn.Conn().PgConn().TxStatus() != 'I' {
		_, _ = conn.Exec(ctx, "ROLLBACK")
	}
}

// prepare sends everything but the moves, and returns where the refs are, which
// are locked from then on.
func (s *Store) prepare(ctx context.Context, conn *pgxpool.Conn, t *transaction, token []byte) (map[string]odb.ID, error) {
	var b pgx.Batch
	b.Queue("BEGIN")
	if len(t.packs) > 0 {
		t.queue(&b, &s.sql)
	}
	b.Queue(s.sql.putToken, token)
	var present []int64
	at := map[string]odb.ID{}
	if len(t.ahead) > 0 {
		packs := make([]int64, len(t.ahead))
		for i, a := range t.ahead {
			packs[i] = a.pack
		}
		b.Queue(s.sql.havePacks, packs).Query(func(rows pgx.Rows) (err error) {
			present, err = pgx.CollectRows(rows, pgx.RowTo[int64])
			return err
		})
	}
	names := make([]string, len(t.moves))
	for i, m := range t.moves {
		names[i] = m.Name
	}
	if len(names) > 0 {
		b.Queue(s.sql.lockRefs, names).Query(func(rows pgx.Rows) error {
			refs, err := pgx.CollectRows(rows, scanRef)
			for _, r := range refs {
				at[r.Name] = r.ID
			}
			return err
		})
	}
	if err := conn.SendBatch(ctx, &b).Close(); err != nil {
		return nil, err
	}
	return at, s.allThere(ctx, conn, t.ahead, present)
}

// allThere makes sure that objects that were sent ahead are there: in their packs,
// of which some are known to be, or else in others.
func (s *Store) allThere(ctx context.Context, conn *pgxpool.Conn, ahead []sent, present []int64) error {
	var moved [][]byte
	for _, a := range ahead {
		if slices.Contains(present, a.pack) {
			continue
		}
		for i := range a.objects {
			moved = append(moved, a.objects[i][:])
		}
	}
	if len(moved) == 0 {
		return nil
	}
	var found int
	err := conn.QueryRow(ctx, s.sql.haveObjects, moved).Scan(&found)
	if err == nil && found < len(moved) {
		err = &Error{
			Op: "commit", Where: s.where, Kind: Other,
			Err: errors.New("objects that were stored before are gone: another server has taken over without them"),
		}
	}
	return err
}

// queue adds the packs and the table of their objects. The objects are sorted,
// so that no two transactions wait for each other in a circle.
func (t *transaction) queue(b *pgx.Batch, q *queries) {
	c := t.columns()
	b.Queue(q.putPacks, t.ids, c.counts, c.indexes, c.data)
	b.Queue(q.putObjects, c.ids, c.packs, c.offs)
}

// columns are the values of the two tables, column by column.
type columns struct {
	counts        []int32
	indexes, data [][]byte

	ids   [][]byte // of objects, in order
	packs []int64
	offs  []int32
}

// columns gives the packs their ids.
func (t *transaction) columns() (c columns) {
	type row struct {
		id   odb.ID
		pack int64
		at   int32
	}
	var rows []row
	t.ids = t.ids[:0]
	for _, p := range t.packs {
		id := newPackID()
		t.ids = append(t.ids, id)
		c.counts = append(c.counts, int32(len(p.ids)))
		c.indexes = append(c.indexes, p.index())
		c.data = append(c.data, p.data)
		for i := range p.ids {
			rows = append(rows, row{p.ids[i], id, int32(p.offs[i])})
		}
	}
	slices.SortFunc(rows, func(x, y row) int { return bytes.Compare(x.id[:], y.id[:]) })
	for i := range rows {
		c.ids = append(c.ids, rows[i].id[:])
		c.packs = append(c.packs, rows[i].pack)
		c.offs = append(c.offs, rows[i].at)
	}
	return c
}

// check compares where the refs are with where the moves expect them.
func check(moves []odb.Move, at map[string]odb.ID) error {
	for _, m := range moves {
		if got := at[m.Name]; got != m.Old {
			return &odb.MovedError{Name: m.Name, Want: m.Old, Got: got}
		}
	}
	return nil
}

// finish moves the refs and commits. From here on an error of the connection
// leaves open what happened.
func (s *Store) finish(ctx context.Context, conn *pgxpool.Conn, moves []odb.Move, at map[string]odb.ID) error {
	var b pgx.Batch
	for _, m := range moves {
		switch _, there := at[m.Name]; {
		case m.Old == m.New:
		case m.New.IsZero():
			b.Queue(s.sql.deleteRef, m.Name)
		case there:
			b.Queue(s.sql.updateRef, m.Name, m.New[:])
		default:
			b.Queue(s.sql.insertRef, m.Name, m.New[:])
		}
	}
	// A time-out in mid-commit would not undo it: it would only end the wait
	// for the standby, with a commit that looks like any other.
	b.Queue("SET LOCAL statement_timeout = 0")
	tag := ""
	b.Queue("COMMIT").Exec(func(t pgconn.CommandTag) error { tag = t.String(); return nil })
	// Nobody interrupts a commit, but nobody waits for it for ever.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), max(s.opts.Patience, 5*time.Second))
	defer cancel()
	pg := conn.Conn().PgConn()
	delete(pg.CustomData(), warning)
	err := conn.SendBatch(ctx, &b).Close()
	switch said, warned := pg.CustomData()[warning]; {
	case err == nil && warned:
		return &Error{Op: "commit", Where: s.where, Kind: Unconfirmed, Err: fmt.Errorf("%v", said)}
	case err == nil && tag != "COMMIT":
		return fmt.Errorf("commit ended in %s", tag)
	case err == nil:
		return nil
	}
	if refused := new(pgconn.PgError); errors.As(err, &refused) && refused.SeverityUnlocalized == "ERROR" {
		s.rollback(conn)
		return s.lostRace(ctx, refused, moves)
	}
	return &unknownError{err}
}

// lostRace turns the error of a ref that another made at the same time into
// what it means.
func (s *Store) lostRace(ctx context.Context, refused *pgconn.PgError, moves []odb.Move) error {
	if refused.Code != "23505" || refused.ConstraintName != "ref_pkey" {
		return refused
	}
	for _, m := range moves {
		got, err := s.Ref(ctx, m.Name)
		if err != nil && !errors.Is(err, odb.ErrNotFound) {
			return err
		}
		if got != m.Old {
			return &odb.MovedError{Name: m.Name, Want: m.Old, Got: got}
		}
	}
	return refused
}

// settle finds out whether a try was applied. It puts the token of the try there
// itself: if that is taken, the try was applied; if the try is still under way,
// the server lets this wait for its end; and if it was not applied, it can no
// longer be.
func (s *Store) settle(ctx context.Context, token []byte) (applied bool, err error) {
	var wait backoff
	for {
		var tag pgconn.CommandTag
		tag, err = s.pool.Exec(ctx, s.sql.putToken, token)
		if err == nil {
			return tag.RowsAffected() == 0, nil
		}
		if !passing(err) && kindOf(err) != TooSlow || !wait.sleep(ctx, s.opts.Patience) {
			return false, &Error{Op: "commit", Where: s.where, Kind: Unknown, Err: err}
		}
	}
}

// confirm commits something small after a transaction that was found applied. A
// server that was started again shows what it had written before a standby had it;
// the standby that confirms this has that too.
func (s *Store) confirm(ctx context.Context) error {
	var wait backoff
	for {
		err := s.try(ctx, &transaction{}, newToken())
		switch {
		case err == nil, kindOf(err) == Unconfirmed:
			return err
		case !passing(err) || !wait.sleep(ctx, s.opts.Patience):
			return &Error{Op: "commit", Where: s.where, Kind: Unconfirmed, Err: err}
		}
	}
}

// tidy forgets old tokens now and then.
func (s *Store) tidy(ctx context.Context) {
	if rand.IntN(1000) == 0 {
		_, _ = s.pool.Exec(ctx, s.sql.forget) // the next one does it
	}
}
