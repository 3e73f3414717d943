package archive

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/newsarc/newsarc/archive/odb"
)

// Finding is something that endangers an archive, or that somebody should know.
type Finding = odb.Finding

// Examine says what endangers what the archive promises: in the surroundings of
// its store, and in the clock of this machine. Dangers come first.
func (a *Archive) Examine(ctx context.Context) ([]Finding, error) {
	var list []Finding
	if e, ok := a.store.(odb.Examiner); ok {
		found, err := e.Examine(ctx)
		if err != nil {
			return nil, err
		}
		list = found
	}
	last, err := a.lastSeen(ctx)
	if err != nil {
		return nil, err
	}
	list = append(list, judgeClock(a.o.Now(), last, synchronised())...)
	slices.SortStableFunc(list, func(x, y Finding) int {
		switch {
		case x.Danger == y.Danger:
			return 0
		case x.Danger:
			return -1
		}
		return 1
	})
	return list, nil
}

// lastSeen returns the latest time at which a text was captured; zero in an empty
// archive.
func (a *Archive) lastSeen(ctx context.Context) (time.Time, error) {
	for rev, err := range a.Log(ctx, Filter{Limit: 1}) {
		return rev.Captured, err
	}
	return time.Time{}, nil
}

// tolerance is how far two clocks may be apart.
const tolerance = 2 * time.Minute

// judgeClock says whether a clock can be trusted to order what is seen; synced is
// what the system says of it, nil if it says nothing.
func judgeClock(now, last time.Time, synced *bool) []Finding {
	var list []Finding
	if ahead := last.Sub(now); ahead > tolerance {
		list = append(list, Finding{
			Check: "clock", Danger: true,
			What: fmt.Sprintf("the clock says %s, but a text was captured %s later: what is added now sorts before it",
				now.UTC().Format(time.RFC3339), ahead.Round(time.Second)),
			Hint: "set the clock, and let it be synchronised: timedatectl set-ntp true",
		})
	}
	if synced != nil && !*synced {
		list = append(list, Finding{
			Check: "clock", What: "the clock is not synchronised with any other: times of capture may be wrong",
			Hint: "timedatectl set-ntp true",
		})
	}
	return list
}
