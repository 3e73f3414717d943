package claim_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/newsarc/newsarc/text/claim"
)

// The words from which sentences are drawn: those that the rules look at.
var drawn = strings.Fields(`said told reporters according to citing saying , , . ; : " “ ” ' ‘ ’ ( ) - -- — the a an of in at from by and or
	but that who which is was were been have had may not no never killed killing wounded died dead missing toll deaths lives cost people soldiers
	others them civilian three 3 12 1,200 2.5 million dozens half third between to up more than at least about nearly $ € % percent dollars
	km year-old 2016 March 5 Monday Minister President Omar Daruk Karsand Reuters US U.S. UN he she they state TV put number 5th 3-2 COVID-19
	Mr . 's aged including among them rose reached n't won't allegedly reportedly`)

func TestClaimsOfDrawnSentences(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom(drawn), 0, 30).Draw(r, "words")
		s := strings.Join(words, rapid.SampledFrom([]string{" ", " ", "", "\u00a0"}).Draw(r, "space"))
		checkClaims(t, s, claim.Extract(s))
		cut := len(words) / 2
		a, b := strings.Join(words[:cut], " "), strings.Join(words[cut:], " ")
		for i, cs := range claim.Document([][]string{{a, b}, {b}}) {
			for j, c := range cs {
				checkClaims(t, [][]string{{a, b}, {b}}[i][j], c)
			}
		}
	})
}
