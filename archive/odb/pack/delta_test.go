package pack_test

import (
	"bytes"
	"testing"

	"github.com/newsarc/newsarc/archive/odb/pack"
)

// FuzzDelta holds the encoder to its law: a delta applied to its base is the
// target, and it is shorter than the limit.
func FuzzDelta(f *testing.F) {
	f.Add([]byte(""), []byte(""), 100)
	f.Add([]byte("abcdefghijklmnop"), []byte("abcdefghijklmnop"), 100)
	// A match of nine bytes that grows backwards once kept the encoder where it was.
	f.Add([]byte("0123456789 xabcdefgh 0123456789"), []byte("9876543210 yxabcdefgh 9876543210"), 100)
	f.Add(bytes.Repeat([]byte("the river rose "), 20), bytes.Repeat([]byte("the rivers rose "), 20), 1000)
	f.Fuzz(func(t *testing.T, base, target []byte, limit int) {
		var c pack.Encoder
		limit &= 1<<20 - 1
		delta, ok := c.Delta([]byte("before"), base, target, limit)
		if !ok {
			if string(delta) != "before" {
				t.Fatalf("a delta that is too long leaves %q", delta)
			}
			return
		}
		delta = delta[len("before"):]
		if len(delta) >= limit && limit > 0 {
			t.Fatalf("delta has %d bytes, limit %d", len(delta), limit)
		}
		got, err := pack.Apply(nil, base, delta)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, target) {
			t.Fatalf("got %q, want %q", got, target)
		}
	})
}

// FuzzApply feeds deltas that no encoder made: they fail or make what they
// state, and never reach outside of their base.
func FuzzApply(f *testing.F) {
	f.Add([]byte("base text of the delta"), []byte("\x16\x08\x90\x08"))
	f.Fuzz(func(t *testing.T, base, delta []byte) {
		if len(delta) > 1<<12 {
			return
		}
		out, err := pack.Apply(nil, base, delta)
		if err != nil {
			return
		}
		if _, want, err := pack.DeltaSizes(delta); err != nil || len(out) != want {
			t.Fatalf("made %d bytes, %d stated, %v", len(out), want, err)
		}
	})
}
