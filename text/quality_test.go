package text

import (
	"fmt"
)

// score counts sentence ends inside texts; the end of a text counts for
// nothing, since everyone finds it.
type score struct{ right, found, gold int }

func (s score) f1() float64 {
	return 2 * float64(s.right) / float64(max(1, s.found+s.gold))
}

func (s score) String() string {
	return fmt.Sprintf("precision %.4f  recall %.4f  F1 %.4f  (%d ends)",
		float64(s.right)/float64(max(1, s.found)), float64(s.right)/float64(max(1, s.gold)), s.f1(), s.gold)
}

// add compares the sentences found in text with lines, which it was joined from.
func (s *score) add(lines []string, text string) {
	gold := map[int]bool{}
	at := 0
	for _, l := range lines[:len(lines)-1] {
		at += len(l)
		gold[at] = true
		at++
	}
	s.gold += len(gold)
	got := Sentences(text, "en")
	for _, sp := range got[:max(0, len(got)-1)] {
		s.found++
		if gold[sp.End] {
			s.right++
		}
	}
}
