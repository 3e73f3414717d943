package tree

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"github.com/newsarc/newsarc/archive/odb"
)

// A tree has the id that its bytes have, whatever was hashed before.
func TestTreeHash(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := bytes.Repeat([]byte{1, 2, 3}, rapid.IntRange(0, 5*stateStep).Draw(t, "third"))
		var h treeHash
		for range rapid.IntRange(1, 20).Draw(t, "changes") {
			if got, want := h.of(raw), odb.Hash(odb.Tree, raw); got != want {
				t.Fatalf("%d bytes have the id %s, want %s", len(raw), got, want)
			}
			if len(raw) == 0 || rapid.IntRange(0, 5).Draw(t, "grow") == 0 {
				raw = append(raw, 4)
				h.changed(len(raw) - 1)
				continue
			}
			at := rapid.IntRange(0, len(raw)-1).Draw(t, "at")
			raw[at]++
			h.changed(at)
		}
	})
}

// Large trees keep states, or nothing is gained.
func TestTreeHashKeepsStates(t *testing.T) {
	var h treeHash
	h.of(make([]byte, 5*stateStep))
	if got, want := len(h.states), 4*stateSize; got != want {
		t.Errorf("states of %d bytes, want %d", got, want)
	}
	if h.changed(3*stateStep + 1); len(h.states) != 3*stateSize || h.resume() != 3*stateStep {
		t.Errorf("%d bytes stay", len(h.states))
	}
}
