package catalog

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/newsarc/newsarc/archive/odb"
)

// None stands for a time that is not known. Times are seconds since 1970, UTC.
const None = math.MinInt64

// Revision is a row about one state of a story.
type Revision struct {
	ID        int64 // row, in order of history
	Story     int64 // row of its story
	Path      string
	Number    int // 1, 2, 3 in the order observed; 0 if it repeats the one before
	Captured  int64
	Observed  int64 // what orders the revisions of a story; mostly Captured
	Published int64 // claimed; None if not
	Modified  int64 // claimed; None if not
	Class     int
	Commit    odb.ID
	Blob      odb.ID
	// Generation is one more than the largest of the commit's parents', and 1 for
	// a root: along a chain it is the place. It does not depend on the order in
	// which histories were joined.
	Generation int64
}

// Claimed returns the time that the publisher claims for this state.
func (r *Revision) Claimed() int64 {
	if r.Modified != None {
		return r.Modified
	}
	return r.Published
}

// Compare orders the revisions of one story: by the time observed, then by what
// the publisher claims, then by history. Where histories were joined, commits of
// one generation are ordered by their ids, so that every archive that has both
// says the same.
func (r *Revision) Compare(s *Revision) int {
	return cmp.Or(cmp.Compare(r.Observed, s.Observed), cmp.Compare(r.Claimed(), s.Claimed()),
		cmp.Compare(r.Generation, s.Generation), bytes.Compare(r.Commit[:], s.Commit[:]), cmp.Compare(r.ID, s.ID))
}

// State is what a story's latest revision says of it.
type State struct {
	Source    string
	Headline  string
	URL       string
	Ident     string // the publisher's own id
	Published string // as news.Time writes it
	Aliases   bool   // whether it has other addresses
}

// Story is a row about what all revisions of a story share.
type Story struct {
	ID   int64
	Path string
	State
	Rows      int      // all rows about it
	Revisions int      // those with a number
	Latest    Revision // in the order observed
}

// Change is a revision that history has after the commit of the catalog.
type Change struct {
	Revision // ID, Story and Number are not looked at
	State    State
	// Addresses are keys under which the story is found: of URLs and ids.
	Addresses []int64
	// Anonymous says that the text can be matched by likeness only; it makes the
	// catalog keep sketches of its source.
	Anonymous bool
	// Known is the story as the catalog has it at the commit from which the change
	// is applied, with ID 0 when it has none; nil when the caller did not look.
	Known *Story
	// Again says that the catalog may have the row already: histories that were
	// joined are read line by line, and that was broken off.
	Again bool
	// Sketch holds the keys of the text's likeness, nil where not computed.
	Sketch []int64
}

// Apply takes the catalog from one commit to a later one. It fails with ErrStale
// if it is at neither, and does nothing if it is at the later one already.
func (c *Catalog) Apply(ctx context.Context, from, to odb.ID, changes []Change) error {
	return c.update(ctx, func(t *txn) error {
		var head odb.ID
		if _, err := t.row("SELECT value FROM meta WHERE key = 'head'", nil, idScanner{&head}); err != nil {
			return err
		}
		if head == to {
			return nil
		}
		if head != from {
			return ErrStale
		}
		a, err := newApplier(t, len(changes))
		if err != nil {
			return err
		}
		before := a.revision
		for i := range changes {
			if err := a.add(&changes[i]); err != nil {
				return fmt.Errorf("%s: %w", changes[i].Path, err)
			}
		}
		if err := a.finish(); err != nil {
			return err
		}
		if err := t.sketch(before, a.revision, changes); err != nil {
			return err
		}
		return t.exec("INSERT OR REPLACE INTO meta VALUES ('head', ?)", to[:])
	})
}

// Reset empties the catalog, so that it can be derived anew.
func (c *Catalog) Reset(ctx context.Context) error {
	return c.update(ctx, func(t *txn) error {
		for _, table := range []string{"meta", "story", "revision", "address", "source", "sketch"} {
			if err := t.exec("DELETE FROM " + table); err != nil {
				return err
			}
		}
		return t.exec("INSERT INTO words (words) VALUES ('delete-all')")
	})
}

// applier adds the changes of one Apply.
type applier struct {
	*txn
	revision int64 // row of the last revision
	story    int64 // row of the last story
	stories  map[string]*pending
	order    []*pending
}

// pending is a story that an Apply touches.
type pending struct {
	Story
	isNew bool
	old   State
	// states holds what the new revisions say, by row.
	states map[int64]State
	// moved says that the order of the rows may not be that of history, so that
	// the numbers are to be made anew.
	moved bool
}

