package pack_test

import (
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pack"
)

func TestIndex(t *testing.T) {
	for _, n := range []int{0, 1, 2, 300, 5000, 20000} {
		rng := rand.New(rand.NewPCG(1, uint64(n)))
		slots := make([]pack.Slot, n)
		want := make(map[odb.ID]pack.Slot)
		for i := range slots {
			slots[i] = pack.Slot{
				ID:     sha1.Sum(binary.AppendUvarint(nil, uint64(i))),
				CRC:    rng.Uint32(),
				Offset: rng.Uint64N(1 << 40), // half of them beyond what 31 bits hold
			}
			if i%2 == 0 {
				slots[i].Offset &= 1<<31 - 1
			}
			want[slots[i].ID] = slots[i]
		}
		rng.Shuffle(n, func(i, j int) { slots[i], slots[j] = slots[j], slots[i] })
		data := pack.AppendIndex(nil, slots, [20]byte{7})
		x, err := pack.OpenIndex(data)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(x.Check()); err != nil || x.Len() != n || x.PackChecksum() != [20]byte{7} {
			t.Fatalf("%d objects: len %d, %v", n, x.Len(), err)
		}
		for id, s := range want {
			i, ok := x.Find(id)
			if !ok || x.ID(i) != id || x.CRC(i) != s.CRC {
				t.Fatalf("%d objects: %s is not found", n, id)
			}
			if off, err := x.Offset(i); err != nil || off != int64(s.Offset) {
				t.Fatalf("offset %d, %v, want %d", off, err, s.Offset)
			}
		}
		for i := range 1000 {
			absent := odb.ID(sha1.Sum([]byte{byte(i), byte(i >> 8), 99, 98, 97}))
			if _, ok := x.Find(absent); ok {
				t.Fatalf("%s is found", absent)
			}
			at := x.Search(absent)
			if at > 0 && string(idBytes(x, at-1)) >= string(absent[:]) || at < n && string(idBytes(x, at)) < string(absent[:]) {
				t.Fatalf("search of %s ends at %d of %d", absent, at, n)
			}
		}
		if n > 0 {
			data[len(data)/2] ^= 1
			if x.Check() == nil {
				t.Error("damage is not seen")
			}
		}
	}
}

func idBytes(x *pack.Index, i int) []byte {
	id := x.ID(i)
	return id[:]
}

// FuzzOpenIndex opens anything: it is refused, or every question to it has an
// answer.
func FuzzOpenIndex(f *testing.F) {
	f.Add(pack.AppendIndex(nil, nil, [20]byte{}))
	f.Add(pack.AppendIndex(nil, []pack.Slot{{ID: odb.ID{1}, Offset: 12}, {ID: odb.ID{200}, Offset: 1 << 33}}, [20]byte{}))
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := pack.OpenIndex(data)
		if err != nil {
			return
		}
		for _, id := range []odb.ID{{}, {1}, {200}, {255, 255}} {
			x.Find(id)
		}
		for i := range x.Len() {
			x.ID(i)
			x.CRC(i)
			_, _ = x.Offset(i)
		}
	})
}
