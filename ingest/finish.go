package ingest

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/newsarc/newsarc/news"
)

// Finish completes a: a first sentence stands in for a missing headline, and
// the host of the URL for a missing source. It returns what keeps a from being
// stored.
func Finish(a *news.Article) error {
	if a.Headline == "" && len(a.Body) > 0 && len(a.Body[0].Sentences) > 0 {
		a.Headline, a.StandIn = shorten(a.Body[0].Sentences[0]), true
	}
	if a.Source == "" {
		a.Source = SourceOf(a.URL)
	}
	if strings.ContainsAny(a.Source, `/\`) || a.Source == "." || a.Source == ".." {
		return fmt.Errorf("source %q is neither a host nor a name", a.Source)
	}
	return a.Validate()
}

// maxStandIn bounds a stand-in headline, in bytes. Nothing is lost: the
// sentence stays in the body.
const maxStandIn = 300

// shorten cuts s between words when it is too long for a headline.
func shorten(s string) string {
	if len(s) <= maxStandIn {
		return s
	}
	cut := strings.LastIndexByte(s[:maxStandIn], ' ')
	if cut < maxStandIn/2 {
		cut = maxStandIn
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
	}
	return strings.TrimSpace(s[:cut]) + "…"
}
