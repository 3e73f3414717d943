package odbtest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/newsarc/newsarc/archive/odb"
)

// FaultyEnv is a store on a disk that can be made to fail.
type FaultyEnv interface {
	Env
	// Faults returns the number of ways in which the disk can fail, and names
	// them.
	Faults() []string
	// Losses names the ways in which a crash loses what was not synced.
	Losses() []string
	// Fail makes the n-th operation from now fail in the given way.
	Fail(fault, n int)
	// Cut makes the n-th operation from now and all that follow fail: the
	// process is as good as dead.
	Cut(n int)
	// Hit reports whether what Fail or Cut asked for has happened.
	Hit() bool
	// Calm ends what Fail asked for.
	Calm()
	// Crash ends every open store and loses what was not synced.
	Crash(loss int)
}

// Survive runs a small history of batches, moves and maintenance again and
// again, and has each operation of the disk fail in turn, in each way that the
// disk knows, and the power go off at each of them. After each it checks that
// nothing which was acknowledged is lost, that what was not is wholly there or
// wholly absent, and that the store works on.
func Survive(t *testing.T, env func(t *testing.T) FaultyEnv) {
	for fault, name := range env(t).Faults() {
		t.Run(name, func(t *testing.T) {
			each(t, env, func(t *testing.T, e FaultyEnv, n int) bool { return failAt(t, e, fault, n) })
		})
	}
	for loss, name := range env(t).Losses() {
		t.Run("crash, "+name, func(t *testing.T) {
			each(t, env, func(t *testing.T, e FaultyEnv, n int) bool { return cutAt(t, e, loss, n) })
		})
	}
}

// each runs f for n = 1, 2, 3 until f reports that nothing happened at n.
func each(t *testing.T, env func(t *testing.T) FaultyEnv, f func(t *testing.T, e FaultyEnv, n int) bool) {
	const enough = 100_000
	for n := 1; n < enough; n++ {
		hit := true
		if !t.Run(fmt.Sprintf("at %d", n), func(t *testing.T) { hit = f(t, env(t), n) }) || !hit {
			return
		}
	}
	t.Errorf("the history has more than %d operations", enough)
}

// The refs that the history moves together.
const captures = "refs/heads/captures"

// ledger is what a client of the store knows.
type ledger struct {
	chain   chain
	acked   odb.ID   // both refs, as acknowledged
	wanted  odb.ID   // both refs, as asked for last
	texts   []string // of acked, the oldest first
	pending string   // the text that wanted adds
}

// extend adds a revision by a batch that moves both refs.
func (l *ledger) extend(ctx context.Context, s odb.Store) error {
	next := l.chain
	next.head = l.acked
	text := story(next.n)
	all := next.next(text)
	l.wanted, l.pending = next.head, text
	moves := []odb.Move{{Name: captures, Old: l.acked, New: next.head}, {Name: Main, Old: l.acked, New: next.head}}
	unlock, err := s.Lock(ctx)
	if err != nil {
		return err
	}
	err = tryPut(ctx, s, moves, all...)
	if err == nil {
		l.accept(next)
	}
	return errors.Join(err, unlock())
}

func (l *ledger) accept(next chain) {
	l.chain, l.acked = next, next.head
	l.texts = append(l.texts, l.pending)
}

// play runs the history on a store until something fails.
func (l *ledger) play(ctx context.Context, e Env) (err error) {
	s, err := e.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for i := range 5 {
		if err := l.extend(ctx, s); err != nil {
			return err
		}
		if m, ok := s.(odb.Maintainer); ok && i >= 2 {
			if _, err := m.Consolidate(ctx, odb.ConsolidateOptions{All: i == 4}); err != nil {
				return err
			}
		}
	}
	return nil
}

// check compares a store, which does not fail now, with the ledger.
func (l *ledger) check(ctx context.Context, s odb.Store) error {
	main, err := refOrZero(ctx, s, Main)
	if err != nil {
		return err
	}
	other, err := refOrZero(ctx, s, captures)
	if err != nil {
		return err
	}
	if main != other {
		return fmt.Errorf("refs moved apart: %s and %s", main, other)
	}
	if main != l.acked && main != l.wanted {
		return fmt.Errorf("main is at %s, want %s or %s", main, l.acked, l.wanted)
	}
	if main != l.acked {
		next := l.chain
		next.head = l.acked
		next.next(l.pending)
		l.accept(next)
	}
	texts, err := history(ctx, s, Main)
	if err != nil {
		return err
	}
	if len(texts) != len(l.texts) {
		return fmt.Errorf("%d revisions, want %d", len(texts), len(l.texts))
	}
	for i, text := range texts {
		if want := l.texts[len(texts)-1-i]; text != want {
			return fmt.Errorf("revision %d is %q, want %q", len(texts)-i, text, want)
		}
	}
	return damage(ctx, s)
}

func refOrZero(ctx context.Context, s odb.Store, name string) (odb.ID, error) {
	id, err := s.Ref(ctx, name)
	if errors.Is(err, odb.ErrNotFound) {
		err = nil
	}
	return id, err
}

// failAt runs the history with one failure, goes on in the same process and in
// a new one, and reports whether the failure happened.
func failAt(t *testing.T, e FaultyEnv, fault, n int) bool {
	ctx := t.Context()
	s := open(t, e)
	var l ledger
	e.Fail(fault, n)
	err := l.play(ctx, e)
	hit := e.Hit()
	e.Calm()
	if err == nil && !hit && len(l.texts) != 5 {
		t.Fatalf("%d revisions", len(l.texts))
	}
	// The process that was there before sees a sound store, and goes on.
	if err := l.check(ctx, s); err != nil {
		t.Fatalf("after %v: %v", err, err)
	}
	if err := l.extend(ctx, s); err != nil {
		t.Fatalf("go on: %v", err)
	}
	mend(t, s)
	if err := l.check(ctx, open(t, e)); err != nil {
		t.Fatal(err)
	}
	return hit
}

// cutAt runs the history until the power goes off, and reports whether it did.
func cutAt(t *testing.T, e FaultyEnv, loss, n int) bool {
	ctx := t.Context()
	var l ledger
	e.Cut(n)
	err := l.play(ctx, e)
	hit := e.Hit()
	if hit && err == nil {
		// What was cut off was of no consequence, such as removing a file.
		t.Logf("cut at %d went unnoticed", n)
	}
	e.Crash(loss)
	s := open(t, e)
	if err := l.check(ctx, s); err != nil {
		t.Fatal(err)
	}
	if err := l.extend(ctx, s); err != nil {
		t.Fatalf("go on: %v", err)
	}
	mend(t, s)
	if err := l.check(ctx, open(t, e)); err != nil {
		t.Fatal(err)
	}
	return hit
}

// mend heals and consolidates a store, which must do no harm.
func mend(t *testing.T, s odb.Store) {
	t.Helper()
	m, ok := s.(odb.Maintainer)
	if !ok {
		return
	}
	if _, err := m.Heal(t.Context(), func(text string) { t.Log("healed: ", text) }); err != nil {
		t.Fatalf("heal: %v", err)
	}
	v, err := m.Verify(t.Context(), odb.VerifyOptions{}, func(err error) { t.Error(err) })
	if err != nil || len(v.Leftovers) > 0 {
		t.Errorf("healed, and still there is %q, %v", v.Leftovers, err)
	}
	if _, err := m.Consolidate(t.Context(), odb.ConsolidateOptions{All: true}); err != nil {
		t.Fatalf("consolidate: %v", err)
	}
}
