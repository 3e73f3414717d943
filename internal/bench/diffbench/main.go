// Command diffbench measures package diff beside git diff --word-diff, wdiff and
// go-diff as it is, on texts that it makes up, and writes the figures into
// docs/benchmarks-diff.md. Each way of comparing is a process that reads two
// files and prints what differs; absolute times belong to the machine, ratios
// are what to read. It judges speed and counts marked words; quality is the
// matter of newsarc-eval.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "diffbench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("diffbench", flag.ContinueOnError)
	child := flags.String("way", "", "compare two files in one way, print the marked words and stop")
	call := flags.Bool("call", false, "print how many nanoseconds a comparison of two files takes and stop")
	texts := flags.String("texts", "", "write the texts into this folder, list them and stop")
	repeats := flags.Int("repeats", 5, "runs of each; the median counts")
	limit := flags.Duration("limit", 30*time.Second, "longest run; longer ones are stopped")
	out := flags.String("out", "docs/benchmarks-diff.md", "file to write; - for standard output")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case *child != "":
		return compare(*child, flags.Arg(0), flags.Arg(1), stdout)
	case *call:
		return timeCall(flags.Arg(0), flags.Arg(1), stdout)
	case *texts != "":
		return writeTexts(*texts, stdout)
	}
	dir, err := os.MkdirTemp("", "diffbench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	self, err := os.Executable()
	if err != nil {
		return err
	}
	b := bench{dir: dir, self: self, repeats: *repeats, limit: *limit}
	results, err := b.all(ctx, stdout)
	if err != nil {
		return err
	}
	if *out == "-" {
		return report(stdout, results)
	}
	var page bytes.Buffer
	if err := report(&page, results); err != nil {
		return err
	}
	return os.WriteFile(*out, page.Bytes(), 0o644)
}

type bench struct {
	dir, self string
	repeats   int
	limit     time.Duration
}

// usage is what a run cost, as the kernel accounts for it.
type usage struct {
	wall, cpu time.Duration
	rss       int64 // bytes, at its peak
	marked    int   // words shown as old or new
	stopped   bool  // it took longer than the limit
}

// result is what every way cost on one pair of texts.
type result struct {
	pair
	ways map[string]usage
	call time.Duration // one comparison inside a running process, signals included
}

// all measures every pair in every way. This process itself stays small: the
// kernel counts the memory of a parent at the birth of a child as the child's.
func (b *bench) all(ctx context.Context, log io.Writer) ([]result, error) {
	var pairs []pair
	if err := b.ask(ctx, &pairs, "-texts", b.dir); err != nil {
		return nil, err
	}
	var out []result
	for _, p := range pairs {
		old, new := p.Old, p.New
		r := result{pair: p, ways: map[string]usage{}}
		if err := b.ask(ctx, &r.call, "-call", old, new); err != nil {
			return nil, err
		}
		runs := map[string][]usage{}
		for range b.repeats {
			for _, w := range ways {
				if slices.ContainsFunc(runs[w.name], func(u usage) bool { return u.stopped }) {
					continue
				}
				u, err := b.measure(ctx, w, old, new)
				if err != nil {
					return nil, fmt.Errorf("%s: %s: %w", p.Name, w.name, err)
				}
				runs[w.name] = append(runs[w.name], u)
			}
		}
		for _, w := range ways {
			r.ways[w.name] = median(runs[w.name])
			fmt.Fprintf(log, "%-50s %-14s %s\n", p.Name, w.name, r.ways[w.name])
		}
		out = append(out, r)
	}
	return out, nil
}

// ask runs this program as a child and reads its answer as JSON.
func (b *bench) ask(ctx context.Context, answer any, args ...string) error {
	out, err := exec.CommandContext(ctx, b.self, args...).Output()
	if err != nil {
		return fmt.Errorf("%v: %w", args, err)
	}
	return json.Unmarshal(out, answer)
}

// measure runs one way once.
func (b *bench) measure(ctx context.Context, w way, old, new string) (usage, error) {
	ctx, cancel := context.WithTimeout(ctx, b.limit)
	defer cancel()
	args := append([]string{b.self, "-way", w.name}, old, new)
	if w.args != nil {
		args = append(slices.Clone(w.args), old, new)
	}
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "GIT_PAGER=cat", "GIT_CONFIG_NOSYSTEM=1")
	var stdout bytes.Buffer
	cmd.Stdout = &stdout
	start := time.Now()
	err := cmd.Run()
	u := usage{wall: time.Since(start)}
	if ctx.Err() != nil {
		u.stopped = true
		return u, nil
	}
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) { // 1: the texts differ
		return u, err
	}
	u.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	u.rss = cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss * 1024
	u.marked = marked(stdout.String())
	return u, nil
}

// median returns the run whose CPU time is in the middle.
func median(runs []usage) usage {
	slices.SortFunc(runs, func(a, b usage) int { return int(a.cpu - b.cpu) })
	return runs[len(runs)/2]
}

func (u usage) String() string {
	if u.stopped {
		return fmt.Sprintf("stopped after %.0f s", u.wall.Seconds())
	}
	return fmt.Sprintf("%8.1f ms CPU %8.1f ms wall %6.0f MiB %8d words", ms(u.cpu), ms(u.wall), float64(u.rss)/(1<<20), u.marked)
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
