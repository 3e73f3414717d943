package archive

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/graph"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/storyid"
	"github.com/newsarc/newsarc/news"
)

// Verify checks the archive against itself and reports each Problem: the bytes of
// the store, the chains of commits, what each commit says against what it holds,
// and the catalog against all that. The error is about the checking, not about
// what it found.
func (a *Archive) Verify(ctx context.Context, o VerifyOptions, report func(Problem)) (VerifySummary, error) {
	v := &verifier{a: a, share: o.ReadData}
	v.report = func(p Problem) {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.sum.Problems++
		if report != nil {
			report(p)
		}
	}
	v.damaged = map[odb.ID]bool{}
	err := a.read(ctx, func(c catalog.Catalog) error {
		v.c = c
		return nil
	})
	if err != nil {
		// The catalog cannot follow a history that cannot be read. It may still
		// know more of it than the branch does.
		if v.c, err = a.catalog(ctx); err != nil {
			return v.sum, err
		}
	}
	err = v.store(ctx)
	return v.sum, err
}

// verifier is the state of one Verify.
type verifier struct {
	a        *Archive
	c        catalog.Catalog
	share    float64 // of texts and captures to read
	report   func(Problem)
	rowsOnly bool // compare the catalog only
	sum      VerifySummary

	mu      sync.Mutex      // of reports: the store reports from several goroutines
	damaged map[odb.ID]bool // reported already

	captures  map[odb.ID]bool // commits on the captures branch
	cutOff    bool            // the branch could not be followed to its beginning
	gaps      bool            // neither could the main branch
	stories   map[string]bool
	rows      rows
	wrongRows int
}

func (v *verifier) problem(kind ProblemKind, ch *change, object odb.ID, format string, args ...any) {
	p := Problem{Kind: kind, What: fmt.Sprintf(format, args...)}
	if !object.IsZero() {
		p.Object = object.String()
	}
	if ch != nil {
		p.Story, p.Commit = ch.story, ch.id.String()
	}
	v.report(p)
}

// bad reports an object that cannot be read, once.
func (v *verifier) bad(ch *change, id odb.ID, err error, good string) {
	v.mu.Lock()
	told := v.damaged[id]
	v.damaged[id] = true
	v.mu.Unlock()
	if told {
		return
	}
	p := Problem{Kind: BadObject, Object: id.String(), What: err.Error(), Good: good}
	if ch != nil {
		p.Story, p.Commit = ch.story, ch.id.String()
	}
	v.report(p)
}

// store checks the bytes, those first that run asks for: a history is read
// quickest from its beginning, and what was read of it once will do.
func (v *verifier) store(ctx context.Context) error {
	m, ok := v.a.store.(odb.Maintainer)
	if !ok {
		return v.run(ctx)
	}
	o := odb.VerifyOptions{ReadData: 100 * v.share, First: func() error { return v.run(ctx) }}
	o.Progress = func(done, total int) {
		v.a.o.Progress(Progress{Task: "checking objects", Done: int64(done), Total: int64(total)})
	}
	done, err := m.Verify(ctx, o, func(err error) {
		var damaged *odb.DamagedError
		if errors.As(err, &damaged) {
			v.bad(nil, damaged.ID, err, "")
		} else {
			v.report(Problem{Kind: BadFile, What: err.Error()})
		}
	})
	v.sum.Objects = int64(done.Read)
	return err
}

// run checks what the objects say.
func (v *verifier) run(ctx context.Context) error {
	v.stories = map[string]bool{}
	if v.damaged == nil {
		v.damaged = map[odb.ID]bool{}
	}
	v.rows.waiting = map[rowKey]catalog.Revision{}
	v.rows.next, v.rows.stop = iter.Pull2(v.c.History(ctx, 0))
	defer v.rows.stop()
	if !v.rowsOnly {
		if err := v.chainOfCaptures(ctx); err != nil {
			return err
		}
	}
	if err := v.history(ctx); err != nil {
		return err
	}
	rest, err := v.rows.rest()
	if err != nil {
		return err
	}
	for i := range rest {
		v.wrongRow(&rest[i], "git has no such revision")
	}
	if err := v.numbers(ctx); err != nil {
		return err
	}
	v.sum.Stories = len(v.stories)
	return nil
}

// history walks the main branch and checks its revisions.
func (v *verifier) history(ctx context.Context) error {
	head, err := v.a.head(ctx)
	if err != nil {
		v.report(Problem{Kind: BadRef, What: err.Error()})
		return ctx.Err()
	}
	bad := func(id odb.ID, err error) {
		v.bad(&change{id: id}, culprit(err, id), err, "the revisions before and after it")
	}
	segments, _, err := v.a.lineage(ctx, head, odb.ID{}, bad)
	if err != nil {
		return err
	}
	if !v.rowsOnly {
		if err := v.joined(ctx, segments); err != nil {
			return err
		}
	}
	v.gaps = slices.ContainsFunc(segments, func(s graph.Segment) bool { return s.Gap })
	return v.a.readSegments(ctx, v.c, segments, "checking revisions", bad, func(_ []odb.ID, changes []change) error {
		return v.changes(ctx, changes)
	})
}

