// Command bench measures newsarc beside stock git: it makes a corpus up, lets
// both do the same work in turn in the same run, and writes medians and ratios
// into docs/benchmarks.md. It judges nothing: the aims stand beside the figures.
//
// Absolute times belong to the machine; ratios and CPU time are what to read.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	size := flags.String("size", "10k", "revisions in the archive: 10k, 100k, 1m")
	repeats := flags.Int("repeats", 0, "counted runs of each command that takes long; 0: 5, and 1 from 100,000 revisions on")
	limit := flags.Duration("limit", 10*time.Minute, "most that one command of stock git may take; then the figure says so")
	newsarc := flags.String("newsarc", "", "the newsarc binary; built when empty")
	file := flags.String("out", "docs/benchmarks.md", "file whose section is replaced; - for none")
	keep := flags.String("dir", "", "work here and keep it; a temporary folder when empty")
	corpusFile := flags.String("corpus", "", "JSON lines to use in place of the made-up corpus")
	dump := flags.Bool("dump-corpus", false, "print the made-up corpus and stop")
	have := flags.String("archive", "", "measure on this archive, which is changed, and leave out what takes a bulk add")
	only := flags.String("run", "", "only the measurements whose title this regular expression matches")
	seed := flags.Uint64("seed", 1, "seed of the made-up corpus")
	if err := flags.Parse(args); err != nil {
		return err
	}
	n, err := count(*size)
	if err != nil {
		return err
	}
	match, err := regexp.Compile(*only)
	if err != nil {
		return err
	}
	if *dump {
		return newCorpus(*seed).write(stdout, n)
	}
	b := &bench{size: n, repeats: *repeats, newsarc: *newsarc, dir: *keep, log: stdout, limit: *limit, have: *have}
	if b.repeats == 0 {
		if b.repeats = 5; b.large() {
			b.repeats = 1
		}
	}
	if b.dir == "" {
		if b.dir, err = os.MkdirTemp("", "newsarc-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(b.dir)
	}
	if err := b.prepare(ctx, *corpusFile, *seed); err != nil {
		return err
	}
	var failed error
	for _, c := range cases {
		if c.bulk && b.have != "" || !match.MatchString(c.title) {
			continue
		}
		b.say(c.title)
		if err := c.run(ctx, b); err != nil { // the rest stands on its own
			err = fmt.Errorf("%s: %w", c.title, err)
			b.say(err.Error())
			failed = errors.Join(failed, err)
		}
		if ctx.Err() != nil {
			return failed
		}
		if *file == "-" {
			continue
		}
		if err := b.writeSection(*file); err != nil { // as they come: a run that is cut short leaves what it had
			return err
		}
	}
	if *file == "-" {
		return errors.Join(failed, b.table(stdout))
	}
	return failed
}

// say tells what is being done, and when it began.
func (b *bench) say(what string) {
	fmt.Fprintf(b.log, "%s %s\n", time.Now().Format(time.TimeOnly), what)
}

func count(s string) (int, error) {
	unit := 1
	switch low := strings.ToLower(s); {
	case strings.HasSuffix(low, "k"):
		unit, s = 1000, s[:len(s)-1]
	case strings.HasSuffix(low, "m"):
		unit, s = 1_000_000, s[:len(s)-1]
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 100/unit {
		return 0, fmt.Errorf("size %q is not a number of revisions", s)
	}
	return n * unit, nil
}

// bench is one round of measurements at one size.
type bench struct {
	size    int
	repeats int
	newsarc string // binary
	dir     string // everything lies below it
	log     io.Writer
	limit   time.Duration
	have    string // archive that was there before
	rows    []row
	first   usage // of the add that made the archive
	indexed bool  // the full-text index was derived and measured
	mine    int64 // bytes of the archive's objects after the bulk add

	corpus string // JSON lines
	stream string // the same history for git fast-import
	story  string // id of a story with many revisions
	blob   string // of its second revision
}

// The folders and files of a round.
func (b *bench) path(parts ...string) string {
	return filepath.Join(append([]string{b.dir}, parts...)...)
}

func (b *bench) archive() string {
	if b.have != "" {
		return b.have
	}
	return b.path("archive")
}
func (b *bench) git() string { return b.path("git") }

// prepare makes the corpus, the archive, and the stream that gives git the same
// history.
func (b *bench) prepare(ctx context.Context, corpusFile string, seed uint64) error {
	var err error
	if b.newsarc == "" {
		b.newsarc = b.path("newsarc")
		// As "make build" does it: one that links C starts a tenth slower.
		build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", b.newsarc, "./cmd/newsarc")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("build newsarc: %w\n%s", err, out)
		}
	}
	if b.newsarc, err = filepath.Abs(b.newsarc); err != nil {
		return err
	}
	if b.dir, err = filepath.Abs(b.dir); err != nil {
		return err
	}
	if b.have != "" {
		b.size = smallSize // of the corpus, which is for comparison only
	}
	b.corpus, b.stream = b.path("corpus.jsonl"), b.path("stream")
	if corpusFile != "" {
		b.corpus = corpusFile
	} else {
		b.say("the corpus")
		if err := b.writeCorpus(seed); err != nil {
			return err
		}
	}
	if b.have != "" {
		return b.borrow(ctx)
	}
	if err := os.RemoveAll(b.archive()); err != nil {
		return err
	}
	if _, err := b.initArchive(ctx, b.archive()); err != nil {
		return err
	}
	b.say("the add that makes the archive")
	if b.first, err = b.bulk(b.archive(), b.corpus).run(ctx); err != nil {
		return err
	}
	if !b.huge() {
		b.say("the same history for git")
		if err := b.export(ctx); err != nil {
			return err
		}
	}
	return b.pickStory(ctx)
}

