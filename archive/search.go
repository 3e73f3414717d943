package archive

import (
	"cmp"
	"context"
	"errors"
	"hash/maphash"
	"slices"
	"strings"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/parallel"
	"github.com/newsarc/newsarc/archive/query"
	"github.com/newsarc/newsarc/news"
)

const (
	// maxMatches bounds the stories that are ranked. Of a query that more stories
	// answer, the newest are.
	maxMatches = 2500
	// defaultHits is how many hits a search returns that sets no limit.
	defaultHits = 20
	// indexChunk is how many revisions the index takes in one transaction.
	indexChunk = 1000
)

// Search finds the texts that answer a query, best first: words that must all
// occur, "phrases", -words that must not, OR, prefix*. It brings the full-text
// index up to date where it must.
func (a *Archive) Search(ctx context.Context, text string, o SearchOptions) ([]Hit, error) {
	q, err := query.Parse(text)
	if err != nil {
		return nil, err
	}
	var hits []Hit
	err = a.read(ctx, func(c catalog.Catalog) error {
		if err := a.index(ctx, c); err != nil {
			return err
		}
		hits, _, err = a.search(ctx, c, q, o)
		return err
	})
	return hits, err
}

// Index brings the full-text index up to date. Search does it where it must;
// after a large Add it takes a while, and somebody may want to have it done.
func (a *Archive) Index(ctx context.Context) error {
	return a.read(ctx, func(c catalog.Catalog) error { return a.index(ctx, c) })
}

// Backlog returns how many revisions the full-text index lacks.
func (a *Archive) Backlog(ctx context.Context) (n int64, err error) {
	err = a.read(ctx, func(c catalog.Catalog) error {
		n, err = c.Backlog(ctx)
		return err
	})
	return n, err
}

// search returns the hits asked for, and the stories that answer the query, best
// first: those beyond the last hit have its words, and were not read.
func (a *Archive) search(ctx context.Context, c catalog.Catalog, q query.Query, o SearchOptions) (hits []Hit, stories []int64, err error) {
	f, err := a.filter(ctx, c, o.Filter)
	if err != nil {
		return nil, nil, err
	}
	narrow := f
	narrow.Limit, f.Limit = 0, 0 // hits are limited, not revisions
	f.Latest = !o.AllRevisions
	found, err := c.Match(ctx, q.Words(), narrow, maxMatches)
	if err != nil {
		return nil, nil, err
	}
	slices.SortStableFunc(found, func(x, y catalog.Found) int { return cmp.Compare(y.Score, x.Score) })
	limit := o.Limit
	if limit <= 0 {
		limit = defaultHits
	}
	skip := o.Offset
	for len(found) > 0 && len(hits) < limit {
		group := found[:min(len(found), skip+limit-len(hits))]
		found = found[len(group):]
		rows, err := a.candidates(ctx, c, f, group)
		if err != nil {
			return nil, nil, err
		}
		for _, cand := range group {
			hit, ok, err := a.answer(ctx, q, rows[cand.Story], &o)
			if err != nil {
				return nil, nil, err
			}
			if !ok {
				continue
			}
			stories = append(stories, cand.Story)
			if skip > 0 {
				skip--
				continue
			}
			hit.Score = cand.Score
			hits = append(hits, hit)
		}
	}
	for _, cand := range found {
		stories = append(stories, cand.Story)
	}
	return hits, stories, nil
}

// candidates returns the revisions of stories that f asks for, by story, and has
// what will be read of them brought.
func (a *Archive) candidates(ctx context.Context, c catalog.Catalog, f catalog.Filter, group []catalog.Found) (map[int64][]catalog.Revision, error) {
	stories := make([]int64, len(group))
	for i, cand := range group {
		stories[i] = cand.Story
	}
	rows, err := c.RevisionsIn(ctx, f, stories)
	if err != nil {
		return nil, err
	}
	var ids []odb.ID
	for _, list := range rows {
		for i := range list {
			if ids = append(ids, list[i].Blob); i == 0 { // most likely the hit
				ids = append(ids, list[i].Commit)
			}
		}
	}
	a.prefetch(ctx, ids)
	return rows, nil
}