func newApplier(t *txn, n int) (*applier, error) {
	a := &applier{txn: t, stories: make(map[string]*pending, n)}
	_, err := t.row("SELECT (SELECT ifnull(max(id), 0) FROM revision), (SELECT ifnull(max(id), 0) FROM story)",
		nil, &a.revision, &a.story)
	return a, err
}

func (a *applier) add(ch *Change) error {
	s, err := a.storyOf(ch)
	if err != nil {
		return err
	}
	if ch.Again {
		var one int
		if ok, err := a.row(`SELECT 1 FROM revision WHERE story = ? AND "commit" = ?`, []any{s.ID, ch.Commit[:]}, &one); ok || err != nil {
			return err
		}
	}
	a.revision++
	rev := ch.Revision
	rev.ID, rev.Story = a.revision, s.ID
	s.states[rev.ID] = ch.State
	s.Rows++
	switch {
	case s.Rows == 1 || s.Latest.Compare(&rev) < 0 && s.Latest.Blob != rev.Blob && s.Rows == s.Revisions+1:
		s.Revisions++
		rev.Number = s.Revisions
		s.Latest, s.State = rev, ch.State
	default: // a backfill, a repetition, or a revision among repetitions
		s.moved = true
	}
	for _, key := range ch.Addresses {
		if err := a.exec("INSERT OR REPLACE INTO address VALUES (?, ?)", key, s.ID); err != nil {
			return err
		}
	}
	var observed any
	if rev.Observed != rev.Captured {
		observed = rev.Observed
	}
	return a.exec("INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rev.ID, rev.Story, rev.Number,
		rev.Captured, observed, null(rev.Published), null(rev.Modified), rev.Class, rev.Commit[:], rev.Blob[:], rev.Generation)
}

func null(t int64) any {
	if t == None {
		return nil
	}
	return t
}

// storyOf returns the story of a change, a new one where there is none.
func (a *applier) storyOf(ch *Change) (*pending, error) {
	if s := a.stories[ch.Path]; s != nil {
		return s, nil
	}
	s := &pending{states: map[int64]State{}}
	if ch.Known != nil {
		s.Story = *ch.Known
	} else if _, err := a.row(selectStory+" WHERE s.path = ?", []any{ch.Path}, s.scan()...); err != nil {
		return nil, err
	}
	if s.ID == 0 {
		a.story++
		s.isNew, s.ID, s.Path = true, a.story, ch.Path
	}
	s.old = s.State
	a.stories[ch.Path] = s
	a.order = append(a.order, s)
	return s, nil
}

// finish writes what the stories have become.
func (a *applier) finish() error {
	for _, s := range a.order {
		if s.moved {
			if err := a.renumber(s); err != nil {
				return err
			}
		}
		query := "UPDATE story SET source = ?2, headline = ?3, url = ?4, ident = ?5, published = ?6, aliases = ?7, rows = ?8, revisions = ?9, latest = ?10 WHERE id = ?1"
		args := []any{s.ID, s.Source, s.Headline, s.URL, s.Ident, s.Published, s.Aliases, s.Rows, s.Revisions, s.Latest.ID}
		if s.isNew {
			query = "INSERT INTO story (id, source, headline, url, ident, published, aliases, rows, revisions, latest, path) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
			args = append(args, s.Path)
		}
		if err := a.exec(query, args...); err != nil {
			return err
		}
	}
	return nil
}

// renumber numbers the revisions of a story by the order observed. One that
// repeats the text before it gets none: it was seen again, nothing changed.
func (a *applier) renumber(s *pending) error {
	rows, err := a.revisions(s.ID)
	if err != nil {
		return err
	}
	n := 0
	for i := range rows {
		r := &rows[i]
		number := 0
		if i == 0 || rows[i-1].Blob != r.Blob {
			n++
			number = n
			s.Latest = *r
		}
		if number != r.Number {
			if err := a.exec("UPDATE revision SET number = ? WHERE id = ?", number, r.ID); err != nil {
				return err
			}
		}
	}
	s.Revisions = n
	// The latest is a new row, or the one that was latest, or a repetition of
	// that one with the same text.
	var isNew bool
	if s.State, isNew = s.states[s.Latest.ID]; !isNew {
		s.State = s.old
	}
	return nil
}

// revisions returns all rows of a story in the order observed.
func (t *txn) revisions(story int64) ([]Revision, error) {
	// Without a join: the row of a new story is not there yet.
	s, err := t.stmt("SELECT " + revisionColumns + ", '' FROM revision r WHERE r.story = ?")
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(t.ctx, story)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var revs []Revision
	for rows.Next() {
		var r Revision
		if err := rows.Scan(r.scan()...); err != nil {
			return nil, err
		}
		revs = append(revs, r)
	}
	slices.SortFunc(revs, func(r, s Revision) int { return r.Compare(&s) })
	return revs, rows.Err()
}
