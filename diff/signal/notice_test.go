package signal

import (
	"strings"
	"testing"
)

// The quick looks let through whatever the slow ones find.
func TestQuickLooksLetThrough(t *testing.T) {
	for _, p := range pieces {
		for _, s := range []string{
			"It has to be said that " + p + " to correct a name.", "An " + strings.ToUpper(p), "“So “" + p, "Zeit: " + strings.ReplaceAll(p, " ", "\u00a0"),
			"Die " + p[:6] + "\u00ad" + p[6:],
		} {
			if !mayBeNotice(s) {
				t.Errorf("%q may be a notice", s)
			}
		}
	}
	if mayBeNotice("The ministry said on Tuesday that nobody was hurt.") {
		t.Error("a plain sentence is not spared")
	}
}