// borrow makes ready to measure on an archive that was there before: git gets a
// repository of its own with the same objects.
func (b *bench) borrow(ctx context.Context) (err error) {
	if b.have, err = filepath.Abs(b.have); err != nil {
		return err
	}
	if err := os.RemoveAll(b.git()); err != nil {
		return err
	}
	if out, err := exec.CommandContext(ctx, "git", "clone", "-q", "--bare", "--shared", gitDir(b.have), b.git()).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	out, err := b.gitOutput(ctx, "rev-list", "--count", "main")
	if err != nil {
		return err
	}
	if b.size, err = strconv.Atoi(strings.TrimSpace(out)); err != nil {
		return err
	}
	return b.pickStory(ctx)
}

// large reports whether everything that takes long is done once only.
func (b *bench) large() bool { return b.size >= 100_000 }

// huge reports whether what takes an hour is done another way, or not at all.
func (b *bench) huge() bool { return b.size >= 500_000 }

// bulk is the add of a corpus to an archive.
func (b *bench) bulk(archive, corpus string) command {
	return command{dir: archive, args: []string{b.newsarc, "add", "--quiet", corpus}, watch: corpus}
}

func (b *bench) writeCorpus(seed uint64) error {
	f, err := os.Create(b.corpus)
	if err != nil {
		return err
	}
	err = newCorpus(seed).write(f, b.size)
	return errors.Join(err, f.Close())
}

func (b *bench) initArchive(ctx context.Context, dir string) (usage, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return usage{}, err
	}
	return command{dir: dir, args: []string{b.newsarc, "init"}}.run(ctx)
}

// export writes the archive's history as git fast-import reads it.
func (b *bench) export(ctx context.Context) error {
	f, err := os.Create(b.stream)
	if err != nil {
		return err
	}
	args := b.exportArgs()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Stdout, cmd.Stderr = f, os.Stderr
	return errors.Join(cmd.Run(), f.Close())
}

func (b *bench) exportArgs() []string {
	return []string{"git", "--git-dir", gitDir(b.archive()), "fast-export", "--signed-tags=strip", "refs/heads/main"}
}

// pickStory finds a story in the middle of the history.
func (b *bench) pickStory(ctx context.Context) error {
	out, err := b.gitOutput(ctx, "log", "--format=", "--name-only", "--skip", strconv.Itoa(b.size/2), "-n", "2000", "main")
	if err != nil {
		return err
	}
	seen := map[string]int{}
	best := ""
	for _, path := range strings.Fields(out) {
		seen[path]++
		if seen[path] > seen[best] {
			best = path
		}
	}
	b.story = strings.TrimSuffix(best, ".md")
	log := exec.CommandContext(ctx, b.newsarc, "log", "--json", b.story) // git would take minutes at a million
	log.Dir = b.archive()
	list, err := log.Output()
	if err != nil {
		return fmt.Errorf("log of %s: %w", b.story, err)
	}
	for line := range strings.Lines(string(list)) {
		var rev struct {
			Number int
			Blob   string
		}
		if err := json.Unmarshal([]byte(line), &rev); err != nil {
			return err
		}
		if rev.Number == 2 {
			b.blob = rev.Blob
			return nil
		}
	}
	return fmt.Errorf("no story with two revisions (%q)", best)
}

func (b *bench) gitOutput(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"--git-dir", gitDir(b.archive())}, args...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	return string(out), err
}

func gitDir(archive string) string { return filepath.Join(archive, ".newsarc", "archive.git") }
