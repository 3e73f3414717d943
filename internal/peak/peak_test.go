package peak

import "testing"

var kept []byte

// What f takes is seen, also if it is gone when f ends, and what it does not take
// is not.
func TestHeap(t *testing.T) {
	little := Heap(func() {})
	much := Heap(func() {
		for range 3 {
			kept = make([]byte, 32<<20)
			for i := range kept {
				kept[i] = byte(i)
			}
		}
		kept = nil
	})
	if much < little+32<<20 {
		t.Errorf("nothing takes %d bytes, three times 32 MiB %d", little, much)
	}
}
