package odbtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/newsarc/newsarc/archive/odb"
)

func refs(t *testing.T, e Env) {
	s := open(t, e)
	var c chain
	one := c.next("one")
	first := c.head
	two := c.next("two")
	second := c.head
	put(t, s, []odb.Move{{Name: Main, New: first}, {Name: "refs/heads/captures", New: first}}, one...)
	put(t, s, []odb.Move{{Name: Main, Old: first, New: second}, {Name: "refs/tags/a/b", New: first}}, two...)
	want := []odb.Ref{{Name: "refs/heads/captures", ID: first}, {Name: Main, ID: second}, {Name: "refs/tags/a/b", ID: first}}
	wantRefs(t, s, want)
	put(t, s, []odb.Move{{Name: "refs/heads/captures", Old: first}})
	wantRef(t, s, "refs/heads/captures", odb.ID{})
	wantRefs(t, s, want[1:])
	put(t, s, []odb.Move{{Name: "refs/heads/captures", New: second}})
	wantRef(t, s, "refs/heads/captures", second)
	put(t, s, []odb.Move{{Name: Main, Old: second, New: second}}) // to where it is
	wantRef(t, s, Main, second)
}

func wantRefs(t *testing.T, s odb.Store, want []odb.Ref) {
	t.Helper()
	var got []odb.Ref
	for r, err := range s.Refs(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, r)
	}
	if !slices.Equal(got, want) {
		t.Errorf("refs: got %v, want %v", got, want)
	}
}

func refNames(t *testing.T, e Env) {
	s := open(t, e)
	for _, name := range []string{
		"", "main", "refs/", "refs/heads/", "refs//x", "refs/heads/../../x", "refs/heads/.x",
		"refs/heads/x.lock", "refs/heads/x.lock/y", "refs/heads/a b", "refs/heads/a\nb", "refs/heads/a..b",
		"refs/heads/a~1", "refs/heads/a^", "refs/heads/a:b", "refs/heads/a?", "refs/heads/a*",
		"refs/heads/a[", "refs/heads/a\\b", "refs/heads/a@{b", "refs/heads/x.", "/refs/heads/x",
	} {
		if err := tryPut(t.Context(), s, []odb.Move{{Name: name, New: blob("x").ID}}, blob("x")); err == nil {
			t.Errorf("a ref %q can be made", name)
		}
	}
	wantRefs(t, s, nil)
}

func atomicMoves(t *testing.T, e Env) {
	s := open(t, e)
	var c chain
	one := c.next("one")
	first := c.head
	two := c.next("two")
	put(t, s, []odb.Move{{Name: Main, New: first}}, one...)
	other := blob("other").ID
	for _, moves := range [][]odb.Move{
		{{Name: Main, Old: other, New: c.head}},
		{{Name: Main, New: c.head}},                         // must not exist, and does
		{{Name: "refs/heads/x", Old: first, New: c.head}},   // must exist, and does not
		{{Name: "refs/heads/x", New: c.head}, {Name: Main}}, // the second fails
		{{Name: Main, Old: first, New: c.head}, {Name: "refs/heads/x", Old: first, New: c.head}},
	} {
		var moved *odb.MovedError
		if err := tryPut(t.Context(), s, moves, two...); !errors.As(err, &moved) {
			t.Errorf("%v: %v, want a MovedError", moves, err)
		}
		wantRef(t, s, Main, first)
		wantRef(t, s, "refs/heads/x", odb.ID{})
	}
	put(t, s, []odb.Move{{Name: Main, Old: first, New: c.head}}, two...)
	wantRef(t, s, Main, c.head)
}

// lostRace begins two batches on one head: the second to commit is refused.
func lostRace(t *testing.T, e Env) {
	a, b := open(t, e), open(t, e)
	var c chain
	put(t, a, []odb.Move{{Name: Main, New: odb.Hash(odb.Blob, []byte("zero"))}}, blob("zero"))
	head := blob("zero").ID
	left, right := c, c
	l, r := left.next("left"), right.next("right")
	put(t, a, []odb.Move{{Name: Main, Old: head, New: left.head}}, l...)
	err := tryPut(t.Context(), b, []odb.Move{{Name: Main, Old: head, New: right.head}}, r...)
	var moved *odb.MovedError
	if !errors.As(err, &moved) {
		t.Fatalf("got %v, want a MovedError", err)
	}
	if moved.Got != left.head || moved.Want != head || moved.Name != Main {
		t.Errorf("got %+v", moved)
	}
	wantRef(t, b, Main, left.head)
}

// concurrent has writers push one ref on, each from several batches, while
// readers read everything that the ref has led to.
func concurrent(t *testing.T, e Env) {
	const writers, each = 3, 8
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var writing, reading sync.WaitGroup
	for w := range writers {
		s := open(t, e)
		writing.Go(func() {
			for i := range each {
				if err := appendRevision(ctx, s, fmt.Sprintf("writer %d, revision %d\n", w, i)); err != nil {
					t.Errorf("writer %d: %v", w, err)
					return
				}
			}
		})
	}
	for range 2 {
		s := open(t, e)
		reading.Go(func() {
			for ctx.Err() == nil {
				if _, err := history(ctx, s, Main); err != nil && ctx.Err() == nil {
					t.Errorf("reader: %v", err)
					return
				}
			}
		})
	}
	writing.Wait()
	cancel()
	reading.Wait()
	s := open(t, e)
	texts, err := history(t.Context(), s, Main)
	if err != nil || len(texts) != writers*each {
		t.Errorf("history has %d revisions, %v, want %d", len(texts), err, writers*each)
	}
}

// appendRevision adds one revision on top of Main, whoever moves it meanwhile.
func appendRevision(ctx context.Context, s odb.Store, text string) error {
	for {
		head, err := s.Ref(ctx, Main)
		if err != nil && !errors.Is(err, odb.ErrNotFound) {
			return err
		}
		c := chain{head: head}
		all := c.next(text)
		err = tryPut(ctx, s, []odb.Move{{Name: Main, Old: head, New: c.head}}, all...)
		var moved *odb.MovedError
		if !errors.As(err, &moved) {
			return err
		}
	}
}

// history returns the texts of a ref's commits, the latest first, and fails if
// anything on the way cannot be read.
func history(ctx context.Context, s odb.Store, ref string) ([]string, error) {
	id, err := s.Ref(ctx, ref)
	if errors.Is(err, odb.ErrNotFound) {
		return nil, nil
	}
	var texts []string
	for err == nil && !id.IsZero() {
		var text string
		text, id, err = revision(ctx, s, id)
		texts = append(texts, text)
	}
	return texts, err
}

// revision reads what chain.next made.
func revision(ctx context.Context, s odb.Store, commit odb.ID) (text string, parent odb.ID, err error) {
	o, err := s.Get(ctx, commit)
	if err != nil {
		return "", odb.ID{}, err
	}
	var tree string
	if _, err := fmt.Sscanf(string(o.Data), "tree %s", &tree); err != nil {
		return "", odb.ID{}, err
	}
	var up string
	if _, err := fmt.Sscanf(string(o.Data), "tree %s\nparent %s", &tree, &up); err == nil {
		if parent, err = odb.ParseID(up); err != nil {
			return "", odb.ID{}, err
		}
	}
	id, err := odb.ParseID(tree)
	for range 2 {
		if err != nil {
			return "", odb.ID{}, err
		}
		o, err = s.Get(ctx, id)
		for entry, e := range odb.TreeEntries(o.Data) {
			id, err = entry.ID, e
		}
	}
	if err == nil {
		o, err = s.Get(ctx, id)
	}
	return string(o.Data), parent, err
}
