package odbtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive/odb"
)

// Conform runs the suite on stores that env makes, a new one for each test.
func Conform(t *testing.T, env func(t *testing.T) Env) {
	for _, test := range []struct {
		name string
		run  func(t *testing.T, e Env)
	}{
		{"empty", empty},
		{"objects", objects},
		{"large object", largeObject},
		{"duplicates", duplicates},
		{"long chain", longChain},
		{"strange bases", strangeBases},
		{"batch reads", batchReads},
		{"abort", abort},
		{"ended batch", endedBatch},
		{"prefix", prefixes},
		{"refs", refs},
		{"ref names", refNames},
		{"moves are atomic", atomicMoves},
		{"lost race", lostRace},
		{"other process", otherProcess},
		{"writer lock", writerLock},
		{"cancelled", cancelled},
		{"concurrent", concurrent},
		{"maintained", maintained},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, env(t)) })
	}
}

func empty(t *testing.T, e Env) {
	s := open(t, e)
	id := odb.Hash(odb.Blob, nil)
	if _, err := s.Get(t.Context(), id); !errors.Is(err, odb.ErrNotFound) {
		t.Errorf("get: %v, want not found", err)
	}
	if ok, err := s.Has(t.Context(), id); ok || err != nil {
		t.Errorf("has: %v, %v", ok, err)
	}
	if ids, err := s.Prefix(t.Context(), "e69d", 5); len(ids) != 0 || err != nil {
		t.Errorf("prefix: %v, %v", ids, err)
	}
	for id, err := range s.Objects(t.Context()) {
		t.Errorf("objects: %v, %v", id, err)
	}
	for ref, err := range s.Refs(t.Context()) {
		t.Errorf("refs: %v, %v", ref, err)
	}
	wantRef(t, s, Main, odb.ID{})
	put(t, s, nil) // an empty batch
}

func objects(t *testing.T, e Env) {
	s := open(t, e)
	var want []odb.New
	for _, text := range []string{"", "x", "one line\n", strings.Repeat("\x00", 70000), strings.Repeat("é", 300)} {
		want = append(want, blob(text))
	}
	var c chain
	want = append(want, c.next("first")...)
	tag := fmt.Sprintf("object %s\ntype commit\ntag v1\ntagger A <a@example.org> 1473120000 +0000\n\nFirst\n", c.head)
	want = append(want, object(odb.Tag, []byte(tag), odb.ID{}))
	put(t, s, nil, want...)
	var ids []odb.ID
	for _, o := range want {
		wantObject(t, s, o)
		ids = append(ids, o.ID)
	}
	var got []odb.ID
	for id, err := range s.Objects(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, id)
	}
	if !slices.Equal(sorted(got), sorted(ids)) {
		t.Errorf("objects: got %d ids, want %d", len(got), len(ids))
	}
}

