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

	// What all events hold together, dealt out to them.
	terms    slab[uint32]
	claims   slab[Claim]
	mentions slab[Mention]
	spans    slab[Span]
	names    slab[string]
}

// slab is a list made once of which the lists of many things are cut.
type slab[T any] []T

// cut returns n entries, nil where there are none; it reports false where so
// many are not left.
func (s *slab[T]) cut(n int) ([]T, bool) {
	if n == 0 {
		return nil, true
	}
	if n < 0 || n > len(*s) {
		return nil, false
	}
	out := (*s)[:n:n]
	*s = (*s)[n:]
	return out, true
}

// The least bytes that a claim, a mention and a string take.
const (
	claimAt   = 24
	mentionAt = 14
	nameAt    = 1
	termAt    = 4
)

// slabs reads how much all events hold together.
func (r *decoder) slabs() {
	terms, claims, mentions, names := r.num(), r.num(), r.num(), r.num()
	if min(terms, claims, mentions, names) < 0 || terms*termAt > len(r.b) || claims*claimAt > len(r.b) || mentions*mentionAt > len(r.b) || names*nameAt > len(r.b) {
		r.fail()
		return
	}
	r.terms, r.claims = make([]uint32, terms), make([]Claim, claims)
	r.mentions, r.spans, r.names = make([]Mention, mentions), make([]Span, mentions), make([]string, names)
}

// deal cuts n entries off a slab.
func deal[T any](r *decoder, s *slab[T], n int) []T {
	out, ok := s.cut(n)
	if !ok {
		r.fail()
	}
	return out
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
	out := deal(r, &r.names, r.count())
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
	ev.terms = deal(r, &r.terms, r.count())
	if len(ev.terms)*termAt > len(r.b) {
		r.fail()
		return
	}
	for i := range ev.terms {
		ev.terms[i] = binary.LittleEndian.Uint32(r.b[termAt*i:])
	}
	r.b = r.b[termAt*len(ev.terms):]
	ev.Claims = deal(r, &r.claims, r.count())
	for i := range ev.Claims {
		r.claim(&ev.Claims[i])
	}
	ev.Mentions = deal(r, &r.mentions, r.count())
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
		Vague: r.flag(), Former: r.flag(), Speaker: r.str(), Mentions: r.strs(),
	}
}

func (r *decoder) mention(m *Mention) {
	*m = Mention{
		ID: r.str(), Sentence: r.str(), Speaker: r.str(), Expression: r.str(), Value: r.str(), Rule: r.str(), Anchor: r.str(),
		Inherited: r.str(), From: r.str(), Modality: pick(r, modalities),
	}
	m.Spans = deal(r, &r.spans, 1)
	if len(m.Spans) == 1 {
		m.Spans[0] = Span{Start: r.num(), End: r.num(), ExprStart: r.num(), ExprEnd: r.num()}
	}
}
