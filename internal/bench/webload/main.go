// Command webload measures "newsarc serve" as many readers would meet it: it
// makes an archive up, starts a server and asks for stories, comparisons and
// searches at an even rate while "newsarc add" goes on adding, and writes what
// it found into docs/benchmarks-web.md.
//
// The requests come in an open loop: each has its moment, whether those before
// it were answered or not, and its time is counted from that moment. A server
// that stalls cannot hide behind the requests that were not sent meanwhile. It
// fails if the server keeps goroutines, or more and more memory.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"sync"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "webload:", err)
		stop()
		os.Exit(1)
	}
}

// options say what to measure.
type options struct {
	newsarc string
	archive string
	size    string
	site    string // of a server that runs already
	out     string
	rate    int
	length  time.Duration
	stories int
	pause   time.Duration // between two adds; 0: none are made
}

func run(ctx context.Context, args []string, stdout io.Writer) error {
	o := options{}
	flags := flag.NewFlagSet("webload", flag.ContinueOnError)
	flags.StringVar(&o.newsarc, "newsarc", "bin/newsarc", "the newsarc binary")
	flags.StringVar(&o.archive, "archive", "", "an archive to serve, which grows; a made-up one when empty")
	flags.StringVar(&o.size, "size", "10k", "revisions of the made-up archive: 10k, 100k")
	flags.StringVar(&o.site, "site", "", "address of a server that runs already: nothing is started, nothing added")
	flags.StringVar(&o.out, "out", "", "file whose section is replaced; none when empty")
	flags.IntVar(&o.rate, "rate", 200, "requests a second")
	flags.DurationVar(&o.length, "for", 30*time.Second, "how long")
	flags.IntVar(&o.stories, "stories", 2000, "stories to ask for, from all over the archive")
	flags.DurationVar(&o.pause, "pause", 100*time.Millisecond, "between two adds; 0: none are made")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if o.rate < 1 || o.stories < 1 {
		return errors.New("-rate and -stories are numbers from 1")
	}
	if o.site != "" {
		l := newLoad(o.site)
		paths, err := l.paths(ctx, o.stories)
		if err != nil {
			return err
		}
		return l.measure(ctx, &o, paths, stdout, nil)
	}
	var err error
	if o.newsarc, err = filepath.Abs(o.newsarc); err != nil {
		return err
	}
	if o.archive == "" {
		dir, err := os.MkdirTemp("", "newsarc-webload-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		if o.archive, err = makeArchive(ctx, &o, dir); err != nil {
			return err
		}
	}
	return serveAndMeasure(ctx, &o, stdout)
}

// makeArchive fills an archive with the corpus of the other benchmarks, and
// consolidates it: one that grew revision by revision has a handful of packs, and
// the first add after a bulk import would spend half a minute on making them.
func makeArchive(ctx context.Context, o *options, dir string) (string, error) {
	corpus := filepath.Join(dir, "corpus.jsonl")
	f, err := os.Create(corpus)
	if err != nil {
		return "", err
	}
	dump := exec.CommandContext(ctx, "go", "run", "./internal/bench", "-dump-corpus", "-size", o.size)
	dump.Stdout, dump.Stderr = f, os.Stderr
	if err := errors.Join(dump.Run(), f.Close()); err != nil {
		return "", err
	}
	root := filepath.Join(dir, "archive")
	for _, args := range [][]string{{"init", root}, {"-C", root, "add", "-q", corpus}, {"-C", root, "gc"}} {
		if out, err := exec.CommandContext(ctx, o.newsarc, args...).CombinedOutput(); err != nil {
			return "", fmt.Errorf("newsarc %s: %w\n%s", args[0], err, out)
		}
	}
	return root, os.Remove(corpus)
}

// serveAndMeasure starts a server, loads it, and stops it.
func serveAndMeasure(ctx context.Context, o *options, stdout io.Writer) (err error) {
	start, err := startTimes(ctx, o)
	if err != nil {
		return err
	}
	s, err := startServer(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	r := &report{options: o, start: start}
	l := newLoad(s.site)
	if err := l.settle(ctx); err != nil {
		return err
	}
	paths, err := l.paths(ctx, o.stories)
	if err != nil {
		return err
	}
	before, err := s.cpu()
	if err != nil {
		return err
	}
	beside := func(ctx context.Context) {
		var looking sync.WaitGroup
		looking.Go(func() { r.memory.watch(ctx, s.cmd.Process.Pid) })
		r.added = keepAdding(ctx, o)
		looking.Wait()
	}
	if err := l.measure(ctx, o, paths, stdout, beside); err != nil {
		return err
	}
	after, err := s.cpu()
	if err != nil {
		return err
	}
	r.cpu = after - before
	if err := r.memory.look(s.cmd.Process.Pid); err != nil {
		return err
	}
	r.load = l
	grown := l.growth(ctx)
	r.print(stdout)
	if o.out != "" {
		err = r.write(o.out)
	}
	return errors.Join(err, grown)
}
