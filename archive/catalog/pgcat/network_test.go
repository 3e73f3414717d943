package pgcat_test

import (
	"context"
	"net"
	"sync/atomic"
	"testing"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/catalog/pgcat"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pgstore"
)

// breaking is a network that cuts a connection at the n-th message from now:
// before it is sent, or before its answer arrives.
type breaking struct {
	in     atomic.Int64
	answer atomic.Bool
	cuts   atomic.Int64
}

func (b *breaking) dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := new(net.Dialer).DialContext(ctx, network, address)
	return &cuttable{c, b}, err
}

type cuttable struct {
	net.Conn
	b *breaking
}

func (c *cuttable) Write(p []byte) (int, error) {
	if c.b.in.Add(-1) != 0 {
		return c.Conn.Write(p)
	}
	c.b.cuts.Add(1)
	if c.b.answer.Load() {
		_, _ = c.Conn.Write(p)
	}
	_ = c.Close()
	return 0, net.ErrClosed
}

// Wherever a connection breaks, history is applied once and sightings count once.
func TestConnectionBreaks(t *testing.T) {
	ctx := t.Context()
	url := fresh(t)
	b := &breaking{}
	s, err := pgstore.Open(ctx, url, pgstore.Options{Dial: b.dial})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c := pgcat.Open(s, pgcat.Options{})
	const path = "a.example/2024/05/01/story"
	head, seen := odb.ID{}, 0
	for n := 1; n <= 24; n++ {
		b.answer.Store(n%2 == 0)
		b.in.Store(int64(1 + n/2%6))
		commit := odb.Hash(odb.Commit, []byte{byte(n)})
		ch := catalog.Change{Revision: catalog.Revision{Path: path, Commit: commit, Blob: commit, Captured: int64(n), Observed: int64(n), Published: catalog.None, Modified: catalog.None}}
		if err := c.Apply(ctx, head, commit, []catalog.Change{ch}); err != nil {
			t.Fatalf("round %d: %v", n, err)
		}
		head = commit
		b.in.Store(int64(1 + n/3%5))
		if err := c.See(ctx, []catalog.Sighting{{Commit: odb.ID{1}, Last: int64(n), Count: 1}}); err != nil {
			t.Fatalf("round %d: %v", n, err)
		}
		seen++
		if err := c.PutWords(ctx, int64(n-1), int64(n), []catalog.Words{{Story: 1, Rows: int64(n), Body: "word"}}); err != nil {
			t.Fatalf("round %d: %v", n, err)
		}
	}
	b.in.Store(0)
	stories, err := c.StoriesByPath(ctx, []string{path})
	if err != nil || stories[path].Rows != 24 || stories[path].Revisions != 24 || stories[path].Latest.Commit != head {
		t.Errorf("%+v, %v", stories[path], err)
	}
	if sighting, _, err := c.Sighting(ctx, odb.ID{1}); sighting.Count != seen || err != nil {
		t.Errorf("%d sightings, want %d (%v)", sighting.Count, seen, err)
	}
	if lacks, err := c.Backlog(ctx); lacks != 0 || err != nil {
		t.Errorf("the index lacks %d, %v", lacks, err)
	}
	if b.cuts.Load() < 20 {
		t.Errorf("only %d connections were cut", b.cuts.Load())
	}
}
