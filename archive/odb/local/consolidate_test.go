package local_test

import (
	"testing"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/local"
	"github.com/newsarc/newsarc/archive/odb/odbtest"
)

// TestConsolidatedSize adds revisions in small batches, as a day's work does,
// with a consolidation now and then: the result is as small as git's best.
func TestConsolidatedSize(t *testing.T) {
	for _, test := range []struct {
		name         string
		n, batch, at int // revisions, in a batch, between consolidations
	}{
		{"one by one", 150, 1, 20},
		{"batches", 1000, 50, 300},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newStore(t, local.Options{})
			var im odbtest.Importer
			most := 0
			revs := func(yield func(odbtest.Revision, error) bool) {
				n := 0
				for r := range (odbtest.Corpus{Seed: 5}).Revisions(test.n) {
					if n++; n%test.at == 0 {
						consolidate(t, s, odb.ConsolidateOptions{Tolerate: 4})
						st, err := s.Stats(t.Context())
						if err != nil {
							t.Fatal(err)
						}
						most = max(most, st.Packs)
						if packs, err := s.Packs(t.Context()); err != nil || packs != st.Packs {
							t.Errorf("Packs says %d, %v, Stats %d", packs, err, st.Packs)
						}
					}
					if !yield(r, nil) {
						return
					}
				}
			}
			if err := im.Import(t.Context(), s, odbtest.Main, test.batch, revs); err != nil {
				t.Fatal(err)
			}
			if most > 10 {
				t.Errorf("there were %d packs after a consolidation", most)
			}
			consolidate(t, s, odb.ConsolidateOptions{All: true})
			sound(t, s)
			ours := packBytes(t, s.Dir())
			git(t, s.Dir(), "repack", "-adfq")
			theirs := packBytes(t, s.Dir())
			t.Logf("%d bytes, git repack -adf %d, ratio %.3f", ours, theirs, float64(ours)/float64(theirs))
			if float64(ours) > 1.05*float64(theirs) {
				t.Errorf("%d bytes, git repack -adf makes %d", ours, theirs)
			}
		})
	}
}

// TestConsolidationIsAmortised counts what is rewritten: each object a
// logarithmic number of times.
func TestConsolidationIsAmortised(t *testing.T) {
	s := newStore(t, local.Options{})
	var im odbtest.Importer
	rewritten := 0
	for i := range 128 {
		more(t, s, &im, uint64(i), 2, 2)
		rewritten += consolidate(t, s, odb.ConsolidateOptions{}).Objects
	}
	st, err := s.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d objects in %d packs, %d rewritten", st.Objects, st.Packs, rewritten)
	if st.Packs > 7 {
		t.Errorf("%d packs", st.Packs)
	}
	if rewritten > 8*st.Objects {
		t.Errorf("%d objects were rewritten %d times in all", st.Objects, rewritten)
	}
}

// TestFullPacksStay fills packs: they are not merged beyond their limit, and
// not rewritten for nothing.
func TestFullPacksStay(t *testing.T) {
	s := newStore(t, local.Options{PackObjects: 1000})
	fill(t, s, 600, 600)
	before := packFiles(t, s, ".pack")
	if len(before) < 4 {
		t.Fatalf("%d packs", len(before))
	}
	for _, all := range []bool{false, true} {
		if done := consolidate(t, s, odb.ConsolidateOptions{All: all}); done.Objects != 0 {
			t.Errorf("all %v: %d objects of full packs were rewritten", all, done.Objects)
		}
	}
	sound(t, s)
}

// TestRewrittenOnce fills packs with batches, as a bulk add does: what becomes a
// full pack is written once more, and a few batches behind it wait for others.
func TestRewrittenOnce(t *testing.T) {
	s := newStore(t, local.Options{PackObjects: 700})
	var im odbtest.Importer
	rewritten, most := 0, 0
	for i := range 60 {
		more(t, s, &im, uint64(i), 5, 5)
		st, err := s.Stats(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if st.Packs-st.Full >= 32 {
			rewritten += consolidate(t, s, odb.ConsolidateOptions{}).Objects
		}
		most = max(most, st.Packs-st.Full)
	}
	st, err := s.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d objects, %d rewritten; %d packs, %d full", st.Objects, rewritten, st.Packs, st.Full)
	if rewritten > st.Objects || st.Full < 1 || most > 32 {
		t.Errorf("%d of %d objects were rewritten; %d packs are full; there were %d others", rewritten, st.Objects, st.Full, most)
	}
	sound(t, s)
}

// TestKeptPacksStay leaves packs alone that git was told to keep.
func TestKeptPacksStay(t *testing.T) {
	s := newStore(t, local.Options{})
	fill(t, s, 30, 10)
	kept := packFiles(t, s, ".pack")[0]
	write(t, kept[:len(kept)-len("pack")]+"keep", "")
	consolidate(t, s, odb.ConsolidateOptions{All: true})
	left := packFiles(t, s, ".pack")
	if len(left) != 2 || left[0] != kept && left[1] != kept {
		t.Errorf("left are %v, want %s and one more", left, kept)
	}
	sound(t, s)
}
