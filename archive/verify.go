package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/news"
)

// Verify checks the archive against itself and reports each Problem: the bytes of
// the store, the chains of commits, what each commit says against what it holds,
// and the catalog against all that. The error is about the checking, not about
// what it found.
func (a *Archive) Verify(ctx context.Context, o VerifyOptions, report func(Problem)) (VerifySummary, error) {
	v := &verifier{a: a, share: o.ReadData}
	v.report = func(p Problem) {
		v.sum.Problems++
		if report != nil {
			report(p)
		}
	}
	if err := v.store(ctx); err != nil {
		return v.sum, err
	}
	err := a.read(ctx, func(c *catalog.Catalog) error {
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
	return v.sum, v.run(ctx)
}

// verifier is the state of one Verify.
type verifier struct {
	a        *Archive
	c        *catalog.Catalog
	share    float64 // of texts and captures to read
	report   func(Problem)
	rowsOnly bool // compare the catalog only
	sum      VerifySummary

	damaged   map[odb.ID]bool // reported already
	captures  map[odb.ID]bool // commits on the captures branch
	stories   map[string]bool
	rows      []catalog.Revision // of the catalog, not yet met in history
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
	if v.damaged[id] {
		return
	}
	v.damaged[id] = true
	p := Problem{Kind: BadObject, Object: id.String(), What: err.Error(), Good: good}
	if ch != nil {
		p.Story, p.Commit = ch.story, ch.id.String()
	}
	v.report(p)
}

// store checks the bytes.
func (v *verifier) store(ctx context.Context) error {
	v.damaged = map[odb.ID]bool{}
	m, ok := v.a.store.(odb.Maintainer)
	if !ok {
		return nil
	}
	o := odb.VerifyOptions{ReadData: 100 * v.share, Progress: func(done, total int) {
		v.a.o.Progress(Progress{Task: "checking objects", Done: int64(done), Total: int64(total)})
	}}
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
	for row, err := range v.c.History(ctx, 0) {
		if err != nil {
			return err
		}
		v.rows = append(v.rows, row)
	}
	if !v.rowsOnly {
		if err := v.chainOfCaptures(ctx); err != nil {
			return err
		}
	}
	segments, err := v.segments(ctx)
	if err != nil {
		return err
	}
	total := 0
	for _, s := range segments {
		total += len(s.ids)
	}
	done := 0
	for _, s := range segments {
		h, err := v.a.historyFrom(ctx, s.after)
		if err != nil { // what comes before is damaged, and reported
			if h, err = v.a.historyFrom(ctx, odb.ID{}); err != nil {
				return err
			}
		}
		for ids := range slices.Chunk(s.ids, chunk) {
			if err := v.revisions(ctx, h, ids); err != nil {
				return err
			}
			done += len(ids)
			v.a.o.Progress(Progress{Task: "checking revisions", Done: int64(done), Total: int64(total)})
		}
	}
	for _, r := range v.rows {
		v.wrongRow(&r, "git has no such revision")
	}
	if err := v.numbers(ctx); err != nil {
		return err
	}
	v.sum.Stories = len(v.stories)
	return nil
}

// segment is a part of the history without a gap.
type segment struct {
	after odb.ID // the commit before it, zero at the beginning
	ids   []odb.ID
}

// segments walks the main branch. Where a commit is damaged, the catalog knows
// which one came before, and the walk goes on there.
func (v *verifier) segments(ctx context.Context) ([]segment, error) {
	head, err := v.a.head(ctx)
	if err != nil {
		v.report(Problem{Kind: BadRef, What: err.Error()})
		return nil, ctx.Err()
	}
	var list []segment
	cur := segment{}
	end := func(after odb.ID) {
		slices.Reverse(cur.ids)
		cur.after = after
		list = append(list, cur)
		cur = segment{}
	}
	seen := map[odb.ID]bool{}
	for id := head; !id.IsZero() && !seen[id]; {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		seen[id] = true
		data, err := get(ctx, v.a.store, odb.Commit, id)
		if err == nil {
			cur.ids = append(cur.ids, id)
			id, err = firstParent(data)
		}
		if err != nil {
			before := v.before(id)
			good := "the revisions after it"
			if !before.IsZero() {
				good = "the revisions after it, and those before it, which the catalog knows"
			}
			v.bad(nil, id, err, good)
			end(id)
			id = before
		}
	}
	end(odb.ID{})
	slices.Reverse(list)
	return list, nil
}

// before returns the commit that the catalog has before another.
func (v *verifier) before(id odb.ID) odb.ID {
	for i, r := range v.rows {
		if r.Commit == id && i > 0 && v.rows[i-1].Commit != id {
			return v.rows[i-1].Commit
		}
	}
	return odb.ID{}
}

// chainOfCaptures collects the commits of the captures branch.
func (v *verifier) chainOfCaptures(ctx context.Context) error {
	v.captures = map[odb.ID]bool{}
	head, err := v.a.ref(ctx, Captures)
	if err != nil {
		v.report(Problem{Kind: BadRef, What: err.Error()})
		return ctx.Err()
	}
	for id := head; !id.IsZero(); {
		if err := ctx.Err(); err != nil {
			return err
		}
		data, err := get(ctx, v.a.store, odb.Commit, id)
		v.captures[id] = true
		v.sum.Captures++
		if err == nil {
			id, err = firstParent(data)
		}
		if err != nil {
			v.bad(nil, id, err, "all texts; captures after it")
			return nil
		}
	}
	return nil
}

// revisions checks the commits that follow in a history. If a part cannot be
// read, they are taken one by one, so that the others are checked.
func (v *verifier) revisions(ctx context.Context, h *history, ids []odb.ID) error {
	changes, err := h.next(ctx, ids)
	if err == nil {
		return v.changes(ctx, changes)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, id := range ids {
		changes, err := v.one(ctx, id)
		if err != nil {
			v.bad(&change{id: id}, treeOf(err, id), err, "the revisions before and after it")
			continue
		}
		if err := v.changes(ctx, changes); err != nil {
			return err
		}
	}
	h.forest = &forest{root: &node{}}
	return nil
}

// one returns the revision of a single commit, as its trailer names it.
func (v *verifier) one(ctx context.Context, id odb.ID) ([]change, error) {
	c, err := readCommit(ctx, v.a.store, id)
	if err != nil {
		return nil, err
	}
	story := c.Trailers[keyStory]
	f, err := newForest(ctx, v.a.store, c.Tree)
	if err != nil {
		return nil, err
	}
	blob, _, err := f.find(ctx, v.a.store, story+textExt)
	if err != nil || blob.IsZero() {
		return nil, err
	}
	ch := change{id: id, commit: c, story: story, blob: blob}
	ch.read(ctx, v.a.store)
	return []change{ch}, nil
}

// treeOf returns the object that an error names, or else the commit that it
// came from.
func treeOf(err error, commit odb.ID) odb.ID {
	var damaged *odb.DamagedError
	if errors.As(err, &damaged) {
		return damaged.ID
	}
	return commit
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
		v.compareRow(ch)
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
	if t[keyStory] != ch.story {
		if t[keyStory] != "" {
			v.problem(BadTrailer, ch, ch.id, "trailer Story is %q, the text is at %s", t[keyStory], ch.story+textExt)
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
	want := map[string]string{keyTextSHA256: hex.EncodeToString(sum[:])}
	if head, err := readHeader(ch.text); err == nil {
		want[keySourceURL] = head.URL
		want[keyPublished] = head.Published.String()
		want[keyModified] = head.Modified.String()
	}
	if t, ok := parseInstant(ch.commit.Trailers[keyCaptured]); ok && t.Unix() >= 0 && !t.Equal(ch.commit.Committer.When) {
		want[keyCaptured] = ch.commit.Committer.When.UTC().Format(time.RFC3339)
	}
	return want
}

// captureOf checks a revision's capture.
func (v *verifier) captureOf(ctx context.Context, ch *change) {
	if ch.rev.Capture == "" {
		return
	}
	id, err := odb.ParseID(ch.rev.Capture)
	if err != nil || !v.captures[id] {
		v.problem(BadTrailer, ch, ch.id, "capture %s is not on %s", ch.rev.Capture, Captures)
		return
	}
	if !v.sampled() {
		return
	}
	blob, _, err := v.a.captureBlob(ctx, id)
	if err != nil {
		v.bad(ch, treeOf(err, id), err, "the text of the revision")
		return
	}
	data, err := get(ctx, v.a.store, odb.Blob, blob)
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
func (v *verifier) compareRow(ch *change) {
	want := ch.row().Revision
	n := slices.IndexFunc(v.rows[:min(len(v.rows), 1000)], func(r catalog.Revision) bool {
		return r.Commit == want.Commit && r.Path == want.Path
	})
	if n < 0 {
		v.wrongRow(&want, "the catalog does not have it")
		return
	}
	for _, r := range v.rows[:n] {
		v.wrongRow(&r, "git has no such revision")
	}
	got := v.rows[n]
	v.rows = v.rows[n+1:]
	v.sum.Rows++
	want.ID, want.Story, want.Number = got.ID, got.Story, got.Number
	if got != want && ch.err == nil {
		v.wrongRow(&want, "the catalog says otherwise")
	}
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
	for s, err := range v.c.Stories(ctx, catalog.All) {
		if err != nil {
			return err
		}
		rows, err := v.c.RevisionsOf(ctx, s.ID)
		if err != nil {
			return err
		}
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
