package ingest

import (
	"regexp"
	"sync"
)

// Regexp returns a function that compiles expr when it is first called. The
// patterns of the decoders would take 30 ms at every start of a command that
// decodes nothing; every one of them is compiled in the tests.
func Regexp(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
