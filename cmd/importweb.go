package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/internal/backfill"
	"github.com/newsarc/newsarc/internal/fetch"
)

func newImportWayback(e *env) *cobra.Command {
	w := &waybackImport{}
	c := &cobra.Command{
		Use:   "wayback [flags] URL...\n  newsarc import wayback [flags] --captures FOLDER [--cdx FILE]",
		Short: "Take over captures of a Wayback-compatible web archive",
		Long: `Reads what a web archive has of pages: from a server that answers as the Wayback
Machine or pywb does, or from captures on disk.

On disk, a CDX or CDXJ index points into WARC files in the folder, or lists pages that
lie in it as downloaders leave them (20160906120000/example.org/quake.html); without an
index all such pages are read. A WARC file as a whole is read by "newsarc add".

A capture with the same bytes as the one before it is not opened; one in which an
earlier text came back is. Captures that show no article are listed with their reason.`,
		Example: `newsarc import wayback https://example.org/2016/09/quake
newsarc import wayback --match prefix --since 2016-09 https://example.org/2016/09/
newsarc import wayback --server http://archive.example.edu/news https://example.org/quake
newsarc import wayback --captures ~/warcs --cdx ~/warcs/index.cdxj`,
		RunE: func(c *cobra.Command, args []string) error { return runWayback(c.Context(), e, w, args) },
	}
	w.declare(c)
	w.declarePeriod(c)
	f := c.Flags()
	f.StringVar(&w.server, "server", "https://web.archive.org", "the web archive's `ADDRESS`; one with a path is a collection of pywb")
	f.StringVar(&w.match, "match", "exact", "what a URL means, a `KIND` of: exact, prefix, host, domain")
	f.StringVar(&w.captures, "captures", "", "read captures from `FOLDER`")
	f.StringVar(&w.cdx, "cdx", "", "the index of the captures, a `FILE` or -")
	complete(c, "match", []string{"exact", "prefix", "host", "domain"})
	exclusive(c, "captures", "server")
	return c
}

// waybackImport holds the flags of import wayback.
type waybackImport struct {
	webImport
	server, match, captures, cdx string
}

func runWayback(ctx context.Context, e *env, w *waybackImport, args []string) (err error) {
	if w.from, w.to, err = e.period("import wayback", w.since, w.until); err != nil {
		return err
	}
	switch {
	case w.captures != "" && len(args) > 0:
		return usage("import wayback", "--captures and a URL exclude each other: the folder's index says which pages there are")
	case w.captures != "":
		return runWaybackFolder(ctx, e, w)
	case w.cdx != "":
		return usage("import wayback", "--cdx needs --captures, the folder into which it points")
	case len(args) == 0:
		return usage("import wayback", "wayback needs a URL, or --captures")
	}
	if err := onWeb("wayback", args); err != nil {
		return err
	}
	match := backfill.Match(w.match)
	switch match {
	case backfill.Exact, backfill.Prefix, backfill.Host, backfill.Domain:
	default:
		return usage("import wayback", "--match takes exact, prefix, host or domain, got %q", w.match)
	}
	client, err := e.webClient()
	if err != nil {
		return err
	}
	defer client.Close()
	server, err := backfill.NewServer(w.server, client)
	if err != nil {
		return usage("import wayback", "--server: %v", err)
	}
	return e.withOptions(ctx, w.whole, func(a *archive.Archive) error {
		return w.run(ctx, e, a, func() iter.Seq[ingest.Item] {
			return func(yield func(ingest.Item) bool) {
				for _, page := range args {
					for it := range w.items(ctx, server, server.List(ctx, page, match, w.from, w.to)) {
						if !yield(it) {
							return
						}
					}
				}
			}
		})
	})
}

// onWeb refuses addresses of another kind than http and https. One without a
// scheme is a host, or a file.
func onWeb(command string, args []string) error {
	for _, a := range args {
		scheme, _, ok := strings.Cut(a, "://")
		if ok && !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") {
			return usage("import "+command, "%q is not an http or https address", a)
		}
	}
	return nil
}

func runWaybackFolder(ctx context.Context, e *env, w *waybackImport) error {
	folder, err := backfill.OpenFolder(w.captures)
	if err != nil {
		return plainPath(err)
	}
	defer folder.Close()
	captures := folder.List()
	if w.cdx != "" {
		index, err := openFile(e, w.cdx)
		if err != nil {
			return err
		}
		defer index.Close()
		captures = backfill.ReadCDX(w.cdx, index)
	}
	return e.withOptions(ctx, w.whole, func(a *archive.Archive) error {
		return w.run(ctx, e, a, func() iter.Seq[ingest.Item] { return w.items(ctx, folder, captures) })
	})
}

func newImportTimemap(e *env) *cobra.Command {
	w := &webImport{}
	c := &cobra.Command{
		Use:   "timemap [flags] FILE|URL...",
		Short: "Take over what a Memento archive lists of a page",
		Long: `Reads TimeMaps (RFC 7089), in link format or JSON, and fetches each memento that they
list. Where the archive replays pages as the Wayback Machine does, the bytes as they
were received are asked for, without its banner.`,
		Example: `newsarc import timemap https://archive.example.edu/timemap/link/https://example.org/quake
newsarc import timemap --since 2016 quake.timemap`,
		Args: minArgs(1, "a file or the address of a TimeMap"),
		RunE: func(c *cobra.Command, args []string) error { return runTimemap(c.Context(), e, w, args) },
	}
	w.declare(c)
	w.declarePeriod(c)
	return c
}

