package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// lab is the place of one trial: an archive, and what was acknowledged to those
// who wrote to it.
type lab struct {
	newsarc string
	dir     string // of the trial
	archive string // root of the archive
	kills   int
	random  *rand.Rand
	undo    []func() error

	mu    sync.Mutex
	acked []string // commits reported as added
	runs  []run1   // what was fed, to be fed again
}

// run1 is one stream of texts.
type run1 struct {
	name string
	n    int
}

func newLab(o *options, name string) (*lab, error) {
	l := &lab{newsarc: o.newsarc, dir: filepath.Join(o.dir, name), kills: o.kills, random: rand.New(rand.NewPCG(o.seed, 1))}
	l.archive = filepath.Join(l.dir, "archive")
	return l, os.MkdirAll(l.dir, 0o755)
}

// clean undoes what the trial did outside of its folder, last things first, and
// removes that.
func (l *lab) clean() (err error) {
	for i := len(l.undo) - 1; i >= 0; i-- {
		err = errors.Join(err, l.undo[i]())
	}
	return errors.Join(err, os.RemoveAll(l.dir))
}

// command prepares newsarc to run in the archive.
func (l *lab) command(ctx context.Context, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, l.newsarc, args...)
	c.Dir = l.archive
	c.Env = append(os.Environ(), "HOME="+l.dir, "GORACE=atexit_sleep_ms=0",
		"GIT_COMMITTER_NAME=Ann Archivist", "GIT_COMMITTER_EMAIL=ann@example.org")
	return c
}

// newsarcOutput runs newsarc to its end.
func (l *lab) newsarcOutput(ctx context.Context, args ...string) (string, error) {
	return output(l.command(ctx, args...))
}

func (l *lab) git(ctx context.Context, args ...string) (string, error) {
	c := exec.CommandContext(ctx, "git", append([]string{"--git-dir", filepath.Join(l.archive, ".newsarc", "archive.git")}, args...)...)
	c.Env = append(os.Environ(), "HOME="+l.dir, "GIT_AUTHOR_NAME=Stock Git", "GIT_AUTHOR_EMAIL=git@example.org",
		"GIT_COMMITTER_NAME=Stock Git", "GIT_COMMITTER_EMAIL=git@example.org")
	return output(c)
}

func output(c *exec.Cmd) (string, error) {
	var out, stderr bytes.Buffer
	c.Stdout, c.Stderr = &out, &stderr
	if err := c.Run(); err != nil {
		return out.String(), fmt.Errorf("%s %s: %w: %s", filepath.Base(c.Path), strings.Join(c.Args[1:], " "), err, tail(stderr.String()))
	}
	return out.String(), nil
}

// tail keeps the end of what a process said.
func tail(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 500 {
		s = "..." + s[len(s)-500:]
	}
	return s
}

func (l *lab) init(ctx context.Context) error {
	if err := os.MkdirAll(l.archive, 0o755); err != nil {
		return err
	}
	_, err := l.newsarcOutput(ctx, "init")
	return err
}

// writer is an add under way.
type writer struct {
	l      *lab
	cmd    *exec.Cmd
	run    run1
	stderr bytes.Buffer
	read   chan struct{} // closed when all it said has been read
	acked  int
	err    error
}

// startWriter lets newsarc add a stream of texts. In bursts, the stream makes a
// pause again and again, so that it is archived in many small batches; else in
// few large ones.
func (l *lab) startWriter(ctx context.Context, run run1, bursts bool, wrap ...string) (*writer, error) {
	l.mu.Lock()
	l.runs = append(l.runs, run)
	l.mu.Unlock()
	w := &writer{l: l, run: run, read: make(chan struct{})}
	w.cmd = l.command(ctx, "add", "--json", "-")
	if len(wrap) > 0 {
		c := exec.CommandContext(ctx, wrap[0], append(append(wrap[1:], l.newsarc), w.cmd.Args[1:]...)...)
		c.Dir, c.Env = w.cmd.Dir, w.cmd.Env
		w.cmd = c
	}
	stdin, err := w.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	w.cmd.Stderr = &w.stderr
	if err := w.cmd.Start(); err != nil {
		return nil, err
	}
	go feed(stdin, run, bursts)
	go w.listen(out)
	return w, nil
}

// listen takes down every revision that is reported as added, in whole lines: a
// process that is killed may have written half of one.
func (w *writer) listen(out io.Reader) {
	defer close(w.read)
	for in := bufio.NewReader(out); ; {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var outcome struct {
			Status   string
			Revision struct{ Commit string }
		}
		if json.Unmarshal(line, &outcome) == nil && outcome.Status == "added" {
			w.acked++
			w.l.ack(outcome.Revision.Commit)
		}
	}
}

func (l *lab) ack(commit string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acked = append(l.acked, commit)
}

// known returns a commit that was acknowledged, the empty string if none was yet.
func (l *lab) known(r *rand.Rand) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.acked) == 0 {
		return ""
	}
	return l.acked[r.IntN(len(l.acked))]
}

func (l *lab) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.acked)
}

// wait waits for the end of the writer. It fails unless that was its own.
func (w *writer) wait() error {
	<-w.read
	if err := w.cmd.Wait(); err != nil {
		w.err = fmt.Errorf("add: %w: %s", err, tail(w.stderr.String()))
	}
	return w.err
}

// kill kills the writer and reports whether it was still alive.
func (w *writer) kill() bool {
	err := w.cmd.Process.Kill()
	_ = w.wait()
	return err == nil && w.cmd.ProcessState != nil && !w.cmd.ProcessState.Exited()
}

// check asks git and newsarc whether the archive is sound and has every revision
// that was acknowledged.
func (l *lab) check(ctx context.Context) error {
	history, err := l.git(ctx, "rev-list", "--all")
	if err != nil {
		return err
	}
	have := map[string]bool{}
	for id := range strings.FieldsSeq(history) {
		have[id] = true
	}
	l.mu.Lock()
	var lost []string
	for _, id := range l.acked {
		if !have[id] {
			lost = append(lost, id)
		}
	}
	l.mu.Unlock()
	if len(lost) > 0 {
		return fmt.Errorf("%d acknowledged revisions are LOST, %s the first", len(lost), lost[0])
	}
	if _, err := l.git(ctx, "fsck", "--strict", "--no-dangling"); err != nil {
		return err
	}
	out, err := l.newsarcOutput(ctx, "verify", "--read-data")
	if err != nil {
		return fmt.Errorf("%w\n%s", err, tail(out))
	}
	return nil
}

// finish feeds everything once more, as who was interrupted would: what was cut
// short goes in, and nothing twice. extra is how many revisions came from
// elsewhere.
func (l *lab) finish(ctx context.Context, extra int) error {
	want := extra
	done := map[string]bool{}
	for _, r := range l.runs {
		if done[r.name] {
			continue
		}
		done[r.name] = true
		want += r.n
		c := l.command(ctx, "add", "--quiet", "-")
		c.Stdin = bytes.NewReader(r.records())
		if _, err := output(c); err != nil {
			return fmt.Errorf("second run: %w", err)
		}
	}
	if err := l.check(ctx); err != nil {
		return fmt.Errorf("after the second run: %w", err)
	}
	out, err := l.newsarcOutput(ctx, "log", "--oneline")
	if got := strings.Count(out, "\n"); err != nil || got != want {
		return fmt.Errorf("after the second run: %d revisions, want %d (%w)", got, want, err)
	}
	return nil
}

// pause waits for up to d.
func (l *lab) pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(time.Duration(l.random.Int64N(int64(d) + 1))):
	}
}
