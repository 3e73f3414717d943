package pgstore_test

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/odbtest"
	"github.com/newsarc/newsarc/archive/odb/pgstore"
	"github.com/newsarc/newsarc/archive/odb/pgstore/pgtest"
)

// TestLostAnswer loses the answer to each message of a commit in turn: the
// commit succeeds all the same, once. Without looking for its own transaction
// it would find the ref moved, by itself.
func TestLostAnswer(t *testing.T) {
	e := &faulty{url: newInSchema(t, pgstore.Options{}).url, conns: map[net.Conn]bool{}}
	e.Calm()
	s, err := e.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	var head odb.ID
	fault := func(fault, n int) bool {
		e.set(fault, n)
		defer e.Calm()
		next, err := write(t.Context(), s, head, fmt.Sprintf("fault %d at %d", fault, n))
		if err != nil {
			t.Fatalf("fault %d at message %d: %v", fault, n, err)
		}
		if got, err := s.Ref(t.Context(), odbtest.Main); err != nil || got != next {
			t.Fatalf("fault %d at message %d: main is at %s, %v", fault, n, got, err)
		}
		head = next
		return e.Hit()
	}
	for f := range e.Faults() {
		n := 1
		for fault(f, n) {
			n++
		}
		if n < 3 {
			t.Errorf("fault %d: a commit has %d messages", f, n-1)
		}
	}
}

// TestStateThroughFaults loses each message of a change of state in turn: it is
// made all the same, over another connection, which knows no statements of the one
// that was lost.
func TestStateThroughFaults(t *testing.T) {
	e := &faulty{url: newInSchema(t, pgstore.Options{}).url, conns: map[net.Conn]bool{}}
	e.Calm()
	open, err := e.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = open.Close() })
	s := open.(odb.Sharer)
	for f := range e.Faults() {
		for n := 1; n < 20; n++ {
			want := fmt.Sprintf("fault %d at %d", f, n)
			e.set(f, n)
			err := s.SetStates(t.Context(), map[string][]odb.Entry{"pages": {{Key: "k", Value: []byte(want)}, {Key: "gone"}}})
			hit := e.Hit()
			e.Calm()
			got, _, getErr := s.State(t.Context(), "pages", "k")
			if err != nil || getErr != nil || string(got) != want {
				t.Fatalf("%s: %v, then %q, %v", want, err, got, getErr)
			}
			if !hit {
				break
			}
		}
	}
}

// TestUnconfirmedAfterRestart crashes a server while a commit waits for a standby
// that never comes. The server has it when it is back, but nobody else has: so it
// is not reported as added.
func TestUnconfirmedAfterRestart(t *testing.T) {
	c := pgtest.New(t, pgtest.Options{})
	e := own(t, c.Schema())
	s, err := pgstore.Open(t.Context(), e.url, pgstore.Options{Patience: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, command := range []string{"ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"} {
		if err := c.Exec(command); err != nil {
			t.Fatal(err)
		}
	}
	await(t, "the setting", func() bool {
		names, err := c.Query("SHOW synchronous_standby_names")
		return err == nil && names == "*"
	})
	done := make(chan error, 1)
	go func() {
		_, err := write(t.Context(), s, odb.ID{}, "one")
		done <- err
	}()
	await(t, "the commit", func() bool {
		n, err := c.Query("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
		return err == nil && n == "1"
	})
	if err := c.Crash(); err != nil {
		t.Fatal(err)
	}
	if err := c.Run(); err != nil {
		t.Fatal(err)
	}
	wantError(t, <-done, pgstore.Unconfirmed, "not confirmed by a standby")
	if _, err := s.Ref(t.Context(), odbtest.Main); err != nil {
		t.Errorf("the server lost it: %v", err)
	}
}

// TestAheadConsolidated has another process rewrite what a large batch sent ahead:
// the batch ends as if it had not. Where it is gone, as after a failover without
// it, the batch fails.
func TestAheadConsolidated(t *testing.T) {
	e := newInSchema(t, pgstore.Options{PackBytes: 64 << 10})
	noise := rand.NewChaCha8([32]byte{})
	for _, gone := range []bool{false, true} {
		s := reopen(t, e)
		b, err := s.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var ids []odb.ID
		for i := range 320 {
			data := make([]byte, 160<<10) // packed, a few bytes
			if i >= 20 {
				data = data[:60<<10]
				_, _ = noise.Read(data)
			}
			data = fmt.Append(data, gone, i)
			ids = append(ids, odb.Hash(odb.Blob, data))
			if err := b.Add(odb.New{Object: odb.Object{Type: odb.Blob, Data: data}, ID: ids[i]}); err != nil {
				t.Fatal(err)
			}
		}
		other := reopen(t, e).(odb.Maintainer)
		c, err := other.Consolidate(t.Context(), odb.ConsolidateOptions{All: true})
		if err != nil || c.Objects < 20 {
			t.Fatalf("%d objects consolidated, %v", c.Objects, err)
		}
		if gone {
			u, _ := url.Parse(e.url)
			if err := pgtest.Shared(t).Exec(fmt.Sprintf(`DELETE FROM %s.object WHERE id = '\x%s'`, u.Query().Get("schema"), ids[0])); err != nil {
				t.Fatal(err)
			}
			if err := b.Commit(t.Context()); err == nil || !strings.Contains(err.Error(), "are gone") {
				t.Errorf("objects are gone: %v", err)
			}
			continue
		}
		if err := b.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i, id := range ids {
			if _, err := s.Get(t.Context(), id); err != nil {
				t.Errorf("object %d: %v", i, err)
			}
		}
	}
}
