package cmd

import (
	"time"

	"github.com/newsarc/newsarc/internal/when"
)

// period reads what --since and --until of a command say: from the beginning of
// the one to the end of the other, which is exclusive. An empty string leaves that
// side open.
func (e *env) period(command, since, until string) (begin, end time.Time, err error) {
	now, err := e.now()
	if err != nil {
		return begin, end, err
	}
	now = now.In(time.Local)
	if begin, _, err = when.Period(since, "", now); err != nil {
		return begin, end, usage(command, "--since: %v", err)
	}
	if _, end, err = when.Period("", until, now); err != nil {
		return begin, end, usage(command, "--until: %v", err)
	}
	if !end.IsZero() && end.Before(begin) {
		return begin, end, usage(command, "--until %s lies before --since %s", end.Format(time.DateTime), begin.Format(time.DateTime))
	}
	return begin, end, nil
}
