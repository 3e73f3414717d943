package claim_test

import (
	"strings"
	"testing"

	"github.com/newsarc/newsarc/text/claim"
)

// copyText is a paragraph of each sort that wire copy is made of.
var copyText = []string{
	`A car bomb tore through a crowded market in the northern town of Karsand on Monday, killing at least 35 people and wounding 60 others, officials said.`,
	`"There was smoke everywhere and we could not see our own hands," said Mara Kolt, a baker who lives across the street.`,
	`The Interior Ministry put the death toll at 38, although the opposition Observatory said 41 people, including nine children, were killed.`,
	`President Omar Daruk, who met with Foreign Minister Leila Haddad in the capital, promised $1.5 million in aid to the families.`,
	`No group has claimed responsibility for the attack, which may have been the work of militants allied with the Northern Front.`,
	`The town of 12,000 has been under siege since March, and about two-thirds of its residents have fled, according to the United Nations.`,
}

func BenchmarkExtract(b *testing.B) {
	n := 0
	for _, s := range copyText {
		n += len(s)
	}
	b.SetBytes(int64(n))
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range copyText {
			claim.Extract(s)
		}
	}
}

func BenchmarkLongSentence(b *testing.B) {
	s := strings.Repeat(`"We saw 3 to 5 men," said Ann Lee, a nurse, and `, 20000)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		claim.Extract(s)
	}
}
