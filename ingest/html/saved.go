package html

import (
	"strings"
	"time"

	"github.com/newsarc/newsarc/ingest"
)

var (
	savedFrom  = ingest.Regexp(`<!-- saved from url=\(\d+\)(https?://\S+) -->`)
	singleFile = ingest.Regexp(`(?s)^[^-]{0,500}<!--\s*Page saved with SingleFile\s+url: (https?://\S+)\s+saved date: (\w{3} \w{3} \d+ \d{4} [\d:]+ GMT[+-]\d{4})`)
)

// maxComment is how far into a page the note of who saved it stands, in bytes.
const maxComment = 4096

// saved returns what the program that saved a page wrote into it: the address
// that it was saved from, and the time. Browsers write the address (Mark of the
// Web), the extension SingleFile writes both.
func saved(page string) (address string, at time.Time) {
	head := page[:min(len(page), maxComment)]
	if !strings.Contains(head, "<!--") {
		return "", at
	}
	if m := singleFile().FindStringSubmatch(head); m != nil {
		at, _ = time.Parse("Mon Jan 2 2006 15:04:05 GMT-0700", m[2])
		return m[1], at.UTC()
	}
	if m := savedFrom().FindStringSubmatch(head); m != nil {
		return m[1], at
	}
	return "", at
}
