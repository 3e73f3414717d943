package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// besideGit lets stock git commit, repack and collect garbage while two writers
// add and readers read.
func besideGit(ctx context.Context, l *lab) (string, error) {
	if err := l.init(ctx); err != nil {
		return "", err
	}
	w, err := l.startWriter(ctx, run1{"first", 300}, false)
	if err == nil {
		err = w.wait()
	}
	if err != nil {
		return "", err
	}
	readers, stop := l.startReaders(ctx, 1)
	g := &gitWork{l: l, writing: make(chan struct{})}
	var git sync.WaitGroup
	git.Go(g.commit)
	git.Go(g.care)
	rounds := max(1, l.kills/8)
	for round := range rounds {
		if err = l.addPair(ctx, round); err != nil {
			break
		}
	}
	close(g.writing)
	git.Wait()
	stop()
	commands, readErr := readers()
	if err := errors.Join(err, g.err, readErr, ctx.Err()); err != nil {
		return "", err
	}
	if err := l.check(ctx); err != nil {
		return "", err
	}
	acked := l.count()
	if err := l.finish(ctx, g.commits); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d revisions acknowledged beside %d commits, %d refused ones and %d gc or repack -adf of stock git, 0 lost; %d commands read, 0 errors",
		acked-g.commits, g.commits, g.refused, g.cared.Load(), commands), nil
}

// addPair lets two writers add to their end.
func (l *lab) addPair(ctx context.Context, round int) (err error) {
	var pair [2]*writer
	for i := range pair {
		if pair[i], err = l.startWriter(ctx, run1{fmt.Sprintf("run%d-%d", round, i), 12 * burst}, i == 0); err != nil {
			return err
		}
	}
	for _, w := range pair {
		err = errors.Join(err, w.wait())
	}
	return err
}

// gitWork is what stock git does to an archive while writing lasts.
type gitWork struct {
	l       *lab
	writing chan struct{}
	commits int // that update-ref accepted
	refused int // because newsarc had moved the branch
	cared   atomic.Int32

	mu  sync.Mutex
	err error
}

func (g *gitWork) over() bool {
	select {
	case <-g.writing:
		return true
	default:
		return false
	}
}

func (g *gitWork) fail(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.err = errors.Join(g.err, err)
}

// care consolidates as an administrator's cron job would.
func (g *gitWork) care() {
	for n := 0; !g.over(); n++ {
		args := []string{"gc", "-q"}
		if n%2 == 1 {
			args = []string{"repack", "-adfq"}
		}
		if _, err := g.l.git(context.Background(), args...); err != nil {
			g.fail(err)
			return
		}
		g.cared.Add(1)
		time.Sleep(50 * time.Millisecond)
	}
}

// commit changes stories by hand: a new blob, a tree through an index of its
// own, a commit, and the branch moved if nobody else has.
func (g *gitWork) commit() {
	paths, err := g.l.git(context.Background(), "ls-tree", "-r", "--name-only", "main")
	if err != nil {
		g.fail(err)
		return
	}
	list := strings.Fields(paths)
	for n := 0; !g.over(); n++ {
		if err := g.change(list[n%len(list)], n); err != nil {
			g.fail(err)
			return
		}
	}
}

func (g *gitWork) change(path string, n int) error {
	ctx := context.Background()
	old, err := g.l.git(ctx, "rev-parse", "main")
	if err != nil {
		return err
	}
	old = strings.TrimSpace(old)
	text, err := g.l.git(ctx, "cat-file", "-p", old+":"+path)
	if err != nil {
		return err
	}
	next := fmt.Sprintf("%sCorrected by hand, number %d.\n", text, n)
	// A gc removes a folder under the feet of whoever writes into it: git's
	// commands get into each other's way, and a person would try again.
	id, err := g.store(ctx, old, path, next)
	for range 5 {
		if err == nil {
			break
		}
		id, err = g.store(ctx, old, path, next)
	}
	if err != nil {
		return err
	}
	if _, err := g.l.git(ctx, "update-ref", "refs/heads/main", id, old); err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) && (strings.Contains(err.Error(), "but expected") || strings.Contains(err.Error(), "Unable to create")) {
			g.refused++
			return nil
		}
		return err
	}
	g.commits++
	g.l.ack(id)
	return nil
}

// store writes a commit on top of old that gives path a new text.
func (g *gitWork) store(ctx context.Context, old, path, text string) (string, error) {
	file, index := filepath.Join(g.l.dir, "by-hand.md"), filepath.Join(g.l.dir, "index")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		return "", err
	}
	blob, err := g.l.git(ctx, "hash-object", "-w", file)
	if err != nil {
		return "", err
	}
	tree := ""
	for _, args := range [][]string{
		{"read-tree", old},
		{"update-index", "--add", "--cacheinfo", "100644," + strings.TrimSpace(blob) + "," + path},
		{"write-tree"},
	} {
		c := exec.CommandContext(ctx, "git", append([]string{"--git-dir", filepath.Join(g.l.archive, ".newsarc", "archive.git")}, args...)...)
		c.Env = append(os.Environ(), "GIT_INDEX_FILE="+index)
		if tree, err = output(c); err != nil {
			return "", err
		}
	}
	id, err := g.l.git(ctx, "commit-tree", "-p", old, "-m", "By hand", strings.TrimSpace(tree))
	return strings.TrimSpace(id), err
}
