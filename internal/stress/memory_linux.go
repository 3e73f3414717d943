package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// takeMemory lets add work with less and less memory, until the kernel kills it,
// then once more with enough.
func takeMemory(ctx context.Context, l *lab) (string, error) {
	limit, err := l.memoryLimiter(ctx)
	if err != nil {
		return "", err
	}
	if err := l.init(ctx); err != nil {
		return "", err
	}
	limits := []int{768, 256, 128, 64, 40}
	size, least, killed := 40*min(50, l.kills), 0, 0
	for round, megabytes := range limits {
		wrap, err := limit(megabytes)
		if err != nil {
			return "", err
		}
		w, err := l.startWriter(ctx, run1{fmt.Sprintf("run%d", round), size}, false, wrap...)
		if err != nil {
			return "", err
		}
		if w.wait() == nil {
			least = megabytes
		} else {
			killed++
		}
		if err := l.check(ctx); err != nil {
			return "", fmt.Errorf("with %d MB: %w", megabytes, err)
		}
	}
	if least == 0 {
		return "", fmt.Errorf("add did not work with 768 MB")
	}
	acked := l.count()
	if err := l.finish(ctx, 0); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d adds of %d texts, with 768 to 40 MB of memory; %d MB were enough, %d adds were killed; %d revisions acknowledged, 0 lost", len(limits), size, least, killed, acked), nil
}

// memoryLimiter returns a function that says with what words before it a command
// has to do with so many megabytes.
func (l *lab) memoryLimiter(ctx context.Context) (func(megabytes int) ([]string, error), error) {
	for _, version := range []struct{ base, file, swap string }{
		{"/sys/fs/cgroup", "memory.max", "memory.swap.max"},
		{"/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.memsw.limit_in_bytes"},
	} {
		group := filepath.Join(version.base, fmt.Sprintf("newsarc-stress-%d", os.Getpid()))
		if os.Mkdir(group, 0o755) != nil {
			continue
		}
		file := filepath.Join(group, version.file)
		if _, err := os.Stat(file); err != nil {
			_ = os.Remove(group)
			continue
		}
		l.undo = append(l.undo, func() error { return leaveGroup(group) })
		return func(megabytes int) ([]string, error) {
			if err := os.WriteFile(file, []byte(strconv.Itoa(megabytes<<20)), 0); err != nil {
				return nil, err
			}
			return []string{"sh", "-c", `echo $$ >"$0" && exec "$@"`, filepath.Join(group, "cgroup.procs")}, nil
		}, nil
	}
	if path, err := exec.LookPath("systemd-run"); err == nil && exec.CommandContext(ctx, path, "--user", "--scope", "-q", "true").Run() == nil {
		return func(megabytes int) ([]string, error) {
			return []string{path, "--user", "--scope", "-q", "-p", fmt.Sprintf("MemoryMax=%dM", megabytes)}, nil
		}, nil
	}
	return nil, skipped("it needs a memory cgroup of its own, or systemd-run --user")
}

// leaveGroup removes a cgroup, which may take a moment to become empty.
func leaveGroup(dir string) error {
	for range 100 {
		err := os.Remove(dir)
		if err == nil || !errors.Is(err, syscall.EBUSY) {
			return err
		}
		procs, _ := os.ReadFile(filepath.Join(dir, "cgroup.procs"))
		if strings.TrimSpace(string(procs)) != "" {
			return fmt.Errorf("%s still has processes %s", dir, procs)
		}
	}
	return nil
}
