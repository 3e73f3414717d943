package cmd

import (
	"time"

	"github.com/newsarc/newsarc/internal/join"
)

// period reads the two ends of a period: from the beginning of since to the end
// of until. An empty string leaves that side open.
func (e *env) period(since, until string) (begin, end time.Time, err error) {
	now, err := e.now()
	if err != nil {
		return begin, end, err
	}
	return join.Period(since, until, now.In(time.Local))
}
