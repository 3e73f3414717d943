package ingest

import (
	"regexp"
	"sync"
)

// Regexp returns a function that compiles expr when it is first called. The
// patterns of the decoders would take 30 ms at every start of a command that
// decodes nothing; every one of them is compiled in the tests.
func Regexp(expr string) func() *regexp.Regexp {
	return (&lazy{expr: expr}).compiled
}

// lazy is a pattern that is compiled when it is needed. It is made at every
// start, a hundred times, so it is small.
type lazy struct {
	expr string
	once sync.Once
	re   *regexp.Regexp
}

func (l *lazy) compiled() *regexp.Regexp {
	l.once.Do(func() { l.re = regexp.MustCompile(l.expr) })
	return l.re
}
