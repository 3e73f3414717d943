package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// fillDisk adds to a disk that gets full at a random place of the work, makes
// room, and goes on.
func fillDisk(ctx context.Context, l *lab) (string, error) {
	if err := os.MkdirAll(l.disk(), 0o755); err != nil {
		return "", err
	}
	if err := syscall.Mount("tmpfs", l.disk(), "tmpfs", 0, "size=64m"); err != nil {
		return "", skipped("no tmpfs can be mounted: " + err.Error())
	}
	l.undo = append(l.undo, l.unmount)
	l.archive = filepath.Join(l.disk(), "archive")
	if err := l.init(ctx); err != nil {
		return "", err
	}
	rounds, full := max(3, l.kills/8), 0
	for round := range rounds {
		n, err := l.fullRound(ctx, round)
		if err != nil {
			return "", fmt.Errorf("round %d: %w", round+1, err)
		}
		full += n
	}
	acked := l.count()
	if err := l.finish(ctx, 0); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d adds to a disk with little room, %d of these met its end; %d revisions acknowledged, 0 lost; with room again, all went in", rounds, full, acked), nil
}

// fullRound leaves an add up to a megabyte, and returns whether that was too
// little. The archive must be readable while nothing can be written.
func (l *lab) fullRound(ctx context.Context, round int) (full int, err error) {
	ballast := filepath.Join(l.disk(), "ballast")
	if err := leave(l.disk(), ballast, l.random.Int64N(1<<20)); err != nil {
		return 0, err
	}
	w, err := l.startWriter(ctx, run1{fmt.Sprintf("run%d", round), 16 * burst}, round%2 == 0)
	if err != nil {
		return 0, err
	}
	if err := w.wait(); err != nil {
		full = 1
		if said := w.stderr.String(); !strings.Contains(said, "no space left") && !strings.Contains(said, "disk is full") {
			return full, fmt.Errorf("an add to a full disk failed for another reason: %w", err)
		}
	}
	if id := l.known(l.random); id != "" {
		if _, err := l.newsarcOutput(ctx, "show", id); err != nil {
			return full, fmt.Errorf("on the full disk: %w", err)
		}
	}
	if err := os.Remove(ballast); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return full, err
	}
	return full, l.check(ctx)
}

// leave fills a disk but for so many bytes.
func leave(disk, ballast string, room int64) error {
	var st syscall.Statfs_t
	if err := syscall.Statfs(disk, &st); err != nil {
		return err
	}
	fill := int64(st.Bavail)*st.Bsize - room
	if fill <= 0 {
		return nil
	}
	f, err := os.Create(ballast)
	if err != nil {
		return err
	}
	return errors.Join(syscall.Fallocate(int(f.Fd()), 0, 0, fill), f.Close())
}