// answer looks which revisions of a story, latest first or last, answer a query.
// The hit is the first of them.
func (a *Archive) answer(ctx context.Context, q query.Query, rows []catalog.Revision, o *SearchOptions) (hit Hit, ok bool, err error) {
	var best catalog.Revision
	var fields []query.Line
	seen := map[odb.ID]bool{} // by text: reverts are read once
	for _, row := range rows {
		yes, known := seen[row.Blob]
		if !known {
			text, err := odb.Read(ctx, a.store, odb.Blob, row.Blob)
			if err != nil {
				o.skip(ctx, revisionOf(&row), "text", row.Blob, err)
				continue
			}
			lines := query.Lines(text)
			yes = q.Answers(lines)
			seen[row.Blob] = yes
			if yes && !ok {
				fields = lines
			}
		}
		if !yes {
			continue
		}
		if !ok {
			best, ok = row, true
			hit.Last = row.Number
		}
		hit.First = row.Number
	}
	if !ok {
		return hit, false, nil
	}
	if hit.Revision, err = readRevision(ctx, a.store, &best); err != nil {
		o.skip(ctx, revisionOf(&best), "commit", best.Commit, err)
		return hit, false, ctx.Err()
	}
	hit.Snippet, hit.Marks = q.Snippet(fields)
	return hit, contains(hit.Revision.Headline, o.Match), nil
}

// skip tells of a revision that cannot be read.
func (o *SearchOptions) skip(ctx context.Context, rev *news.Revision, part string, object odb.ID, err error) {
	if o.Unreadable != nil && ctx.Err() == nil {
		o.Unreadable(unreadable(rev, part, object.String(), err))
	}
}

// index takes the full-text index to the last revision of the catalog. While
// another machine does that, a search goes without what it lacks, and says so.
func (a *Archive) index(ctx context.Context, c catalog.Catalog) error {
	backlog, err := c.Backlog(ctx)
	if err != nil || backlog == 0 {
		return err
	}
	unlock, ok, err := a.lockDerived(ctx, c)
	if err != nil {
		return err
	}
	if !ok {
		if backlog, err = c.Backlog(ctx); backlog > 0 {
			a.tellOnce("another process is bringing the full-text index up to date: of the latest revisions it lacks %d", backlog)
		}
		return err
	}
	defer unlock()
	var done int64
	for done < backlog {
		n, err := a.indexSome(ctx, c)
		if errors.Is(err, catalog.ErrReadOnly) && a.shared() {
			a.tellOnce("of the latest revisions the full-text index lacks %d, and it cannot be written here", backlog-done)
			return nil
		}
		if err != nil || n == 0 {
			return err
		}
		done += n
		a.o.Progress(Progress{Task: "indexing", Done: done, Total: max(done, backlog)})
	}
	return nil
}

// indexSome takes the full-text index some revisions on, and returns how many;
// none when it is complete.
func (a *Archive) indexSome(ctx context.Context, c catalog.Catalog) (int64, error) {
	stories, from, to, err := c.Unindexed(ctx, indexChunk)
	if err != nil || from == to {
		return 0, err
	}
	rows, err := c.RevisionsOf(ctx, stories)
	if err != nil {
		return 0, err
	}
	docs := make([]catalog.Words, len(stories))
	for first := 0; first < len(stories); {
		// So many texts as may be held at a time.
		last, n := first, 0
		var ids []odb.ID
		for ; last < len(stories) && n < mostFetch; last++ {
			for _, r := range rows[stories[last]] {
				ids = append(ids, r.Blob)
				n++
			}
		}
		a.prefetch(ctx, ids)
		parallel.Do(last-first, func(i int) {
			id := stories[first+i]
			docs[first+i] = a.words(ctx, id, rows[id])
		})
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		first = last
	}
	return to - from, c.PutWords(ctx, from, to, docs)
}

var lineSeed = maphash.MakeSeed()

// words makes the document of a story: what its latest revision says, and each
// line that an earlier one has and no later one.
func (a *Archive) words(ctx context.Context, story int64, rows []catalog.Revision) catalog.Words {
	doc := catalog.Words{Story: story}
	var headline, body strings.Builder
	seen := map[uint64]bool{}
	for i := len(rows) - 1; i >= 0; i-- {
		doc.Rows = max(doc.Rows, rows[i].ID)
		text, err := odb.Read(ctx, a.store, odb.Blob, rows[i].Blob)
		if err != nil {
			continue // damaged: verify names it
		}
		for n, f := range query.Lines(text) {
			h := maphash.String(lineSeed, f.Text)
			if seen[h] {
				continue
			}
			seen[h] = true
			to := &body
			if n == 0 {
				to = &headline
			}
			f.WriteWords(to)
		}
	}
	doc.Headline, doc.Body = headline.String(), body.String()
	return doc
}
