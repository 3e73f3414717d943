package align

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"

	"github.com/newsarc/newsarc/text"
)

// All spellings of a word that are one in lower case have one hash, or the
// lexicon would not find them.
func TestHashesFold(t *testing.T) {
	for r := range rune(0x20000) { // no letter beyond has cases
		if r > 0x3000 && !unicode.IsLetter(r) {
			continue
		}
		s := string(r)
		for _, w := range []string{s, "Stra" + s + "E", s + "elvin-elvin-elvin"} {
			if low := strings.ToLower(w); foldedHash(w) != foldedHash(low) || strings.ToLower(low) != low {
				t.Fatalf("%q and %q", w, low)
			}
		}
	}
}

// The lexicon numbers words as a map would.
func TestLexicon(t *testing.T) {
	letters := []rune("aAbBkK\u212aſsSßẞİiIı\u0307éÉ")
	for seed := range uint64(20) {
		rnd := rand.New(rand.NewPCG(seed, 5))
		l, ids := newLexicon(), map[string]int32{}
		for range 2000 {
			w := make([]rune, 1+rnd.IntN(4))
			for i := range w {
				w[i] = letters[rnd.IntN(len(letters))]
			}
			s := string(w)
			low := strings.ToLower(s)
			_, known := ids[s]
			_, knownLow := ids[low] // each spelling brings its lower case with it
			switch rnd.IntN(3) {
			case 0:
				if got := l.exact(s, foldedHash(s)); (got >= 0) != known || known && got != ids[s] {
					t.Fatalf("%q: got %d, known %v as %d", s, got, known, ids[s])
				}
			case 1:
				if got := l.folded(s, foldedHash(s)); (got >= 0) != knownLow || knownLow && got != ids[low] {
					t.Fatalf("%q: got %d, known %v as %d", s, got, knownLow, ids[low])
				}
			default:
				id := l.id(s, foldedHash(s), text.Letters)
				if known && id != ids[s] || !known && id < int32(len(ids)) {
					t.Fatalf("%q: got %d, known %v as %d", s, id, known, ids[s])
				}
				ids[s], ids[low] = id, l.fold(id)
				if l.spellings[id].text != s || l.spellings[l.fold(id)].text != low {
					t.Fatalf("%q: got %+v", s, l.spellings[id])
				}
			}
		}
	}
}
