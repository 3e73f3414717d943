package pgstore_test

import (
	"context"
	"errors"
	"net"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/odbtest"
	"github.com/newsarc/newsarc/archive/odb/pgstore"
	"github.com/newsarc/newsarc/archive/odb/pgstore/pgtest"
)

// TestSurvive has the connection break at each message in turn: before it is
// sent, half-way through it, and after the server has acted on it but before
// the answer arrives; and it has the client die there.
func TestSurvive(t *testing.T) {
	e := &faulty{url: pgtest.Shared(t).Schema(), conns: map[net.Conn]bool{}}
	s, err := pgstore.Init(t.Context(), e.url, pgstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	odbtest.Survive(t, func(t *testing.T) odbtest.FaultyEnv {
		e.reset(t)
		return e
	})
}

// stride is the distance of the messages at which a fault is tried. Each fault
// begins at another, so that together they meet most of the messages.
func stride() int {
	if os.Getenv("STRESS") != "" {
		return 1
	}
	return 5
}

// faulty is a store behind a network that can fail.
type faulty struct {
	url string

	mu    sync.Mutex
	fault int // -1: none
	in    int // messages until it comes
	dead  bool
	hit   bool
	conns map[net.Conn]bool
}

// The ways in which a connection breaks.
const (
	beforeSend = iota
	halfSent
	beforeAnswer
	death // of the client: nothing goes through any more
)

func (e *faulty) Faults() []string { return []string{"lost before", "lost halfway", "lost after"} }
func (e *faulty) Losses() []string { return []string{"the client is gone"} }

func (e *faulty) Fail(fault, n int) { e.set(fault, (n-1)*stride()+1+fault%stride()) }
func (e *faulty) Cut(n int)         { e.set(death, (n-1)*stride()+1) }
func (e *faulty) Calm()             { e.set(-1, 0) }

func (e *faulty) set(fault, in int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.fault, e.in, e.dead = fault, in, false
	if fault >= 0 {
		e.hit = false
	}
}

func (e *faulty) Hit() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.hit
}

// Crash ends the client.
func (e *faulty) Crash(int) {
	e.Calm()
	e.mu.Lock()
	defer e.mu.Unlock()
	for c := range e.conns {
		_ = c.Close()
	}
	clear(e.conns)
}

func (e *faulty) Open(ctx context.Context) (odb.Store, error) {
	return pgstore.Open(ctx, e.url, pgstore.Options{Patience: 300 * time.Millisecond, Dial: e.dial})
}

// reset empties the archive, which is faster than to make another.
func (e *faulty) reset(t *testing.T) {
	t.Helper()
	e.Crash(0)
	config, err := pgx.ParseConfig(e.url)
	if err != nil {
		t.Fatal(err)
	}
	schema := config.RuntimeParams["schema"]
	delete(config.RuntimeParams, "schema")
	c, err := pgx.ConnectConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	for _, table := range []string{"pack", "object", "ref", "applied"} {
		if _, err := c.Exec(t.Context(), "DELETE FROM "+schema+"."+table); err != nil {
			t.Fatal(err)
		}
	}
}

var errCut = errors.New("connection is cut")

func (e *faulty) dial(ctx context.Context, network, address string) (net.Conn, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.dead {
		return nil, &net.OpError{Op: "dial", Err: errCut}
	}
	c, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	e.conns[c] = true
	return &cutConn{c, e}, nil
}

// next counts a message and says how it fails, -1 if it does not.
func (e *faulty) next() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.dead {
		return beforeSend
	}
	if e.fault < 0 {
		return -1
	}
	if e.in--; e.in != 0 {
		return -1
	}
	e.hit = true
	if e.fault == death {
		e.dead = true
		return beforeSend
	}
	return e.fault
}

// cutConn is a connection that can break.
type cutConn struct {
	net.Conn
	e *faulty
}

func (c *cutConn) Write(b []byte) (int, error) {
	switch c.e.next() {
	case beforeSend:
		_ = c.Conn.Close()
		return 0, &net.OpError{Op: "write", Err: errCut}
	case halfSent:
		_, _ = c.Conn.Write(b[:len(b)/2])
		_ = c.Conn.Close()
		return 0, &net.OpError{Op: "write", Err: errCut}
	case beforeAnswer:
		n, err := c.Conn.Write(b)
		if err == nil {
			_ = c.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
			_, _ = c.Conn.Read(make([]byte, 1<<16)) // the server has done it
		}
		_ = c.Conn.Close()
		return n, err
	}
	return c.Conn.Write(b)
}
