package main

import (
	"bufio"
	"bytes"
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

// memory is what the server had in bytes: at most as the system counted it, and
// when most was seen, how much of that was its own and how much mapped files that
// the system can take back.
type memory struct{ peak, anon, file int64 }

// look notes what the server has now. It is not an error that the process ended.
func (m *memory) look(pid int) error {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return err
	}
	var anon, file int64
	for line := range strings.Lines(string(data)) {
		key, value, _ := strings.Cut(line, ":")
		to := map[string]*int64{"VmHWM": &m.peak, "RssAnon": &anon, "RssFile": &file}[key]
		if to == nil {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 10, 64)
		if err != nil {
			return fmt.Errorf("/proc/%d/status: %w", pid, err)
		}
		*to = n << 10
	}
	if anon+file > m.anon+m.file {
		m.anon, m.file = anon, file
	}
	return nil
}

// watch looks five times a second until ctx is done.
func (m *memory) watch(ctx context.Context, pid int) {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for m.look(pid) == nil {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// cpu returns how much processor time the server has taken, all its threads
// together.
func (s *server) cpu() (time.Duration, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	// The second field, in parentheses, may hold anything: utime and stime are the
	// 12th and 13th after it, in hundredths of a second (proc_pid_stat(5)).
	fields := strings.Fields(string(data[bytes.LastIndexByte(data, ')')+1:]))
	if len(fields) < 13 {
		return 0, fmt.Errorf("/proc/%d/stat: %d fields", s.cmd.Process.Pid, len(fields))
	}
	var ticks int64
	for _, f := range fields[11:13] {
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("/proc/%d/stat: %w", s.cmd.Process.Pid, err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond, nil
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
