package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/news"
)

// chunk is how many commits the catalog takes in one transaction.
const chunk = 4000

// refresh brings the catalog up to the head of the main branch.
func (a *Archive) refresh(ctx context.Context, c *catalog.Catalog) error {
	for {
		// The catalog's commit first: the branch is never behind it.
		at, err := c.Head(ctx)
		if err != nil {
			return err
		}
		head, err := a.head(ctx)
		if err != nil || at == head {
			return err
		}
		err = a.catchUp(ctx, c, at, head)
		if !errors.Is(err, catalog.ErrStale) {
			return err
		}
		// Another process is at it too: see how far it got.
	}
}

// catchUp takes the catalog from one commit to a later one. If the later one
// does not descend from it, the branch was moved back or the catalog belongs to
// another archive: it is emptied and derived from the beginning.
func (a *Archive) catchUp(ctx context.Context, c *catalog.Catalog, at, head odb.ID) error {
	ids, found, err := a.ancestry(ctx, head, at)
	if err != nil {
		return err
	}
	if !found {
		if err := c.Reset(ctx); err != nil {
			return err
		}
		at = odb.ID{}
	}
	h, err := a.historyFrom(ctx, at)
	if err != nil {
		return err
	}
	total := int64(len(ids))
	done := int64(0)
	for ids := range slices.Chunk(ids, chunk) {
		changes, err := h.next(ctx, ids)
		if err != nil {
			return err
		}
		rows := make([]catalog.Change, len(changes))
		for i := range changes {
			rows[i] = changes[i].row()
		}
		to := ids[len(ids)-1]
		if err := c.Apply(ctx, at, to, rows); err != nil {
			return err
		}
		at = to
		done += int64(len(ids))
		a.o.Progress(Progress{Task: "reading history", Done: done, Total: total})
	}
	return nil
}

// ancestry returns the commits that lead from one, exclusive, to another,
// oldest first, along first parents. found says that the first was met.
func (a *Archive) ancestry(ctx context.Context, head, from odb.ID) (ids []odb.ID, found bool, err error) {
	for id := head; id != from; {
		if id.IsZero() {
			slices.Reverse(ids)
			return ids, false, nil
		}
		data, err := get(ctx, a.store, odb.Commit, id)
		if err != nil {
			return nil, false, err
		}
		ids = append(ids, id)
		if id, err = firstParent(data); err != nil {
			return nil, false, fmt.Errorf("commit %s: %w", ids[len(ids)-1], err)
		}
		if len(ids)%chunk == 0 {
			a.o.Progress(Progress{Task: "walking history", Done: int64(len(ids))})
		}
	}
	slices.Reverse(ids)
	return ids, true, nil
}

// firstParent reads no more of a commit than its first parent; zero if it has
// none.
func firstParent(data []byte) (odb.ID, error) {
	_, rest, ok := bytes.Cut(data, []byte("\n"))
	if !ok || !bytes.HasPrefix(data, []byte("tree ")) {
		return odb.ID{}, errCommit
	}
	rest, ok = bytes.CutPrefix(rest, []byte("parent "))
	if !ok {
		return odb.ID{}, nil
	}
	if len(rest) < 40 {
		return odb.ID{}, errCommit
	}
	return odb.ParseID(string(rest[:40]))
}

// history reads revisions out of commits, in their order.
type history struct {
	a      *Archive
	forest *forest // of the last commit read
}

// historyFrom returns the history after a commit; zero: the whole.
func (a *Archive) historyFrom(ctx context.Context, at odb.ID) (*history, error) {
	var tree odb.ID
	if !at.IsZero() {
		data, err := get(ctx, a.store, odb.Commit, at)
		if err != nil {
			return nil, err
		}
		c, err := parseCommit(data)
		if err != nil {
			return nil, fmt.Errorf("commit %s: %w", at, err)
		}
		tree = c.Tree
	}
	f, err := newForest(ctx, a.store, tree)
	return &history{a, f}, err
}

