package cmd

import (
	"strings"

	"github.com/dustin/go-humanize"
)

// count returns a number and its noun: "1 story", "1,974 stories".
func count(n int, noun string) string {
	if n != 1 {
		if stem, ok := strings.CutSuffix(noun, "y"); ok {
			noun = stem + "ies"
		} else {
			noun += "s"
		}
	}
	return humanize.Comma(int64(n)) + " " + noun
}
