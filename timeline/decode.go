package timeline

import (
	"encoding/binary"
	"math"
	"time"
)

// decoder reads what writer wrote. Once something does not fit, bad is set and
// everything read after it is empty.
type decoder struct {
	b       []byte
	strings []string
	bad     bool
}

func (r *decoder) fail() {
	r.bad = true
	r.b = nil
}

func (r *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *decoder) bits() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[n:]
	return v
}

// num reads a number that is no more than the offsets in a text can be.
func (r *decoder) num() int {
	v := r.bits()
	if v > math.MaxInt32 || v < math.MinInt32 {
		r.fail()
		return 0
	}
	return int(v)
}

// count reads the length of a list, each of whose entries takes a byte at
// least.
func (r *decoder) count() int {
	n := r.num()
	if n < 0 || n > len(r.b) {
		r.fail()
		return 0
	}
	return n
}

func (r *decoder) flag() bool { return r.num() == 1 }

func (r *decoder) table() {
	n := r.uvarint()
	if n > uint64(len(r.b)) {
		r.fail()
		return
	}
	ends := make([]int, n)
	sum := uint64(0)
	for i := range ends {
		if sum += r.uvarint(); sum > uint64(len(r.b)) {
			r.fail()
			return
		}
		ends[i] = int(sum)
	}
	if r.bad || sum > uint64(len(r.b)) {
		r.fail()
		return
	}
	all := string(r.b[:sum]) // the strings share it
	r.b = r.b[sum:]
	r.strings = make([]string, n)
	start := 0
	for i, end := range ends {
		r.strings[i] = all[start:end]
		start = end
	}
}

func (r *decoder) str() string {
	k := r.uvarint()
	if k >= uint64(len(r.strings)) {
		r.fail()
		return ""
	}
	return r.strings[k]
}

func (r *decoder) strs() []string {
	n := r.count()
	if n == 0 {
		return nil
	}
	out := make([]string, n)
	for i := range out {
		out[i] = r.str()
	}
	return out
}

func (r *decoder) time() time.Time {
	t := time.Unix(r.bits(), 0)
	if offset := r.num(); offset != 0 {
		return t.In(time.FixedZone("", offset))
	}
	return t.UTC()
}

func (r *decoder) float() float64 {
	if len(r.b) < 8 {
		r.fail()
		return 0
	}
	f := math.Float64frombits(binary.LittleEndian.Uint64(r.b))
	r.b = r.b[8:]
	return f
}

func appendFloat(b []byte, f float64) []byte {
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(f))
}

func pick[T any](r *decoder, list []T) T {
	k := r.num()
	if k < 0 || k >= len(list) {
		r.fail()
		k = 0
	}
	return list[k]
}

// wordAt is the least that a term takes: its hash and a count.
const wordAt = 5

func (r *decoder) wording() *wording {
	t := &wording{sentences: r.num()}
	n := r.count()
	if n*wordAt > len(r.b) {
		r.fail()
		return t
	}
	t.terms, t.counts = make([]uint32, n), make([]uint32, n)
	for i := range t.terms {
		if len(r.b) < wordAt {
			r.fail()
			return t
		}
		t.terms[i] = binary.LittleEndian.Uint32(r.b)
		r.b = r.b[4:]
		t.counts[i] = uint32(r.uvarint())
	}
	return t
}

func (r *decoder) event(ev *Event) {
	ev.ID = r.str()
	ev.Time = Time{Value: r.str(), Begin: r.time(), End: r.time(), Precision: pick(r, precisions), Approximate: r.flag()}
	ev.Label, ev.Sentence, ev.Place, ev.Actors = r.str(), r.str(), r.str(), r.strs()
	ev.Modality, ev.Weak, ev.position = pick(r, modalities), r.flag(), r.num()
	if n := r.count(); n*4 <= len(r.b) {
		ev.terms = make([]uint32, n)
		for i := range ev.terms {
			ev.terms[i] = binary.LittleEndian.Uint32(r.b[4*i:])
		}
		r.b = r.b[4*n:]
	} else {
		r.fail()
	}
	if n := r.count(); n > 0 {
		ev.Claims = make([]Claim, n)
	}
	for i := range ev.Claims {
		r.claim(&ev.Claims[i])
	}
	ev.Mentions = make([]Mention, r.count())
	for i := range ev.Mentions {
		r.mention(&ev.Mentions[i])
	}
	if len(ev.Mentions) == 0 {
		r.fail()
	}
}

func (r *decoder) claim(c *Claim) {
	*c = Claim{
		Kind: pick(r, claimKinds), Role: r.str(), Text: r.str(), Value: r.float(), Max: r.float(), Bound: r.str(), Unit: r.str(),
		Vague: r.flag(), Speaker: r.str(), Mentions: r.strs(),
	}
}

func (r *decoder) mention(m *Mention) {
	*m = Mention{
		ID: r.str(), Sentence: r.str(), Speaker: r.str(), Expression: r.str(), Value: r.str(), Rule: r.str(), Anchor: r.str(),
		Inherited: r.str(), From: r.str(), Modality: pick(r, modalities),
		Spans: []Span{{Start: r.num(), End: r.num(), ExprStart: r.num(), ExprEnd: r.num()}},
	}
}
