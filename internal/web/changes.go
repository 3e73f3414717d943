package web

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/news"
)

const (
	pageSize    = 25  // changes shown on a page
	maxPageSize = 100 // that a program may ask for
	scanLimit   = 150 // revisions compared to fill one page
	passLimit   = 20  // times as many may be passed over that cannot be meant
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

// checkCursor accepts what cursorOf returns, and nothing else.
func checkCursor(c string) error {
	if c != "" && !isCommit(c) && !cursorForm().MatchString(c) {
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
	left    gaps
	next    string // cursor of the next page; empty: there is none
	scanned int    // revisions compared
	passed  int    // first ones, where changes are asked for: their commit tells
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
		if list.full(&q) {
			return list, nil
		}
		if err := s.look(ctx, &list, q, &rev, err); err != nil {
			return list, err
		}
	}
	list.next = ""
	return list, nil
}

// full reports whether the page has all that it may have.
func (l *changeList) full(q *changesQuery) bool {
	return len(l.items)+len(l.left) >= q.limit || l.scanned == scanLimit || l.passed == passLimit*scanLimit
}

// changesOnly reports whether first revisions, which change nothing, are left out.
func (q *changesQuery) changesOnly() bool { return q.silent || q.signal != "" }

// look takes a revision of the archive's log, or notes the one that the error of
// the log names.
func (s *Server) look(ctx context.Context, list *changeList, q changesQuery, rev *news.Revision, err error) error {
	list.next = cursorOf(rev, err)
	if err == nil && rev.Number == 1 && q.changesOnly() {
		list.passed++
		return nil
	}
	list.scanned++
	if err == nil {
		err = s.take(ctx, list, q, rev)
	}
	if n := len(list.left); s.leaveOut(ctx, &list.left, rev, err) {
		list.left[n].at = len(list.items)
		return nil
	}
	return err
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
		q.substantive && !d.First && !d.Substantive():
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
	logged, err := s.logOf(ctx, slices.Compact(ids))
	if err != nil {
		return list, err
	}
	if i := slices.IndexFunc(logged, func(r entryOfLog) bool { return cursorOf(&r.rev, r.err) == q.cursor }); i >= 0 {
		logged = logged[i+1:]
	}
	for i := range logged {
		if list.full(&q) {
			return list, nil
		}
		if err := s.look(ctx, &list, q, &logged[i].rev, logged[i].err); err != nil {
			return list, err
		}
	}
	list.next = ""
	return list, nil
}

// entryOfLog is an entry of the archive's log: a revision, or why it cannot be read.
type entryOfLog struct {
	rev      news.Revision
	err      error
	captured time.Time
	commit   string
}

// logOf returns the latest revisions of stories in one order of captured time,
// newest first.
func (s *Server) logOf(ctx context.Context, stories []string) ([]entryOfLog, error) {
	var all []entryOfLog
	for _, id := range stories {
		for rev, err := range s.archive.Log(ctx, archive.Filter{Story: id, Limit: scanLimit}) {
			l := entryOfLog{rev, err, rev.Captured, rev.Commit}
			if g, ok := gapOf(nil, err); ok {
				l.captured, l.commit = g.Captured, g.Commit
			} else if err != nil {
				return nil, err
			}
			all = append(all, l)
		}
	}
	slices.SortFunc(all, func(a, b entryOfLog) int {
		return cmp.Or(b.captured.Compare(a.captured), cmp.Compare(b.commit, a.commit))
	})
	return all, nil
}
