package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/newsarc/newsarc/archive/address"
	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/parallel"
	"github.com/newsarc/newsarc/archive/revname"
	"github.com/newsarc/newsarc/archive/storyid"
	"github.com/newsarc/newsarc/news"
)

// Kept is a capture that became no revision, because it does not show the whole
// article: a wall, an error page, a text cut short. It is evidence of what was
// delivered, and says nothing of what the publisher did to the text.
type Kept struct {
	Commit    string    `json:"commit"` // on refs/heads/captures
	Story     string    `json:"story"`  // of its address; where there is none, the id that one would get
	URL       string    `json:"url,omitempty"`
	Captured  time.Time `json:"captured"`
	Reason    string    `json:"reason"` // a word, a colon, a line: "paywall: it breaks off"
	Extractor string    `json:"extractor,omitempty"`
	Ext       string    `json:"ext"`
	MediaType string    `json:"media_type,omitempty"` // as declared with the bytes
	SHA256    string    `json:"sha256"`
	Data      []byte    `json:"-"` // the bytes received
}

// Keep stores captures that became no revisions. The result says what each has
// become; one without a Commit equals, byte for byte, the latest capture of its
// story. When Keep returns, they are durable.
func (a *Archive) Keep(ctx context.Context, captures []Kept) (kept []Kept, err error) {
	if a.o.ReadOnly {
		return nil, ErrReadOnly
	}
	for _, k := range captures {
		if k.Reason == "" || k.URL == "" && k.Story == "" {
			return nil, errors.New("a capture without a revision needs a reason and an address")
		}
	}
	unlock, err := a.store.Lock(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	for try := 0; ; try++ {
		kept, err = a.tryKeep(ctx, captures)
		var moved *odb.MovedError // stock git takes no lock of ours
		if !errors.As(err, &moved) || try == 10 {
			return kept, err
		}
	}
}

func (a *Archive) tryKeep(ctx context.Context, captures []Kept) ([]Kept, error) {
	kept := slices.Clone(captures)
	err := a.read(ctx, func(c catalog.Catalog) error {
		for i := range kept {
			if err := a.address(ctx, c, &kept[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	b, err := a.store.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = b.Abort() }()
	br, err := a.openBranch(ctx, Captures, nil)
	if err != nil {
		return nil, err
	}
	for i := range kept {
		if err := a.keep(ctx, b, br, &kept[i]); err != nil {
			return nil, fmt.Errorf("%s: %w", kept[i].Story, err)
		}
	}
	return kept, b.Commit(ctx, br.moves()...)
}

// address gives a capture its time and its story: the one named, or the one of
// its URL, or the id that a story of that URL would get.
func (a *Archive) address(ctx context.Context, c catalog.Catalog, k *Kept) error {
	if k.Captured.IsZero() {
		k.Captured = a.o.Now()
	}
	k.Captured = k.Captured.UTC().Truncate(time.Second)
	k.Commit = ""
	var s catalog.Story
	var ok bool
	var err error
	if k.Story != "" {
		s, err = a.storyNamed(ctx, c, k.Story)
		ok = err == nil
	} else {
		s, ok, err = storyByAddress(ctx, c, address.URLKey(k.URL))
	}
	switch {
	case err != nil:
		return err
	case ok:
		k.Story = s.Path
		return nil
	}
	source := storyid.Source(address.Host(k.URL))
	if source == "" {
		return fmt.Errorf("%q is not the address of a page", k.URL)
	}
	k.Story = storyid.Dir(source, news.Time{}, k.Captured) + "/" + storyid.Slug(&news.Article{URL: k.URL})
	return nil
}

// keep puts one capture on the branch, unless it repeats the one before it.
func (a *Archive) keep(ctx context.Context, b odb.Batch, br *branch, k *Kept) error {
	sum := sha256.Sum256(k.Data)
	k.SHA256, k.Ext = hex.EncodeToString(sum[:]), storyid.CaptureExt(k.Ext)
	path := k.Story + "." + k.Ext
	blob := odb.Hash(odb.Blob, k.Data)
	before, _, err := br.tree.Find(ctx, b, path)
	if err != nil || before == blob {
		return err
	}
	if err := b.Add(odb.New{Object: odb.Object{Type: odb.Blob, Data: k.Data}, ID: blob, Base: before}); err != nil {
		return err
	}
	id, err := br.commit(ctx, b, path, blob, odb.ID{}, func(tree, parent odb.ID) []byte {
		c := commit.Capture{
			Tree: tree, Parent: parent, Committer: a.committer(), Source: storyid.SourceOf(k.Story), Story: k.Story,
			Captured: k.Captured, SHA256: k.SHA256, Ext: k.Ext, MediaType: news.Line(k.MediaType),
			URL: news.Line(k.URL), Extractor: news.Line(k.Extractor), Reason: news.Line(k.Reason),
		}
		return c.Append(nil)
	})
	k.Commit = id.String()
	return err
}

// Kept yields the captures that became no revisions, the latest first. Of f,
// Story is a name of a story, or a URL that need not have one; Source, Since,
// Until, Limit and Reverse are heeded too. Data is not read.
func (a *Archive) Kept(ctx context.Context, f Filter) iter.Seq2[Kept, error] {
	return func(yield func(Kept, error) bool) {
		if head, err := a.ref(ctx, Captures); err == nil && head.IsZero() {
			return // most archives keep none, and the catalog need not be asked
		}
		var rows []catalog.Kept
		err := a.read(ctx, func(c catalog.Catalog) error {
			if err := a.refreshKept(ctx, c); err != nil {
				return err
			}
			q, err := a.keptFilter(ctx, c, f)
			if err == nil {
				rows, err = c.Kept(ctx, q)
			}
			return err
		})
		if err != nil {
			yield(Kept{}, err)
			return
		}
		for _, r := range rows {
			c, err := commit.Read(ctx, a.store, r.Commit)
			if err != nil {
				id := r.Commit.String()
				row := &news.Revision{Story: r.Story, Commit: id, Captured: unix(r.Captured)}
				if !yield(Kept{}, unreadable(row, "capture", id, err)) {
					return
				}
				continue
			}
			if !yield(keptOf(c, r.Commit), nil) {
				return
			}
		}
	}
}

func (a *Archive) keptFilter(ctx context.Context, c catalog.Catalog, f Filter) (catalog.KeptFilter, error) {
	q := catalog.KeptFilter{Since: bound(f.Since), Until: bound(f.Until), Oldest: f.Reverse, Limit: f.Limit}
	if f.Source != "" {
		if q.Source = storyid.Source(f.Source); q.Source == "" {
			q.Source = f.Source
		}
	}
	if f.Story == "" {
		return q, nil
	}
	if address.Host(f.Story) != "" {
		q.Address = address.URLKey(f.Story)
	}
	s, err := a.storyNamed(ctx, c, f.Story)
	if q.Address != 0 && isNotFound(err) {
		return q, nil
	}
	q.Story = s.Path
	return q, err
}

// keptOf returns what a commit on the captures branch says.
func keptOf(c *commit.Commit, id odb.ID) Kept {
	k := Kept{
		Commit: id.String(), Story: c.Trailers[commit.KeyStory], URL: c.Trailers[commit.KeySourceURL], Reason: c.Trailers[commit.KeyReason],
		Extractor: c.Trailers[commit.KeyExtractor], Ext: c.Trailers[commit.KeyExtension], MediaType: c.Trailers[commit.KeyMediaType], SHA256: c.Trailers[commit.KeyCaptureSHA256],
		Captured: c.Committer.When.UTC(),
	}
	if t, ok := c.Time(commit.KeyCaptured); ok {
		k.Captured = t
	}
	return k
}

// KeptCapture reads the capture whose commit on the captures branch is named by
// its id or the beginning of it, those of revisions too. The error is an
// *AmbiguousError or wraps ErrNotFound.
func (a *Archive) KeptCapture(ctx context.Context, name string) (Kept, error) {
	missing := &NameError{Name: name, What: "capture"}
	if !revname.IsCommit(name) {
		return Kept{}, missing
	}
	ids, err := a.store.Prefix(ctx, name, 256)
	if err != nil {
		return Kept{}, err
	}
	var found []Kept
	for _, id := range ids {
		o, err := a.store.Get(ctx, id)
		if err != nil || o.Type != odb.Commit {
			continue
		}
		if c, err := commit.Parse(o.Data); err == nil && c.Trailers[commit.KeyExtension] != "" {
			found = append(found, keptOf(c, id))
		}
	}
	switch len(found) {
	case 0:
		return Kept{}, missing
	case 1:
		k := &found[0]
		k.Data, _, err = a.Capture(ctx, news.Revision{Story: k.Story, Capture: k.Commit, CaptureSHA256: k.SHA256})
		return *k, err
	}
	e := &AmbiguousError{Name: name, What: "capture", More: len(found) > MaxCandidates}
	for _, k := range found[:min(len(found), MaxCandidates)] {
		e.Candidates = append(e.Candidates, Candidate{Name: k.Commit[:12], Captured: k.Captured, Headline: k.Story})
	}
	return Kept{}, e
}

// passCaptures notes that a batch's captures all became revisions, so that whoever
// asks for those that did not need not read them again.
func (w *writer) passCaptures(ctx context.Context) error {
	if w.captures.was == w.captures.head {
		return nil
	}
	err := w.c.ApplyKept(ctx, w.captures.was, w.captures.head, nil)
	if errors.Is(err, catalog.ErrStale) {
		return nil // a reader catches up
	}
	return err
}

// refreshKept brings the catalog's rows of kept captures up to the head of the
// captures branch.
func (a *Archive) refreshKept(ctx context.Context, c catalog.Catalog) error {
	for {
		at, err := c.KeptHead(ctx)
		if err != nil {
			return err
		}
		head, err := a.ref(ctx, Captures)
		if err != nil || at == head || head.IsZero() {
			return err
		}
		err = a.catchUpKept(ctx, c, at, head)
		if !errors.Is(err, catalog.ErrStale) {
			return err
		}
	}
}

func (a *Archive) catchUpKept(ctx context.Context, c catalog.Catalog, at, head odb.ID) error {
	bad := func(_ odb.ID, err error) { a.o.Notice(err.Error() + ": see verify") }
	segments, found, err := a.lineage(ctx, head, at, bad)
	if err != nil {
		return err
	}
	if !found {
		at = odb.ID{}
	}
	p := Progress{Task: "reading captures"}
	for _, s := range segments {
		p.Total += int64(len(s.IDs))
	}
	for _, s := range segments {
		for ids := range slices.Chunk(s.IDs, chunk) {
			rows, err := a.keptRows(ctx, ids, bad)
			if err != nil {
				return err
			}
			to := ids[len(ids)-1]
			if err := c.ApplyKept(ctx, at, to, rows); err != nil {
				return err
			}
			at = to
			p.Done += int64(len(ids))
			a.o.Progress(p)
		}
	}
	return nil
}

// keptRows returns the rows of the commits that are captures without a revision.
func (a *Archive) keptRows(ctx context.Context, ids []odb.ID, bad func(odb.ID, error)) ([]catalog.Kept, error) {
	commits := make([]*commit.Commit, len(ids))
	errs := make([]error, len(ids))
	parallel.Do(len(ids), func(i int) { commits[i], errs[i] = commit.Read(ctx, a.store, ids[i]) })
	var rows []catalog.Kept
	for i, c := range commits {
		if errs[i] != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			bad(ids[i], errs[i])
			continue
		}
		if c.Trailers[commit.KeyReason] == "" {
			continue
		}
		k := keptOf(c, ids[i])
		row := catalog.Kept{Story: k.Story, Captured: k.Captured.Unix(), Commit: ids[i]}
		if address.Host(k.URL) != "" {
			row.Address = address.URLKey(k.URL)
		}
		rows = append(rows, row)
	}
	return rows, nil
}
