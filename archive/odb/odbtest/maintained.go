package odbtest

import (
	"testing"

	"github.com/newsarc/newsarc/archive/odb"
)

// maintained consolidates, verifies and heals a store between batches: nothing
// may be lost by it, under readers that were opened before.
func maintained(t *testing.T, e Env) {
	s := open(t, e)
	m, ok := s.(odb.Maintainer)
	if !ok {
		return // it needs no maintenance
	}
	reader := open(t, e)
	var c chain
	var all []odb.New
	var before odb.ID
	for i := range 60 {
		revision := c.next(story(i))
		put(t, s, []odb.Move{{Name: Main, Old: before, New: c.head}}, revision...)
		all, before = append(all, revision...), c.head
		if i%7 == 6 {
			if _, err := m.Consolidate(t.Context(), odb.ConsolidateOptions{All: i%14 == 13}); err != nil {
				t.Fatal(err)
			}
			wantObject(t, reader, all[i])
		}
	}
	report := func(text string) { t.Errorf("healed what was not ill: %s", text) }
	if _, err := m.Heal(t.Context(), report); err != nil {
		t.Fatal(err)
	}
	done, err := m.Consolidate(t.Context(), odb.ConsolidateOptions{All: true})
	if err != nil {
		t.Fatal(err)
	}
	if done.After.Objects != len(all) {
		t.Errorf("after consolidation there are %d objects, want %d", done.After.Objects, len(all))
	}
	v, err := m.Verify(t.Context(), odb.VerifyOptions{ReadData: 100}, func(err error) { t.Error(err) })
	if err != nil || v.Damaged != 0 || v.Read != len(all) {
		t.Errorf("verified %+v, %v, want %d objects read", v, err, len(all))
	}
	for _, o := range all {
		wantObject(t, s, o)
		wantObject(t, reader, o)
	}
	for _, percent := range []float64{0, 40} {
		last, firsts := -1, 0
		first := func() error { firsts++; return nil }
		v, err := m.Verify(t.Context(), odb.VerifyOptions{ReadData: percent, First: first, Progress: func(n, total int) {
			if n <= last || n > total {
				t.Errorf("progress goes from %d to %d of %d", last, n, total)
			}
			last = n
		}}, func(err error) { t.Error(err) })
		if err != nil || v.Objects != len(all) || last != len(all) || v.Read > len(all)*3/4 || percent > 0 && v.Read == 0 {
			t.Errorf("%g percent: verified %+v, %v, progress ended at %d", percent, v, err, last)
		}
		if firsts != 1 {
			t.Errorf("%g percent: First was called %d times", percent, firsts)
		}
	}
}