// joined makes the merges of archives once more and compares. Each begins a
// segment.
func (v *verifier) joined(ctx context.Context, segments []graph.Segment) error {
	for _, s := range segments {
		if len(s.IDs) == 0 {
			continue
		}
		id := s.IDs[0]
		c, err := commit.Read(ctx, v.a.store, id)
		if err != nil || !c.Joined {
			continue // what cannot be read is told elsewhere
		}
		if err := v.a.checkJoined(ctx, Main, id, c); errors.Is(err, ErrForeign) {
			v.report(Problem{Kind: BadTrailer, Object: id.String(), Commit: id.String(), What: err.Error()})
		} else if err != nil && !odb.IsDamage(err) {
			return err
		}
	}
	return nil
}

// culprit returns the object that an error names, or else the one that it came
// from.
func culprit(err error, id odb.ID) odb.ID {
	var damaged *odb.DamagedError
	if errors.As(err, &damaged) {
		return damaged.ID
	}
	return id
}

// chainOfCaptures collects the commits of the captures branch.
func (v *verifier) chainOfCaptures(ctx context.Context) error {
	v.captures = map[odb.ID]bool{}
	head, err := v.a.ref(ctx, Captures)
	if err != nil {
		v.report(Problem{Kind: BadRef, What: err.Error()})
		return ctx.Err()
	}
	g := graph.New(v.a.store, nil)
	g.Bad = func(id odb.ID, err error) {
		v.cutOff = true
		v.bad(nil, id, err, "all texts, and the captures after it")
	}
	list, err := g.Walk(ctx, head, nil)
	if err != nil {
		return err
	}
	v.captures = graph.Set(list)
	for _, id := range list {
		if parents, err := g.Parents(ctx, id); err == nil && len(parents) < 2 {
			v.sum.Captures++
		}
	}
	return nil
}

// changes checks revisions in the order of history.
func (v *verifier) changes(ctx context.Context, changes []change) error {
	for i := range changes {
		if err := ctx.Err(); err != nil {
			return err
		}
		ch := &changes[i]
		v.sum.Revisions++
		v.stories[ch.story] = true
		if !v.rowsOnly {
			v.content(ctx, ch)
		}
		if err := v.compareRow(ch); err != nil {
			return err
		}
	}
	return nil
}

// content checks what a commit says against what it holds.
func (v *verifier) content(ctx context.Context, ch *change) {
	if ch.err != nil {
		if errors.Is(ch.err, news.ErrFormat) {
			v.problem(BadText, ch, ch.blob, "text does not decode: %v", ch.err)
		} else {
			v.bad(ch, ch.blob, ch.err, "the other revisions of the story")
		}
		return
	}
	v.sum.Bytes += int64(len(ch.text))
	t := ch.commit.Trailers
	if !ch.commit.Tells(ch.story) {
		if t[commit.KeyStory] != "" {
			v.problem(BadTrailer, ch, ch.id, "trailer Story is %q, the text is at %s", t[commit.KeyStory], ch.story+storyid.TextExt)
		}
		return // made by hand: nothing is promised
	}
	for key, want := range v.expected(ch) {
		if t[key] != want {
			v.problem(BadTrailer, ch, ch.id, "trailer %s is %q, the content says %q", key, t[key], want)
		}
	}
	if v.sampled() {
		if _, err := news.Decode(ch.text); err != nil {
			v.problem(BadText, ch, ch.blob, "text does not decode: %v", err)
		}
	}
	v.captureOf(ctx, ch)
}

func (v *verifier) sampled() bool { return v.share >= 1 || v.share > 0 && rand.Float64() < v.share }

// expected returns the trailers that follow from a revision's content.
func (v *verifier) expected(ch *change) map[string]string {
	sum := sha256.Sum256(ch.text)
	want := map[string]string{commit.KeyTextSHA256: hex.EncodeToString(sum[:])}
	if head, err := news.Header(ch.text); err == nil {
		want[commit.KeySourceURL] = head.URL
		want[commit.KeyPublished] = head.Published.String()
		want[commit.KeyModified] = head.Modified.String()
	}
	if t, ok := ch.commit.Time(commit.KeyCaptured); ok && t.Unix() >= 0 && !t.Equal(ch.commit.Committer.When) {
		want[commit.KeyCaptured] = ch.commit.Committer.When.UTC().Format(time.RFC3339)
	}
	return want
}

