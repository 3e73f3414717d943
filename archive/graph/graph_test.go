package graph

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/newsarc/newsarc/archive/odb"
)

// commits are commits in memory.
type commits map[odb.ID][]byte

func (m commits) Get(_ context.Context, id odb.ID) (odb.Object, error) {
	data, ok := m[id]
	if !ok {
		return odb.Object{}, odb.ErrNotFound
	}
	return odb.Object{Type: odb.Commit, Data: data}, nil
}

// history makes commits out of bytes: each byte one commit, with the parents that it
// names among those before it.
func history(shape []byte) (m commits, ids []odb.ID, parents map[odb.ID][]odb.ID) {
	m, parents = commits{}, map[odb.ID][]odb.ID{}
	for i, b := range shape {
		data := fmt.Sprintf("tree %s\n", odb.Hash(odb.Tree, nil))
		var of []odb.ID
		for _, back := range []int{int(b & 7), int(b >> 3 & 7)} {
			if back > 0 && back <= i && !slices.Contains(of, ids[i-back]) {
				of = append(of, ids[i-back])
				data += fmt.Sprintf("parent %s\n", ids[i-back])
			}
		}
		data += fmt.Sprintf("author a <a> %d +0000\ncommitter a <a> %d +0000\n\n%d\n", i, i, i)
		id := odb.Hash(odb.Commit, []byte(data))
		m[id], parents[id], ids = []byte(data), of, append(ids, id)
	}
	return m, ids, parents
}

// leading returns what leads to a commit, as it is defined.
func leading(parents map[odb.ID][]odb.ID, id odb.ID, to map[odb.ID]bool) map[odb.ID]bool {
	if !id.IsZero() && !to[id] {
		to[id] = true
		for _, p := range parents[id] {
			leading(parents, p, to)
		}
	}
	return to
}

// Whatever the history, Apart returns what leads to one of two heads only, each once
// and parents first; segments hold the same, each a line of first parents.
func FuzzApart(f *testing.F) {
	f.Add([]byte{0, 1, 1, 1, 1}, byte(4), byte(2))
	f.Add([]byte{0, 1, 2, 1, 2, 0o21, 1}, byte(6), byte(5))
	f.Add([]byte{0, 0, 0o21, 1, 0o31}, byte(4), byte(255))
	f.Fuzz(func(t *testing.T, shape []byte, x, y byte) {
		if len(shape) == 0 || len(shape) > 100 {
			return
		}
		m, ids, parents := history(shape)
		head := ids[int(x)%len(ids)]
		var other odb.ID // 255: none
		if y < 255 {
			other = ids[int(y)%len(ids)]
		}
		left, right, err := New(m, nil).Apart(t.Context(), other, head)
		if err != nil {
			t.Fatal(err)
		}
		toHead, toOther := leading(parents, head, map[odb.ID]bool{}), leading(parents, other, map[odb.ID]bool{})
		check(t, parents, right, toHead, toOther)
		check(t, parents, left, toOther, toHead)
		g := New(m, nil)
		_, right, err = g.Apart(t.Context(), other, head)
		if err != nil {
			t.Fatal(err)
		}
		var all []odb.ID
		for _, s := range g.Segments(right) {
			for i, id := range s.IDs[1:] {
				if list := parents[id]; len(list) != 1 || list[0] != s.IDs[i] {
					t.Errorf("segment %v is no line", s.IDs)
				}
			}
			all = append(all, s.IDs...)
		}
		if !slices.Equal(all, right) {
			t.Errorf("segments hold %v of %v", all, right)
		}
	})
}

func check(t *testing.T, parents map[odb.ID][]odb.ID, got []odb.ID, in, out map[odb.ID]bool) {
	t.Helper()
	met := map[odb.ID]bool{}
	for _, id := range got {
		if met[id] || !in[id] || out[id] {
			t.Errorf("%s is not of one head only, or met twice", id)
		}
		for _, p := range parents[id] {
			if !met[p] && in[p] && !out[p] {
				t.Errorf("%s comes before its parent %s", id, p)
			}
		}
		met[id] = true
	}
	for id := range in {
		if !out[id] && !met[id] {
			t.Errorf("%s is missing", id)
		}
	}
}

// A commit that cannot be read ends the walk, or if somebody wants to be told, only
// what is before it.
func TestUnreadable(t *testing.T) {
	m, ids, _ := history([]byte{0, 1, 1, 1})
	delete(m, ids[1])
	if _, err := New(m, nil).Walk(t.Context(), ids[3], nil); !odb.IsDamage(err) {
		t.Errorf("got %v, want damage", err)
	}
	var told []odb.ID
	g := New(m, nil)
	g.Bad = func(id odb.ID, _ error) { told = append(told, id) }
	list, err := g.Walk(t.Context(), ids[3], nil)
	if err != nil || !slices.Equal(list, ids[2:]) || !slices.Equal(told, ids[1:2]) {
		t.Errorf("got %v, %v, told of %v", list, err, told)
	}
}
