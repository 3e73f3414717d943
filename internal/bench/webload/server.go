package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// server is a "newsarc serve" of our own.
type server struct {
	site string
	cmd  *exec.Cmd
}

func startServer(ctx context.Context, o *options) (*server, error) {
	cmd := exec.CommandContext(ctx, o.newsarc, "-C", o.archive, "serve", "--addr", "127.0.0.1:0")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 20 * time.Second
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &server{cmd: cmd}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, errors.Join(fmt.Errorf("newsarc serve: %w", err), s.stop())
	}
	s.site = strings.TrimSuffix(strings.TrimSpace(line), "/")
	return s, nil
}

func (s *server) stop() error {
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	if err := s.cmd.Wait(); err != nil {
		return fmt.Errorf("newsarc serve: %w", err)
	}
	return nil
}

// memory returns how much memory the server had at most, and how much of what it
// has now is its own: the rest are files that the system keeps mapped.
func (s *server) memory() (peak, anon int64, err error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(data)) {
		key, value, _ := strings.Cut(line, ":")
		to := map[string]*int64{"VmHWM": &peak, "RssAnon": &anon}[key]
		if to == nil {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 10, 64)
		if err != nil {
			return 0, 0, err
		}
		*to = n << 10
	}
	return peak, anon, nil
}

// startTimes returns the median time from the start of a server to its first
// answered page.
func startTimes(ctx context.Context, o *options) (time.Duration, error) {
	var times []time.Duration
	for range 7 {
		begin := time.Now()
		s, err := startServer(ctx, o)
		if err != nil {
			return 0, err
		}
		resp, err := http.Get(s.site + "/stories")
		times = append(times, time.Since(begin))
		if err == nil {
			err = resp.Body.Close()
		}
		if err := errors.Join(err, s.stop()); err != nil {
			return 0, err
		}
	}
	slices.Sort(times)
	return times[len(times)/2], nil
}

// keepAdding adds a revision, waits for the pause, and adds another, until ctx
// is done. It returns how many.
func keepAdding(ctx context.Context, o *options) (added int) {
	if o.pause == 0 {
		return 0
	}
	dir, err := os.MkdirTemp("", "newsarc-webload-")
	if err != nil {
		return 0
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "one.jsonl")
	run := time.Now().Unix() // another run adds other stories
	for ; ctx.Err() == nil; added++ {
		line, err := json.Marshal(map[string]string{
			"id": fmt.Sprintf("load-%d-%d", run, added/4), "source": "outlet001.example", "headline": fmt.Sprintf("Ferry runs aground off island %d", added/4),
			"published": time.Now().UTC().Format(time.RFC3339), "captured": time.Now().UTC().Format(time.RFC3339Nano),
			"text": fmt.Sprintf("A ferry ran aground on Sunday with %d people on board. Nobody was hurt, the coast guard said.", 20+added),
		})
		if err != nil {
			return added
		}
		if err := os.WriteFile(file, line, 0o644); err != nil {
			return added
		}
		out, err := exec.CommandContext(ctx, o.newsarc, "-C", o.archive, "add", file).CombinedOutput()
		if err != nil && ctx.Err() == nil {
			fmt.Fprintf(os.Stderr, "add: %v\n%s", err, out)
			return added
		}
		select {
		case <-time.After(o.pause):
		case <-ctx.Done():
		}
	}
	return added
}