func sorted(ids []odb.ID) []odb.ID {
	slices.SortFunc(ids, func(a, b odb.ID) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(ids)
}

func largeObject(t *testing.T, e Env) {
	s := open(t, e)
	noise := make([]byte, 9<<20)
	rng := rand.NewChaCha8([32]byte{1})
	_, _ = rng.Read(noise)
	first := object(odb.Blob, noise, odb.ID{})
	edited := slices.Clone(noise)
	copy(edited[5<<20:], "an edit in the middle")
	second := object(odb.Blob, append(edited[:8<<20], edited[4<<20:]...), first.ID)
	put(t, s, nil, first, second)
	wantObject(t, s, first)
	wantObject(t, s, second)
}

func duplicates(t *testing.T, e Env) {
	s := open(t, e)
	put(t, s, nil, blob("a"), blob("a"), blob("b"))
	put(t, s, nil, blob("b"), blob("a"), blob("c"), blob("c"))
	count := map[odb.ID]int{}
	for id, err := range s.Objects(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		count[id]++
	}
	if len(count) != 3 {
		t.Errorf("got %d objects, want 3", len(count))
	}
	wantObject(t, s, blob("c"))
}

func longChain(t *testing.T, e Env) {
	s := open(t, e)
	var c chain
	var all []odb.New
	for i := range 300 {
		all = append(all, c.next(story(i))...)
	}
	put(t, s, []odb.Move{{Name: Main, New: c.head}}, all...)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for _, o := range all {
		wantObject(t, s, o)
	}
	if err := damage(t.Context(), s); err != nil {
		t.Error(err)
	}
}

// strangeBases gives bases that do not help: they are hints, never errors.
func strangeBases(t *testing.T, e Env) {
	s := open(t, e)
	put(t, s, nil, blob("already there, and a fine base for what is to come\n"))
	self := blob("a base of itself\n")
	self.Base = self.ID
	var c chain
	commit := c.next("text")[3]
	want := []odb.New{
		object(odb.Blob, []byte("already there, and a fine base for what is to come now\n"), blob("already there, and a fine base for what is to come\n").ID),
		object(odb.Blob, []byte("base is nowhere\n"), odb.Hash(odb.Blob, []byte("nowhere"))),
		self,
		commit,
		object(odb.Blob, []byte("base is a commit\n"), commit.ID),
		object(odb.Blob, nil, self.ID),
		object(odb.Blob, []byte("base is empty\n"), odb.Hash(odb.Blob, nil)),
		object(odb.Blob, bytes.Repeat([]byte("nothing in common "), 50), self.ID),
	}
	put(t, s, nil, want...)
	for _, o := range want {
		wantObject(t, s, o)
	}
}

func batchReads(t *testing.T, e Env) {
	s := open(t, e)
	put(t, s, nil, blob("in the store"))
	b, err := s.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Abort()
	var c chain
	var all []odb.New
	for i := range 200 {
		for _, o := range c.next(story(i)) {
			data := bytes.Clone(o.Data)
			all = append(all, object(o.Type, data, o.Base))
			if err := b.Add(o); err != nil {
				t.Fatal(err)
			}
			clear(o.Data) // the batch does not keep it
		}
		if o, err := b.Get(t.Context(), c.blob); err != nil || string(o.Data) != story(i) {
			t.Fatalf("revision %d: %q, %v", i, o.Data, err)
		}
	}
	for _, want := range append(all, blob("in the store")) {
		got, err := b.Get(t.Context(), want.ID)
		if err != nil || got.Type != want.Type || !bytes.Equal(got.Data, want.Data) {
			t.Fatalf("get %s: %v", want.ID, err)
		}
	}
	if _, err := b.Get(t.Context(), blob("nowhere").ID); !errors.Is(err, odb.ErrNotFound) {
		t.Errorf("got %v, want not found", err)
	}
	if _, err := s.Get(t.Context(), c.head); !errors.Is(err, odb.ErrNotFound) {
		t.Errorf("before commit, the store answers %v, want not found", err)
	}
	if err := b.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, o := range all {
		wantObject(t, s, o)
	}
}

func abort(t *testing.T, e Env) {
	s := open(t, e)
	b, err := s.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Add(blob("dropped")); err != nil {
		t.Fatal(err)
	}
	if err := b.Abort(); err != nil {
		t.Fatal(err)
	}
	if ok, err := s.Has(t.Context(), blob("dropped").ID); ok || err != nil {
		t.Errorf("has: %v, %v", ok, err)
	}
	put(t, s, nil, blob("kept"))
}

func endedBatch(t *testing.T, e Env) {
	s := open(t, e)
	b, err := s.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(b.Add(blob("x")), b.Commit(t.Context())); err != nil {
		t.Fatal(err)
	}
	if err := b.Add(blob("y")); err == nil {
		t.Error("add after commit succeeds")
	}
	if err := b.Commit(t.Context()); err == nil {
		t.Error("second commit succeeds")
	}
	if err := b.Abort(); err != nil {
		t.Errorf("abort after commit: %v", err)
	}
	wantObject(t, s, blob("x"))
}

func prefixes(t *testing.T, e Env) {
	s := open(t, e)
	var ids []odb.ID
	for round := range 3 {
		var batch []odb.New
		for i := range 400 {
			o := blob(fmt.Sprintf("%d/%d", round, i))
			batch = append(batch, o)
			ids = append(ids, o.ID)
		}
		put(t, s, nil, batch...)
	}
	ids = sorted(ids)
	for _, id := range ids[:50] {
		for _, n := range []int{4, 5, 7, 40} {
			prefix := id.String()[:n]
			var want []odb.ID
			for _, id := range ids {
				if strings.HasPrefix(id.String(), prefix) {
					want = append(want, id)
				}
			}
			got, err := s.Prefix(t.Context(), prefix, 10)
			if err != nil || !slices.Equal(got, want) {
				t.Fatalf("%s: got %v, %v, want %v", prefix, got, err, want)
			}
			upper, err := s.Prefix(t.Context(), strings.ToUpper(prefix), 1)
			if err != nil || !slices.Equal(upper, want[:1]) {
				t.Fatalf("%s: got %v, %v, want %v", prefix, upper, err, want[:1])
			}
		}
	}
	for _, bad := range []string{"", "abc", "ghij", strings.Repeat("a", 41)} {
		if _, err := s.Prefix(t.Context(), bad, 1); err == nil {
			t.Errorf("prefix %q succeeds", bad)
		}
	}
}

func cancelled(t *testing.T, e Env) {
	s := open(t, e)
	put(t, s, nil, blob("x"))
	b, err := s.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Add(blob("y")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.Commit(ctx, odb.Move{Name: Main, New: blob("y").ID}); !errors.Is(err, context.Canceled) {
		t.Errorf("commit: %v, want cancelled", err)
	}
	wantRef(t, s, Main, odb.ID{})
	if _, err := s.Get(ctx, blob("x").ID); !errors.Is(err, context.Canceled) {
		t.Errorf("get: %v, want cancelled", err)
	}
}

func otherProcess(t *testing.T, e Env) {
	writer, reader := open(t, e), open(t, e)
	var c chain
	var before odb.ID
	for i := range 10 {
		all := c.next(story(i))
		if _, err := reader.Get(t.Context(), c.head); !errors.Is(err, odb.ErrNotFound) {
			t.Fatalf("got %v, want not found", err)
		}
		put(t, writer, []odb.Move{{Name: Main, Old: before, New: c.head}}, all...)
		before = c.head
		wantRef(t, reader, Main, c.head)
		for _, o := range all {
			wantObject(t, reader, o)
		}
	}
}

func writerLock(t *testing.T, e Env) {
	a, b := open(t, e), open(t, e)
	unlock, err := a.Lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	var locked *odb.LockedError
	if _, err := b.Lock(ctx); !errors.As(err, &locked) || locked.Holder == "" {
		t.Fatalf("second lock: %v, want a LockedError", err)
	}
	if !errors.Is(locked, context.DeadlineExceeded) {
		t.Errorf("the reason is %v, want the deadline", locked.Err)
	}
	// Readers, and batches that do not need it, are not held up.
	put(t, b, nil, blob("x"))
	got := make(chan error, 1)
	go func() {
		unlock, err := b.Lock(t.Context())
		if err == nil {
			err = unlock()
		}
		got <- err
	}()
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if err := <-got; err != nil {
		t.Fatal(err)
	}
}
