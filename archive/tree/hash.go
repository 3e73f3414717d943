package tree

import (
	"crypto/sha1"
	"encoding"
	"hash"
	"strconv"

	"github.com/newsarc/newsarc/archive/odb"
)

// treeHash gives a large tree its id again and again, while its entries change one
// by one. It keeps the states that the hash had on its way, so that only what
// follows the first change is hashed: half of the tree, on average.
type treeHash struct {
	sum    hash.Hash
	size   int    // bytes of the tree
	states []byte // one for each stateStep bytes
}

const (
	stateStep = 2 << 10 // to keep a state costs as much as to hash a hundred bytes
	stateSize = 96      // as sha1 writes it
)

// changed forgets the states that do not hold once the bytes from a place on have
// changed.
func (h *treeHash) changed(at int) {
	h.states = h.states[:min(len(h.states), at/stateStep*stateSize)]
}

// of returns the id of a tree with the given bytes.
func (h *treeHash) of(raw []byte) odb.ID {
	if len(raw) < 2*stateStep {
		*h = treeHash{}
		return odb.Hash(odb.Tree, raw)
	}
	if h.sum == nil {
		h.sum = sha1.New()
	}
	if h.size != len(raw) { // which is hashed first
		h.size, h.states = len(raw), h.states[:0]
	}
	at := h.resume()
	for ; at+stateStep < len(raw); at += stateStep {
		h.sum.Write(raw[at : at+stateStep])
		if states, err := h.sum.(encoding.BinaryAppender).AppendBinary(h.states); err == nil {
			h.states = states
		}
	}
	h.sum.Write(raw[at:])
	return odb.ID(h.sum.Sum(make([]byte, 0, sha1.Size)))
}

// resume takes the hash to its last state and returns how many bytes of the tree
// that has seen.
func (h *treeHash) resume() int {
	if from := len(h.states) - stateSize; from >= 0 && h.sum.(encoding.BinaryUnmarshaler).UnmarshalBinary(h.states[from:]) == nil {
		return len(h.states) / stateSize * stateStep
	}
	h.states = h.states[:0]
	h.sum.Reset()
	h.sum.Write(append(strconv.AppendInt([]byte("tree "), int64(h.size), 10), 0))
	return 0
}
