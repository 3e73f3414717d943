package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"syscall"
)

// turnReadOnly lets the file system become read-only under a writer, as ext4
// does when its disk fails: what is there must stay readable, and be there when
// the disk is mounted again.
func turnReadOnly(ctx context.Context, l *lab) (string, error) {
	if err := l.mountDisk(ctx, 512); err != nil {
		return "", err
	}
	if err := l.init(ctx); err != nil {
		return "", err
	}
	rounds, working, commands := max(2, l.kills/20), 0, 0
	for round := range rounds {
		w, err := l.startWriter(ctx, run1{fmt.Sprintf("run%d", round), 10 * burst}, true)
		if err != nil {
			return "", err
		}
		l.pause(ctx, 8*burstPause)
		// "abort" is ext4's own rehearsal of a fatal error.
		if err := syscall.Mount("", l.disk(), "", syscall.MS_REMOUNT, "abort"); err != nil {
			w.kill()
			return "", skipped("ext4 of this kernel cannot be aborted: " + err.Error())
		}
		if err := w.wait(); err != nil {
			working++
		}
		n, err := l.readAll(ctx)
		if err != nil {
			return "", fmt.Errorf("on the read-only disk: %w", err)
		}
		commands += n
		if err := l.remount(ctx); err != nil {
			return "", err
		}
		if err := l.check(ctx); err != nil {
			return "", fmt.Errorf("after round %d: %w", round+1, err)
		}
	}
	acked := l.count()
	if err := l.finish(ctx, 0); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d times read-only, %d under a writer at work; %d revisions acknowledged, 0 lost; %d commands read it read-only, 0 errors", rounds, working, acked, commands), nil
}

// readAll asks everything that a reader may, and once to add, which must fail.
func (l *lab) readAll(ctx context.Context) (commands int, err error) {
	r := rand.New(rand.NewPCG(l.random.Uint64(), 3))
	for range 6 {
		args := l.question(r)
		if args[0] == "log" && len(args) == 2 || args[0] == "search" {
			args = []string{"log", "-n", "3"} // the story may not be there yet
		}
		if l.count() == 0 {
			args = []string{"stories"}
		}
		if _, err := l.newsarcOutput(ctx, args...); err != nil {
			return commands, err
		}
		commands++
	}
	w, err := l.startWriter(ctx, run1{"late", burst}, false)
	if err != nil {
		return commands, err
	}
	if err := w.wait(); err == nil || w.acked > 0 {
		return commands, fmt.Errorf("add to a read-only disk: %d revisions reported, error %v", w.acked, err)
	}
	return commands, nil
}