func runTimemap(ctx context.Context, e *env, w *webImport, args []string) (err error) {
	if w.from, w.to, err = e.period("import timemap", w.since, w.until); err != nil {
		return err
	}
	if err := onWeb("timemap", args); err != nil {
		return err
	}
	client, err := e.webClient()
	if err != nil {
		return err
	}
	defer client.Close()
	store := backfill.NewReplay(client)
	var maps []*backfill.TimeMap
	for _, arg := range args {
		m, err := readTimemap(ctx, e, client, arg)
		if err != nil {
			return err
		}
		maps = append(maps, m)
	}
	return e.withOptions(ctx, w.whole, func(a *archive.Archive) error {
		return w.run(ctx, e, a, func() iter.Seq[ingest.Item] {
			return func(yield func(ingest.Item) bool) {
				for _, m := range maps {
					for it := range w.items(ctx, store, m.All()) {
						if !yield(it) {
							return
						}
					}
				}
			}
		})
	})
}

// readTimemap reads the TimeMap in a file or at an address.
func readTimemap(ctx context.Context, e *env, client *fetch.Client, arg string) (*backfill.TimeMap, error) {
	if isURL(arg) {
		m, err := backfill.FetchTimeMap(ctx, client, arg)
		if err != nil {
			err = fmt.Errorf("%s: %w", arg, err)
		}
		return m, err
	}
	file, err := openFile(e, arg)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := ingest.ReadAll(file)
	if err != nil {
		return nil, err
	}
	m, err := backfill.ReadTimeMap(data, "")
	if err != nil {
		err = fmt.Errorf("%s: %w", arg, err)
	}
	return m, err
}

// seenSpace is where it is kept which captures of web archives were read.
const seenSpace = "import"

// seenBatch is after how many captures those read are put down: what is lost
// when the process dies is read again, and adds nothing.
const seenBatch = 500

// webImport reads captures of web archives and remembers which.
type webImport struct {
	importOptions
	archive *archive.Archive
	seen    []archive.Entry
	tally   *backfill.Tally
	from    time.Time
	to      time.Time
	known   map[string]bool
}

// begin loads what earlier runs have read.
func (w *webImport) begin(ctx context.Context, a *archive.Archive) error {
	w.archive = a
	if w.again {
		return nil
	}
	entries, err := a.States(ctx, seenSpace)
	if err != nil {
		return err
	}
	w.known = make(map[string]bool, len(entries))
	for _, entry := range entries {
		w.known[entry.Key] = true
	}
	return nil
}

// items reads the captures of an index from a store.
func (w *webImport) items(ctx context.Context, store backfill.Store, captures iter.Seq2[backfill.Capture, error]) iter.Seq[ingest.Item] {
	reader := &backfill.Reader{
		Store: store, Since: w.from, Until: w.to, Known: func(name string) bool { return w.known[name] },
	}
	return func(yield func(ingest.Item) bool) {
		defer func() { w.count(reader.Tally) }()
		reader.Items(ctx, captures)(yield)
	}
}

func (w *webImport) count(t backfill.Tally) {
	if w.tally == nil {
		w.tally = &backfill.Tally{}
	}
	w.tally.Listed += t.Listed
	w.tally.Same += t.Same
	w.tally.NoPage += t.NoPage
	w.tally.Outside += t.Outside
	w.tally.Known += t.Known
}

// note remembers a capture of which it is durable what became.
func (w *webImport) note(ctx context.Context, name string) error {
	w.seen = append(w.seen, archive.Entry{Key: name, Value: []byte{1}})
	if len(w.seen) < seenBatch {
		return nil
	}
	return w.flush(ctx)
}

func (w *webImport) flush(ctx context.Context) error {
	seen := w.seen
	w.seen = nil
	if len(seen) == 0 {
		return nil
	}
	return w.archive.SetStates(ctx, map[string][]archive.Entry{seenSpace: seen})
}

// run archives items and remembers the captures they came from.
func (w *webImport) run(ctx context.Context, e *env, a *archive.Archive, items func() iter.Seq[ingest.Item]) error {
	if err := w.begin(ctx, a); err != nil {
		return err
	}
	r := newReporter(e, &w.addOptions)
	var noted error
	err := importItems(ctx, e, &w.importOptions, a, r, items(), func(o archive.Outcome) {
		r.outcome(o)
		if noted == nil {
			noted = w.note(ctx, o.Input.Where)
		}
	})
	w.sayPassed(e)
	// What was archived is noted even where the work was interrupted.
	return errors.Join(err, noted, w.flush(context.WithoutCancel(ctx)))
}

// sayPassed says how many captures were not opened, and why.
func (w *webImport) sayPassed(e *env) {
	if w.quiet || w.tally == nil {
		return
	}
	var parts []string
	for _, p := range []struct {
		n    int
		text string
	}{
		{w.tally.Same, "with the same bytes as the one before"},
		{w.tally.Known, "read by an earlier run"},
		{w.tally.NoPage, "without a page"},
		{w.tally.Outside, "outside the period"},
	} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.text))
		}
	}
	if len(parts) > 0 {
		fmt.Fprintf(e.stderr, "newsarc: of %s %s passed over: %s\n", count(w.tally.Listed, "capture"), were(parts), strings.Join(parts, ", "))
	}
}

func were(parts []string) string {
	if len(parts) == 1 && strings.HasPrefix(parts[0], "1 ") {
		return "one was"
	}
	return "some were"
}

// webClient returns the client for requests to web archives.
func (e *env) webClient() (*fetch.Client, error) {
	o, err := e.fetchOptions()
	if err != nil {
		return nil, err
	}
	return fetch.New(o), nil
}

// openFile opens a file that the user named, "-" for standard input.
func openFile(e *env, name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(e.stdin), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, plainPath(err)
	}
	return f, nil
}
