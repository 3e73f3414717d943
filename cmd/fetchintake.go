package cmd

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/all"
	"github.com/newsarc/newsarc/internal/answer"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/internal/reread"
)

// follow is how many pages of a list are fetched, and whether the user said so.
type follow struct {
	n    int
	flag *cobra.Command
}

// followFlag declares --follow.
func followFlag(c *cobra.Command, f *follow) {
	f.flag = c
	c.Flags().IntVar(&f.n, "follow", defaultFollow, "fetch the `N` newest pages that a feed, a sitemap or a front page lists; 0: take the texts that a feed carries itself")
}

func (f *follow) given() bool { return f.flag != nil && f.flag.Flags().Changed("follow") }

// intake takes in what comes from files and addresses: it fetches, keeps what is
// no text, and remembers what it fetched.
type intake struct {
	env      *env
	options  *addOptions
	reporter *reporter
	visitor  *visitor
	keeper   *keeper
	memory   *memory
	a        *archive.Archive
	same     int // addresses that have what the archive has
}

// visit makes a reader yield the articles of its addresses too.
func (t *intake) visit(ctx context.Context, in *reader) error {
	if t.options.follow.n < 0 {
		return usage("add", "--follow takes a number from 0, got %d", t.options.follow.n)
	}
	if len(in.urls) == 0 {
		return nil
	}
	v, err := newVisitor(t.env, t.options.follow.n, t.options.follow.given())
	if err != nil {
		return err
	}
	v.found = t.listed
	t.visitor = v
	in.pages = t.pages(ctx, in.urls)
	return nil
}

// open says which archive takes what comes.
func (t *intake) open(a *archive.Archive) {
	t.a = a
	if t.env.config.Archive.Captures != "never" {
		t.keeper = &keeper{a: a, r: t.reporter, story: t.options.story}
	}
	if t.visitor != nil && t.options.story == "" && !t.options.apart {
		t.memory = &memory{a: a}
		t.visitor.memory = t.memory
	}
}

// pages yields the articles of addresses, and what keeps others from being any.
func (t *intake) pages(ctx context.Context, addresses []string) iter.Seq[ingest.Item] {
	return func(yield func(ingest.Item) bool) {
		n := int64(0)
		for f := range t.visitor.fetch(ctx, addresses) {
			n++
			t.reporter.progress.Advance(n, float64(n)/float64(t.visitor.count()))
			if f.same {
				t.same++
				t.memory.same(ctx, &f)
				t.reporter.same(f.address)
				continue
			}
			for _, it := range t.itemsOf(ctx, &f) {
				if !yield(it) {
					return
				}
			}
		}
	}
}

// itemsOf returns what came from an address as items.
func (t *intake) itemsOf(ctx context.Context, f *fetched) []ingest.Item {
	items := f.items
	if f.err != nil && (len(items) == 0 || !t.has(ctx, f.address)) {
		// A page that was never there says nothing of any story.
		items = []ingest.Item{{Where: f.address, Err: f.err}}
	}
	good := true
	for i := range items {
		if items[i].Where == f.address { // not a record of a web archive, which has its own
			items[i].URL = f.address
		}
		if err := items[i].Err; err != nil {
			items[i].Err, good = fetchError(err, f.address), false
		}
	}
	if good && len(items) > 0 {
		t.memory.received(f)
	}
	return items
}

// has reports whether the archive has a story of an address.
func (t *intake) has(ctx context.Context, address string) bool {
	if t.a == nil {
		return false
	}
	_, err := t.a.Story(ctx, address)
	return err == nil
}

// refuse reports what is no article, and has it kept where it shows what was
// delivered in the place of one.
func (t *intake) refuse(ctx context.Context, it *ingest.Item) {
	if ctx.Err() != nil {
		return // it is not the input that ended the work
	}
	if t.keeper.take(ctx, it) {
		t.reporter.hold(it.Where, it.Err)
		return
	}
	t.reporter.refuse(it.Where, it.Err)
}

// renewed yields inputs, and before one that a newer extractor has read than the
// latest revision of its story, that revision read again: what only the extractor
// changed must not look like an edit.
func (t *intake) renewed(ctx context.Context, inputs iter.Seq[archive.Input]) iter.Seq[archive.Input] {
	older := reread.Older(all.Extractors()...)
	return func(yield func(archive.Input) bool) {
		for in := range inputs {
			if again := t.before(ctx, &in, older); again != nil && !yield(*again) {
				return
			}
			if !yield(in) {
				return
			}
		}
	}
}

// before returns the latest revision of an input's story, read again; nil where
// there is no need.
func (t *intake) before(ctx context.Context, in *archive.Input, older func(string) bool) *archive.Input {
	name := in.Story
	if name == "" {
		name = in.Article.URL
	}
	if in.Capture == nil || name == "" {
		return nil
	}
	s, err := t.a.Story(ctx, name)
	if err != nil {
		return nil
	}
	again, err := reread.One(ctx, t.a, s.Commit, older)
	if err != nil {
		return nil // what cannot be read again stays as it was read
	}
	return again
}

// outcome reports what the archive did with a text.
func (t *intake) outcome(o archive.Outcome) {
	t.memory.outcome(&o)
	t.reporter.outcome(o)
}

// close keeps and remembers what is left to be, and completes the summary.
func (t *intake) close(ctx context.Context, sum *archive.Summary) error {
	t.keeper.flush(ctx)
	sum.Read += t.same
	sum.Unchanged += t.same
	err := t.memory.save(ctx)
	if t.keeper != nil {
		err = errors.Join(t.keeper.err, err)
	}
	return err
}

// listed says what was made of a list.
func (t *intake) listed(l listed) {
	t.reporter.listing(l)
}

// listNames say what a list is.
var listNames = map[answer.Kind]string{answer.Feed: "a feed", answer.Sitemap: "a sitemap", answer.Front: "a front page"}

// listing reports a list that was read.
func (r *reporter) listing(l listed) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.options.asJSON {
		r.keep(render.JSONLine(r.env.stdout, struct {
			schema
			URL     string      `json:"url"`
			Kind    answer.Kind `json:"kind"`
			Entries int         `json:"entries"`
			Follow  int         `json:"follow"` // pages of it that are fetched
		}{schemaOf("listing"), l.address, l.kind, l.entries, l.fetched}))
		return
	}
	if r.options.quiet {
		return
	}
	r.progress.Clear()
	fmt.Fprintf(r.env.stderr, "newsarc: %s: %s of %s; fetching %s\n", render.Safe(l.address), listNames[l.kind], count(l.entries, "entry"), fetching(l))
}

func fetching(l listed) string {
	switch {
	case l.fetched == l.entries:
		return "all"
	case l.kind == answer.Sitemap && l.fetched == 0:
		return "the parts that are needed"
	}
	return fmt.Sprintf("the newest %d (--follow takes more)", l.fetched)
}

// same reports an address that has what the archive has.
func (r *reporter) same(address string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.options.asJSON:
		r.keep(render.JSONLine(r.env.stdout, outcomeJSON{schema: schemaOf("outcome"), Status: archive.Unchanged, Where: address}))
	case r.options.verbose:
		r.progress.Clear()
		fmt.Fprintf(r.env.stdout, "unchanged %s\n", render.Safe(address))
	}
}
