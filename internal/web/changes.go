package web

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/news"
)

const (
	pageSize    = 25  // changes shown on a page
	maxPageSize = 100 // that a program may ask for
	scanLimit   = 150 // revisions compared to fill one page
	maxStories  = 30  // stories of a topic or a query that a list of changes follows
)

// change is an entry of a list of changes.
type change struct {
	join.Schema
	Revision news.Revision `json:"revision"`
	Before   string        `json:"before,omitempty"` // commit of the revision before
	Change   *join.Digest  `json:"change"`
	Silent   bool          `json:"silent"` // facts changed and nothing says so
}

// changesQuery narrows a list of changes. The zero value asks for all.
type changesQuery struct {
	source, story, topic, query string
	signal                      diff.SignalKind
	silent, substantive         bool
	cursor                      string // commit of the last revision looked at
	limit                       int
}

// parseChanges reads the parameters of a list of changes.
func parseChanges(v url.Values) (changesQuery, error) {
	q := changesQuery{
		source: v.Get("source"), story: v.Get("story"), topic: v.Get("topic"), query: v.Get("q"),
		signal: diff.SignalKind(v.Get("signal")), silent: v.Get("silent") != "", substantive: v.Get("all") == "",
		cursor: v.Get("cursor"), limit: pageSize,
	}
	if q.signal != "" && !slices.Contains(diff.SignalKinds, q.signal) {
		return q, &badRequest{"signal " + strconv.Quote(string(q.signal)) + " is unknown"}
	}
	if q.signal != "" && !q.signal.Fact() {
		q.substantive = false
	}
	var err error
	if q.limit, err = limitOf(v, pageSize); err != nil {
		return q, err
	}
	return q, checkCursor(q.cursor)
}

func limitOf(v url.Values, usual int) (int, error) {
	if v.Get("limit") == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(v.Get("limit"))
	if err != nil || n < 1 || n > maxPageSize {
		return 0, &badRequest{"limit is not a number from 1 to " + strconv.Itoa(maxPageSize)}
	}
	return n, nil
}

// checkCursor accepts a whole commit id, and nothing else.
func checkCursor(c string) error {
	if c != "" && !isCommit(c) {
		return &badRequest{"the cursor is none that was given out"}
	}
	return nil
}

// isCommit reports whether s is a whole commit id.
func isCommit(s string) bool {
	if len(s) != 40 {
		return false
	}
	for _, c := range s {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// changeList is a page of a list of changes.
type changeList struct {
	items   []change
	next    string // cursor of the next page; empty: there is none
	scanned int
}

// changes returns a page of changes, newest first by captured time. It compares
// at most scanLimit revisions; a page may therefore be short, or even empty,
// and still have a next one.
func (s *Server) changes(ctx context.Context, q changesQuery) (changeList, error) {
	if q.topic != "" || q.query != "" {
		return s.changesOfStories(ctx, q)
	}
	var list changeList
	f := archive.Filter{Source: q.source, Story: q.story, After: q.cursor}
	if q.story != "" {
		story, err := s.archive.Story(ctx, q.story)
		if err != nil {
			return list, err
		}
		f.Story = story.ID
	}
	for rev, err := range s.archive.Log(ctx, f) {
		if err != nil {
			return list, err
		}
		if len(list.items) == q.limit || list.scanned == scanLimit {
			return list, nil
		}
		list.scanned++
		list.next = rev.Commit
		if err := s.take(ctx, &list, q, &rev); err != nil {
			return list, err
		}
	}
	list.next = ""
	return list, nil
}

// take adds a revision to the list if that is asked for.
func (s *Server) take(ctx context.Context, list *changeList, q changesQuery, rev *news.Revision) error {
	before, err := join.Before(ctx, s.archive, rev)
	if err != nil {
		return err
	}
	d, err := join.DigestBetween(ctx, s.archive, before, rev)
	if err != nil {
		return err
	}
	c := change{Schema: join.SchemaOf("change"), Revision: *rev, Change: d, Silent: d.Silent(rev)}
	if before != nil {
		c.Before = before.Commit
	}
	switch {
	case q.silent && !c.Silent,
		q.signal != "" && !slices.Contains(d.Kinds, q.signal),
		q.substantive && !d.First && !d.Substantive(),
		d.First && (q.signal != "" || q.silent):
		return nil
	}
	list.items = append(list.items, c)
	return nil
}

// changesOfStories merges the changes of the stories of a topic, or of those
// that answer a query best.
func (s *Server) changesOfStories(ctx context.Context, q changesQuery) (changeList, error) {
	var list changeList
	sel := join.Selection{Query: q.query, Source: q.source}
	if q.topic != "" {
		t, err := s.archive.Topic(ctx, q.topic)
		if err != nil {
			return list, err
		}
		if sel, err = join.ParseTopic(t); err != nil {
			return list, err
		}
	}
	if err := checkQuery(sel.Query); sel.Query != "" && err != nil {
		return list, err
	}
	named, err := sel.StoriesNamed(ctx, s.archive)
	if err != nil {
		return list, err
	}
	if sel.Query != "" {
		if err := s.catchUp(ctx); err != nil {
			return list, err
		}
	}
	found, err := sel.StoriesFound(ctx, s.archive, maxStories)
	if err != nil {
		return list, badQuery(err)
	}
	ids := slices.Concat(named, found)
	slices.Sort(ids)
	var revs []news.Revision
	for _, id := range slices.Compact(ids) {
		for rev, err := range s.archive.Log(ctx, archive.Filter{Story: id, Limit: scanLimit}) {
			if err != nil {
				return list, err
			}
			revs = append(revs, rev)
		}
	}
	slices.SortFunc(revs, func(a, b news.Revision) int {
		return cmp.Or(b.Captured.Compare(a.Captured), cmp.Compare(b.Commit, a.Commit))
	})
	if i := slices.IndexFunc(revs, func(r news.Revision) bool { return r.Commit == q.cursor }); i >= 0 {
		revs = revs[i+1:]
	}
	for i := range revs {
		if len(list.items) == q.limit || list.scanned == scanLimit {
			return list, nil
		}
		list.scanned++
		list.next = revs[i].Commit
		if err := s.take(ctx, &list, q, &revs[i]); err != nil {
			return list, err
		}
	}
	list.next = ""
	return list, nil
}

// latestCommit returns the revision that was seen last.
func (s *Server) latestCommit(ctx context.Context) (rev news.Revision, ok bool, err error) {
	for rev, err := range s.archive.Log(ctx, archive.Filter{Limit: 1}) {
		return rev, err == nil, err
	}
	return rev, false, nil
}
