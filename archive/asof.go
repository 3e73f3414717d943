package archive

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/internal/when"
	"github.com/newsarc/newsarc/news"
)

// asOf finds the revision that was the latest at a time, in one of the spellings
// that package when reads: of a date, at its end;
// "published" means the time that the publisher claims, and if the story was
// first seen after that, its first revision.
func (a *Archive) asOf(ctx context.Context, c catalog.Catalog, s *catalog.Story, at string) (catalog.Revision, error) {
	published := at == "published"
	if published {
		p, _ := news.ParseTime(s.Published)
		if p.IsZero() {
			return catalog.Revision{}, &NameError{What: "revision", Why: "the story says no time of publication"}
		}
		at = p.String()
	}
	_, until, err := when.Period("", at, a.o.Now().In(a.o.Location))
	if err == nil && until.IsZero() {
		err = errors.New("@{} names no time")
	}
	if err != nil {
		return catalog.Revision{}, &NameError{What: "revision", Why: err.Error()}
	}
	rows, err := revisionsOf(ctx, c, s.ID)
	if err != nil {
		return catalog.Revision{}, err
	}
	rows = slices.DeleteFunc(rows, func(r catalog.Revision) bool { return r.Number == 0 })
	n, _ := slices.BinarySearchFunc(rows, until.Unix(), func(r catalog.Revision, t int64) int {
		if r.Observed < t {
			return -1
		}
		return 1
	})
	if n == 0 && published {
		n = 1
	}
	if n == 0 {
		return catalog.Revision{}, &NameError{What: "revision", Why: "the story was first seen " + unix(rows[0].Observed).In(a.o.Location).Format(time.RFC3339)}
	}
	return rows[n-1], nil
}