// change is a revision found in history.
type change struct {
	id     odb.ID // of the commit
	commit *commit
	story  string
	blob   odb.ID
	rev    news.Revision
	state  catalog.State
	keys   []int64 // addresses
	err    error   // why the text could not be read
	text   []byte  // the stored text
}

// next reads the revisions of the commits that follow. A commit that touches no
// story has none, one made by hand may have several.
func (h *history) next(ctx context.Context, ids []odb.ID) ([]change, error) {
	commits := make([]*commit, len(ids))
	err := parallel(len(ids), func(i int) error {
		data, err := get(ctx, h.a.store, odb.Commit, ids[i])
		if err != nil {
			return err
		}
		if commits[i], err = parseCommit(data); err != nil {
			return fmt.Errorf("commit %s: %w", ids[i], err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var changes []change
	for i, c := range commits {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		more, err := h.advance(ctx, ids[i], c)
		if err != nil {
			return nil, fmt.Errorf("commit %s: %w", ids[i], err)
		}
		changes = append(changes, more...)
	}
	h.forest.shrink()
	return changes, parallel(len(changes), func(i int) error {
		changes[i].read(ctx, h.a.store)
		return ctx.Err()
	})
}

// advance goes on to a commit and returns its changes. The story that a commit
// names in its trailer has a revision even if the tree did not change: the text
// before it may have been a backfill, and this a return to the one before that.
func (h *history) advance(ctx context.Context, id odb.ID, c *commit) ([]change, error) {
	var changes []change
	own := false
	err := h.forest.advance(ctx, h.a.store, c.Tree, func(path string, blob odb.ID) {
		if story, ok := storyOf(path); ok {
			own = own || story == c.Trailers[keyStory]
			changes = append(changes, change{id: id, commit: c, story: story, blob: blob})
		}
	})
	if story := c.Trailers[keyStory]; err == nil && !own && validStory(story) {
		var blob odb.ID
		blob, _, err = h.forest.find(ctx, h.a.store, story+textExt)
		if !blob.IsZero() {
			changes = append(changes, change{id: id, commit: c, story: story, blob: blob})
		}
	}
	return changes, err
}

// read completes a change with what its text says. A text that cannot be read
// leaves what the commit says.
func (ch *change) read(ctx context.Context, g getter) {
	ch.rev = ch.commit.revision(ch.id, ch.story, ch.blob)
	ch.state = catalog.State{Source: ch.rev.Source, Headline: ch.rev.Headline, URL: ch.rev.URL, Published: ch.rev.Published.String()}
	if ch.text, ch.err = get(ctx, g, odb.Blob, ch.blob); ch.err != nil {
		return
	}
	var head *news.Article
	if head, ch.err = readHeader(ch.text); ch.err != nil {
		return
	}
	if ch.commit.Trailers[keyStory] != ch.story { // by hand: the text is all we have
		completeByText(&ch.rev, ch.text)
	}
	ch.state, ch.keys = describeStory(ch.story, head)
}

// row returns what the catalog keeps of the change.
func (ch *change) row() catalog.Change {
	rev := &ch.rev
	return catalog.Change{
		Revision: catalog.Revision{
			Path: ch.story, Commit: ch.id, Blob: ch.blob,
			Captured: rev.Captured.Unix(), Observed: ch.commit.observed(rev).Unix(),
			Published: seconds(rev.Published), Modified: seconds(rev.Modified), Class: classNumber(rev.Class),
		},
		State: ch.state, Addresses: ch.keys, Anonymous: len(ch.keys) == 0,
	}
}

func seconds(t news.Time) int64 {
	if t.IsZero() {
		return catalog.None
	}
	return t.Unix()
}

// classes gives each class the number by which the catalog knows it.
var classes = []news.Class{news.Publisher, news.CorrectionBy, news.Extraction, news.Import, news.Merge}

func classNumber(c news.Class) int { return max(slices.Index(classes, c), 0) }

// describeStory returns what the catalog keeps of a story whose latest text has
// the given header.
func describeStory(story string, a *news.Article) (catalog.State, []int64) {
	source := firstPart(story)
	s := catalog.State{
		Source: a.Source, Headline: a.Headline, URL: a.URL, Ident: a.ID,
		Published: a.Published.String(), Aliases: len(a.Aliases) > 0,
	}
	if s.Source == "" {
		s.Source = source
	}
	return s, addresses(source, a)
}

// readHeader reads the front matter of a stored text.
func readHeader(text []byte) (*news.Article, error) {
	front, _, ok := news.Split(text)
	if !ok {
		return nil, fmt.Errorf("%w: no front matter", news.ErrFormat)
	}
	if a := plainHeader(string(front)); a != nil {
		return a, nil
	}
	return news.DecodeHeader(front, false)
}

// plainHeader reads front matter as news.Encode writes it, as far as it needs no
// YAML: nil if it does. Reading a long history is mostly this.
func plainHeader(front string) *news.Article {
	a := &news.Article{}
	section := "" // the key of the list that the lines belong to
	for line := range strings.Lines(front) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "  ") && section == "notes:":
			if !setNote(a, line) {
				return nil
			}
			continue
		case strings.HasPrefix(line, "  - ") && section == "aliases:":
			s, ok := plainScalar(line[4:])
			if !ok {
				return nil
			}
			a.Aliases = append(a.Aliases, s)
			continue
		}
		section = line
		if line == "aliases:" || line == "notes:" || line == "stand_in: true" {
			continue
		}
		key, value, _ := strings.Cut(line, ": ")
		s, ok := plainScalar(value)
		if !ok || !setHeader(a, key, s) {
			return nil
		}
	}
	return a
}

func setHeader(a *news.Article, key, value string) bool {
	var err error
	switch key {
	case "headline":
		a.Headline = value
	case "source":
		a.Source = value
	case "id":
		a.ID = value
	case "url":
		a.URL = value
	case "published":
		a.Published, err = news.ParseTime(value)
	case "modified":
		a.Modified, err = news.ParseTime(value)
	case "subhead":
		a.Subhead = value
	case "byline":
		a.Byline = value
	case "dateline":
		a.Dateline = value
	case "section", "language":
	default:
		return false
	}
	return err == nil
}

// setNote reads a line of the list of notes: the kind, then the text.
func setNote(a *news.Article, line string) bool {
	if kind, ok := strings.CutPrefix(line, "  - kind: "); ok {
		a.Notes = append(a.Notes, news.Note{Kind: news.NoteKind(kind)})
		return true
	}
	text, ok := strings.CutPrefix(line, "    text: ")
	if !ok || len(a.Notes) == 0 {
		return false
	}
	a.Notes[len(a.Notes)-1].Text, ok = plainScalar(text)
	return ok
}

// plainScalar reads a scalar that every YAML reader takes for the same string:
// plain and beginning with a letter or digit, or quoted without escapes.
func plainScalar(s string) (string, bool) {
	if s == "" || strings.Contains(s, `\`) {
		return "", false
	}
	if s[0] == '"' {
		s, ok := strings.CutSuffix(s[1:], `"`)
		return s, ok && !strings.Contains(s, `"`)
	}
	if strings.ContainsAny(s[:1], " \t'|>{}[]&*!%@`,?-#~:=<") || strings.Contains(s, " #") || strings.Contains(s, ": ") ||
		strings.HasSuffix(s, ":") || strings.HasSuffix(s, " ") {
		return "", false
	}
	return s, !strings.EqualFold(s, "null")
}

// parallel calls f for 0 to n-1 from as many goroutines as there are
// processors, and returns the first error.
func parallel(n int, f func(i int) error) error {
	workers := min(runtime.GOMAXPROCS(0), n)
	if workers <= 1 {
		for i := range n {
			if err := f(i); err != nil {
				return err
			}
		}
		return nil
	}
	var next atomic.Int64
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if errs[w] = f(i); errs[w] != nil {
					next.Store(int64(n))
					return
				}
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
