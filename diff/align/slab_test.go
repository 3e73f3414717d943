package align

import (
	"math/rand/v2"
	"testing"
)

// What slabs and chunks hand out is zero, and nobody else's until it is taken
// back.
func TestSlabs(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var s slab[int]
	var c chunk[int]
	for range 200 {
		var all [][]int
		for range rnd.IntN(40) {
			n := rnd.IntN(50)
			if rnd.IntN(20) == 0 {
				n = rnd.IntN(maxSlab)
			}
			all = append(all, s.take(n), c.take(n))
			for _, x := range all[len(all)-2:] {
				if len(x) != n || cap(x) != n {
					t.Fatalf("got %d with room for %d, want %d", len(x), cap(x), n)
				}
				for i := range x {
					if x[i] != 0 {
						t.Fatal("not zero")
					}
					x[i] = len(all)
				}
			}
		}
		for k, x := range all {
			for _, v := range x {
				if v != k&^1+2 {
					t.Fatalf("piece %d holds %d: somebody else has it", k, v)
				}
			}
		}
		s.reset()
		c.forget()
	}
}
