package pgstore_test

import (
	"fmt"
	"net"
	"testing"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/odbtest"
	"github.com/newsarc/newsarc/archive/odb/pgstore"
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
