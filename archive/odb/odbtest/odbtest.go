// Package odbtest holds the suites that every implementation of odb.Store
// passes: Conform for what it does, Survive for what it does when its disk
// fails. An implementation shows itself to them as an Env.
package odbtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/archive/odb"
)

// Env is one store, empty at first.
type Env interface {
	// Open opens the store as a process would that starts now.
	Open(ctx context.Context) (odb.Store, error)
}

// Main is the branch that the suites write to.
const Main = "refs/heads/main"

// blob returns a blob ready to be added.
func blob(text string) odb.New { return object(odb.Blob, []byte(text), odb.ID{}) }

func object(t odb.Type, data []byte, base odb.ID) odb.New {
	return odb.New{Object: odb.Object{Type: t, Data: data}, ID: odb.Hash(t, data), Base: base}
}

// chain makes commits, one for each text, each on top of the one before: a
// blob, a tree of one file in a directory, a commit, with delta bases given.
type chain struct {
	blob, dir, root, head odb.ID
	n                     int
}

// next returns the objects of one more revision.
func (c *chain) next(text string) []odb.New {
	b := object(odb.Blob, []byte(text), c.blob)
	d := object(odb.Tree, odb.AppendTreeEntry(nil, odb.TreeEntry{Mode: odb.ModeFile, Name: "story.md", ID: b.ID}), c.dir)
	r := object(odb.Tree, odb.AppendTreeEntry(nil, odb.TreeEntry{Mode: odb.ModeDir, Name: "2016", ID: d.ID}), c.root)
	var msg bytes.Buffer
	fmt.Fprintf(&msg, "tree %s\n", r.ID)
	if !c.head.IsZero() {
		fmt.Fprintf(&msg, "parent %s\n", c.head)
	}
	when := 1473120000 + 60*c.n
	fmt.Fprintf(&msg, "author Example News <news@example.org> %d +0000\n", when)
	fmt.Fprintf(&msg, "committer Archive <archive@example.org> %d +0000\n\nRiver rises\n", when)
	h := object(odb.Commit, msg.Bytes(), c.head)
	*c = chain{blob: b.ID, dir: d.ID, root: r.ID, head: h.ID, n: c.n + 1}
	return []odb.New{b, d, r, h}
}

// Write adds a commit whose message is a text on top of another one, none if that
// is zero, and moves refs from there to it. It makes no delta.
func Write(ctx context.Context, s odb.Store, head odb.ID, text string, refs ...string) (odb.ID, error) {
	b, err := s.Begin(ctx)
	if err != nil {
		return odb.ID{}, err
	}
	content := blob(text + strings.Repeat(" the river rose again", 30))
	tree := object(odb.Tree, odb.AppendTreeEntry(nil, odb.TreeEntry{Mode: odb.ModeFile, Name: "story.md", ID: content.ID}), odb.ID{})
	parent := ""
	if !head.IsZero() {
		parent = fmt.Sprintf("parent %s\n", head)
	}
	const who = "A <a@example.org> 1 +0000"
	commit := object(odb.Commit, fmt.Appendf(nil, "tree %s\n%sauthor %s\ncommitter %s\n\n%s\n", tree.ID, parent, who, who, text), odb.ID{})
	for _, o := range []odb.New{content, tree, commit} {
		if err := b.Add(o); err != nil {
			return commit.ID, errors.Join(err, b.Abort())
		}
	}
	var moves []odb.Move
	for _, ref := range refs {
		moves = append(moves, odb.Move{Name: ref, Old: head, New: commit.ID})
	}
	return commit.ID, b.Commit(ctx, moves...)
}

// story is a text that grows and changes a little with every revision.
func story(n int) string {
	var b bytes.Buffer
	for i := range 12 {
		level := 3
		if i == n%12 {
			level += n
		}
		fmt.Fprintf(&b, "The river at bridge %d stood %d meters above normal, officials said.\n", i, level)
	}
	return b.String()
}

func open(t *testing.T, e Env) odb.Store {
	t.Helper()
	s, err := e.Open(t.Context())
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// put adds objects in one batch.
func put(t *testing.T, s odb.Store, moves []odb.Move, objects ...odb.New) {
	t.Helper()
	if err := tryPut(t.Context(), s, moves, objects...); err != nil {
		t.Fatal(err)
	}
}

func tryPut(ctx context.Context, s odb.Store, moves []odb.Move, objects ...odb.New) error {
	b, err := s.Begin(ctx)
	if err != nil {
		return err
	}
	for _, o := range objects {
		if err := b.Add(o); err != nil {
			return errors.Join(err, b.Abort())
		}
	}
	return b.Commit(ctx, moves...)
}

func wantObject(t *testing.T, s odb.Store, want odb.New) {
	t.Helper()
	got, err := s.Get(t.Context(), want.ID)
	if err != nil {
		t.Fatalf("get: %v", err)
	}
	if got.Type != want.Type || !bytes.Equal(got.Data, want.Data) {
		t.Fatalf("got %s of %d bytes, want %s of %d", got.Type, len(got.Data), want.Type, len(want.Data))
	}
	if ok, err := s.Has(t.Context(), want.ID); !ok || err != nil {
		t.Fatalf("has %s: %v, %v", want.ID, ok, err)
	}
}

func wantRef(t *testing.T, s odb.Store, name string, want odb.ID) {
	t.Helper()
	got, err := s.Ref(t.Context(), name)
	if want.IsZero() {
		if !errors.Is(err, odb.ErrNotFound) {
			t.Fatalf("ref %s: %v, %v, want not found", name, got, err)
		}
		return
	}
	if err != nil || got != want {
		t.Fatalf("ref %s: %v, %v, want %v", name, got, err, want)
	}
}

// damage returns what Verify finds in all data, and what can be found by
// reading alone where the store is no Maintainer.
func damage(ctx context.Context, s odb.Store) error {
	if m, ok := s.(odb.Maintainer); ok {
		var found []error
		_, err := m.Verify(ctx, odb.VerifyOptions{ReadData: 100}, func(e error) { found = append(found, e) })
		return errors.Join(append(found, err)...)
	}
	for id, err := range s.Objects(ctx) {
		if err == nil {
			_, err = s.Get(ctx, id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
