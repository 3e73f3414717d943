package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// usage is what one run of a process cost, as the kernel accounts for it.
type usage struct {
	wall time.Duration
	cpu  time.Duration // user and system, all threads
	rss  int64         // bytes, at its peak
	path []sample      // of a command with a watched file
}

// command is a process to be measured.
type command struct {
	dir   string
	args  []string
	env   []string
	stdin string   // file name; empty for none
	feed  []string // a command whose output it reads, in place of a file; its cost is not counted
	watch string   // file that it reads: how far it is, sample by sample, is kept
}

// run runs c once; its output is dropped.
func (c command) run(ctx context.Context) (usage, error) {
	cmd := exec.CommandContext(ctx, c.args[0], c.args[1:]...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), append(c.env, "LC_ALL=C", "GIT_PAGER=cat")...)
	cmd.Stdout = io.Discard
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if c.stdin != "" {
		f, err := os.Open(c.stdin)
		if err != nil {
			return usage{}, err
		}
		defer f.Close()
		cmd.Stdin = f
	}
	start := time.Now()
	fed, err := c.feedTo(ctx, cmd)
	if err != nil {
		return usage{}, err
	}
	err = cmd.Start()
	var u usage
	if err == nil && c.watch != "" {
		stop := watch(cmd.Process.Pid, c.watch, &u.path)
		err = cmd.Wait()
		stop()
	} else if err == nil {
		err = cmd.Wait()
	}
	u.wall = time.Since(start)
	if feedErr := fed(); err == nil {
		err = feedErr
	}
	if cmd.ProcessState != nil {
		ru := cmd.ProcessState.SysUsage().(*syscall.Rusage)
		u.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		u.rss = ru.Maxrss * 1024
	}
	if err != nil {
		return u, fmt.Errorf("%s: %w: %s", strings.Join(c.args, " "), err, strings.TrimSpace(stderr.String()))
	}
	return u, nil
}

// feedTo starts the command that feeds cmd; done waits for its end.
func (c command) feedTo(ctx context.Context, cmd *exec.Cmd) (done func() error, err error) {
	if c.feed == nil {
		return func() error { return nil }, nil
	}
	from := exec.CommandContext(ctx, c.feed[0], c.feed[1:]...)
	from.Stderr = os.Stderr
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd.Stdin, from.Stdout = r, w
	err = from.Start()
	w.Close()
	if err != nil {
		r.Close()
		return nil, err
	}
	return func() error {
		r.Close()
		return from.Wait()
	}, nil
}

// median returns the middle of each figure.
func median(runs []usage) usage {
	if len(runs) == 0 {
		return usage{}
	}
	mid := func(get func(usage) int64) int64 {
		v := make([]int64, len(runs))
		for i, u := range runs {
			v[i] = get(u)
		}
		slices.Sort(v)
		return v[len(v)/2]
	}
	return usage{
		wall: time.Duration(mid(func(u usage) int64 { return int64(u.wall) })),
		cpu:  time.Duration(mid(func(u usage) int64 { return int64(u.cpu) })),
		rss:  mid(func(u usage) int64 { return u.rss }),
	}
}

// contest runs several ways to do the same work in turn, so that the machine's
// moods meet all of them alike.
type contest struct {
	repeats int
	warmups int
	// before is called ahead of each run of the way named, to restore what the
	// last run changed. It is not measured.
	before func(ctx context.Context, name string) (command, error)
	names  []string
}

func (c contest) run(ctx context.Context) (map[string]usage, error) {
	runs := map[string][]usage{}
	for i := range c.repeats + c.warmups {
		for _, name := range c.names {
			cmd, err := c.before(ctx, name)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			u, err := cmd.run(ctx)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			if i >= c.warmups {
				runs[name] = append(runs[name], u)
			}
		}
	}
	out := map[string]usage{}
	for name, r := range runs {
		out[name] = median(r)
	}
	return out, nil
}
