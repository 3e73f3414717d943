// Command stress tries to make newsarc lose a revision that it has reported as
// added: it kills it, cuts its power, fills its disk, takes its memory and its
// right to write, and lets stock git work on the same repository. What it did
// and what was lost is printed, one line for each trial; anything lost, or a
// reader that met an error which was not its own, makes the exit status 1.
//
// It knows newsarc only as a user does, by the command line, and asks stock git
// and newsarc verify what is there. It needs Linux and root for what needs
// mounts of its own, and says so where it cannot have them.
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
	"slices"
	"strings"
	"time"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout)) }

// trial is one way to lose a revision. It returns what it did, in a line.
type trial struct {
	name   string
	about  string
	mounts bool // it needs a mount namespace of its own
	run    func(ctx context.Context, l *lab) (string, error)
}

var trials = []trial{
	{"kill", "kill -9 at random moments of bulk adds by two writers, beside two readers", false, killWriters},
	{"git", "stock git commits, repacks and collects garbage at the same time", false, besideGit},
	{"power", "the power goes off under two writers, on ext4", true, cutPower},
	{"full", "the disk is full", true, fillDisk},
	{"readonly", "the file system becomes read-only under a writer", true, turnReadOnly},
	{"memory", "there is less memory than an add would like", false, takeMemory},
}

// skipped says why a trial cannot be made here.
type skipped string

func (s skipped) Error() string { return string(s) }

func run(args []string, out io.Writer) int {
	flags := flag.NewFlagSet("stress", flag.ContinueOnError)
	newsarc := flags.String("newsarc", "bin/newsarc", "the newsarc binary")
	kills := flags.Int("kills", 200, "how often to kill; the other trials take their size from it")
	seed := flags.Uint64("seed", uint64(time.Now().UnixNano()), "seed of the random moments")
	dir := flags.String("dir", "", "work here; a temporary folder when empty")
	private := flags.Bool("private", false, "mounts are private already (used by stress itself)")
	flags.Usage = func() {
		fmt.Fprintln(flags.Output(), "usage: stress [flags] [trial]...")
		flags.PrintDefaults()
		for _, t := range trials {
			fmt.Fprintf(flags.Output(), "  %-8s %s\n", t.name, t.about)
		}
	}
	if err := flags.Parse(args); err != nil {
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	o := options{newsarc: *newsarc, kills: *kills, seed: *seed, dir: *dir, private: *private}
	err := o.make(ctx, out, flags.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "stress:", err)
		return 1
	}
	return 0
}

type options struct {
	newsarc string
	kills   int
	seed    uint64
	dir     string
	private bool
}

// make makes the trials named, all of them when none is.
func (o *options) make(ctx context.Context, out io.Writer, names []string) (err error) {
	for _, name := range names {
		if !slices.ContainsFunc(trials, func(t trial) bool { return t.name == name }) {
			return fmt.Errorf("there is no trial %q", name)
		}
	}
	if o.newsarc, err = exec.LookPath(o.newsarc); err != nil {
		return err
	}
	if o.newsarc, err = filepath.Abs(o.newsarc); err != nil {
		return err
	}
	if o.dir == "" {
		if o.dir, err = os.MkdirTemp("", "newsarc-stress-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(o.dir)) }()
	}
	var failed []string
	for _, t := range trials {
		if len(names) > 0 && !slices.Contains(names, t.name) {
			continue
		}
		if !o.one(ctx, out, t) {
			failed = append(failed, t.name)
		}
	}
	if len(failed) > 0 {
		return fmt.Errorf("failed: %s (seed %d)", strings.Join(failed, ", "), o.seed)
	}
	return ctx.Err()
}

// one makes a trial and prints what came of it.
func (o *options) one(ctx context.Context, out io.Writer, t trial) bool {
	if t.mounts && !o.private {
		ok, err := o.inNamespace(ctx, out, t)
		if err == nil {
			return ok
		}
		fmt.Fprintf(out, "%-8s skipped: %v\n", t.name, err)
		return true
	}
	l, err := newLab(o, t.name)
	start := time.Now()
	did := ""
	if err == nil {
		did, err = t.run(ctx, l)
		err = errors.Join(err, l.clean())
	}
	var why skipped
	switch {
	case errors.As(err, &why):
		fmt.Fprintf(out, "%-8s skipped: %v\n", t.name, why)
	case err != nil:
		fmt.Fprintf(out, "%-8s FAILED: %v\n", t.name, err)
		return false
	default:
		fmt.Fprintf(out, "%-8s %s (%.0f s)\n", t.name, did, time.Since(start).Seconds())
	}
	return true
}
