package local

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/newsarc/newsarc/archive/odb"
)

// TestDiffering holds that cutting what two trees share leaves every entry that
// they do not.
func TestDiffering(t *testing.T) {
	for seed := range uint64(2000) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		make := func() (tree []byte, all map[odb.TreeEntry]bool) {
			all = map[odb.TreeEntry]bool{}
			for n := range 6 {
				if rnd.IntN(4) == 0 {
					continue
				}
				e := odb.TreeEntry{Mode: odb.ModeFile, Name: fmt.Sprint("n", n)}
				e.ID[0], e.ID[19] = byte(rnd.IntN(2)), byte(rnd.IntN(2))
				tree, all[e] = odb.AppendTreeEntry(tree, e), true
			}
			return tree, all
		}
		old, olds := make()
		new, news := make()
		a, b := differing(old, new)
		check := func(rest []byte, all, other map[odb.TreeEntry]bool) {
			var left []odb.TreeEntry
			for e, err := range odb.TreeEntries(rest) {
				if err != nil || !all[e] {
					t.Fatalf("seed %d: %v in %q: %v", seed, e, rest, err)
				}
				left = append(left, e)
			}
			for e := range all {
				if !other[e] && !slices.Contains(left, e) {
					t.Fatalf("seed %d: %v is only in one tree, and cut", seed, e)
				}
			}
		}
		check(a, olds, news)
		check(b, news, olds)
	}
}