// captureOf checks a revision's capture.
func (v *verifier) captureOf(ctx context.Context, ch *change) {
	if ch.rev.Capture == "" {
		return
	}
	id, err := odb.ParseID(ch.rev.Capture)
	if err != nil || !v.captures[id] && !v.cutOff {
		v.problem(BadTrailer, ch, ch.id, "capture %s is not on %s", ch.rev.Capture, Captures)
		return
	}
	if !v.sampled() {
		return
	}
	blob, _, err := v.a.captureBlob(ctx, id)
	if err != nil {
		v.bad(ch, culprit(err, id), err, "the text of the revision")
		return
	}
	data, err := odb.Read(ctx, v.a.store, odb.Blob, blob)
	if err != nil {
		v.bad(ch, blob, err, "the text of the revision")
		return
	}
	v.sum.Bytes += int64(len(data))
	if err := checkSHA256(data, ch.rev.CaptureSHA256, "capture"); err != nil {
		v.problem(BadTrailer, ch, blob, "%v", err)
	}
}

// compareRow compares a revision with the next row of the catalog.
func (v *verifier) compareRow(ch *change) error {
	want := ch.row().Revision
	got, ok, err := v.rows.find(&want)
	if err != nil {
		return err
	}
	if !ok {
		v.wrongRow(&want, "the catalog does not have it")
		return nil
	}
	v.sum.Rows++
	want.ID, want.Story, want.Number = got.ID, got.Story, got.Number
	if v.gaps {
		want.Generation = got.Generation // it cannot be counted
	}
	if got != want && ch.err == nil {
		v.wrongRow(&want, "the catalog says otherwise")
	}
	return nil
}

// rows are the catalog's, in the order in which it took them. Where histories
// were joined this is not the order in which they are walked: rows that were
// passed over wait.
type rows struct {
	next    func() (catalog.Revision, error, bool)
	stop    func()
	waiting map[rowKey]catalog.Revision
}

type rowKey struct {
	commit odb.ID
	path   string
}

// find takes a revision's row out of the rows; false if it has none.
func (r *rows) find(want *catalog.Revision) (catalog.Revision, bool, error) {
	key := rowKey{want.Commit, want.Path}
	if row, ok := r.waiting[key]; ok {
		delete(r.waiting, key)
		return row, true, nil
	}
	for {
		row, err, ok := r.next()
		if err != nil || !ok {
			return row, false, err
		}
		if row.Commit == want.Commit && row.Path == want.Path {
			return row, true, nil
		}
		r.waiting[rowKey{row.Commit, row.Path}] = row
	}
}

// rest returns the rows that were not found, in their order.
func (r *rows) rest() ([]catalog.Revision, error) {
	if _, _, err := r.find(&catalog.Revision{}); err != nil { // no commit has the zero id
		return nil, err
	}
	return slices.SortedFunc(maps.Values(r.waiting), func(x, y catalog.Revision) int { return cmp.Compare(x.ID, y.ID) }), nil
}

func (v *verifier) wrongRow(r *catalog.Revision, what string) {
	v.wrongRows++
	v.report(Problem{Kind: BadCatalog, Story: r.Path, Commit: r.Commit.String(), What: "row of revision: " + what, Good: "git; the catalog can be derived anew"})
}

// numbers checks that the rows of each story are numbered in the order observed,
// and that the file itself is sound.
func (v *verifier) numbers(ctx context.Context) error {
	found, err := v.c.Check(ctx)
	if err != nil {
		return err
	}
	for _, what := range found {
		v.wrongRows++
		v.report(Problem{Kind: BadCatalog, What: what, Good: "git; the catalog can be derived anew"})
	}
	var group []catalog.Story
	for s, err := range v.c.Stories(ctx, catalog.All) {
		if err != nil {
			return err
		}
		if group = append(group, s); len(group) == mostFetch {
			if err := v.numbersOf(ctx, group); err != nil {
				return err
			}
			group = group[:0]
		}
	}
	return v.numbersOf(ctx, group)
}

// numbersOf checks the numbers of some stories.
func (v *verifier) numbersOf(ctx context.Context, stories []catalog.Story) error {
	ids := make([]int64, len(stories))
	for i := range stories {
		ids[i] = stories[i].ID
	}
	all, err := v.c.RevisionsOf(ctx, ids)
	if err != nil {
		return err
	}
	for _, s := range stories {
		rows := all[s.ID]
		n := 0
		for i := range rows {
			want := 0
			if i == 0 || rows[i-1].Blob != rows[i].Blob {
				n++
				want = n
			}
			if rows[i].Number != want {
				v.wrongRow(&rows[i], fmt.Sprintf("it has number %d, not %d", rows[i].Number, want))
			}
		}
		if s.Revisions != n || s.Rows != len(rows) {
			v.wrongRow(&s.Latest, "the story's revisions are miscounted")
		}
	}
	return nil
}
