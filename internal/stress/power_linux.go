package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
	"unsafe"
)

// ext4Shutdown is EXT4_IOC_SHUTDOWN, _IOR('X', 125, __u32); noLogFlush is its
// flag EXT4_GOING_FLAGS_NOLOGFLUSH: nothing more reaches the disk, not even the
// journal.
const (
	ext4Shutdown = 0x8004587d
	noLogFlush   = 2
)

// cutPower cuts the power under two writers, starts again, and looks.
func cutPower(ctx context.Context, l *lab) (string, error) {
	if err := l.mountDisk(ctx, 512); err != nil {
		return "", err
	}
	if err := l.init(ctx); err != nil {
		return "", err
	}
	cuts, working := max(2, l.kills/8), 0
	for round := range cuts {
		n, err := l.powerRound(ctx, round)
		if err != nil {
			return "", err
		}
		working += n
	}
	acked := l.count()
	if err := l.finish(ctx, 0); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d power cuts under two writers, %d of these at work; %d revisions acknowledged, 0 lost", cuts, working, acked), nil
}

// powerRound cuts the power once. It returns how many writers that met at work.
func (l *lab) powerRound(ctx context.Context, round int) (working int, err error) {
	var pair [2]*writer
	for i := range pair {
		if pair[i], err = l.startWriter(ctx, run1{fmt.Sprintf("run%d-%d", round, i), 8 * burst}, i == 0); err != nil {
			return 0, err
		}
	}
	l.pause(ctx, 7*burstPause)
	if err := shutDown(l.disk()); err != nil {
		for _, w := range pair {
			w.kill()
		}
		return 0, err
	}
	for _, w := range pair {
		// The machine is off: what the process says after that reaches nobody.
		if w.kill() || w.err != nil {
			working++
		}
	}
	if err := l.remount(ctx); err != nil {
		return working, err
	}
	if err := l.check(ctx); err != nil {
		return working, fmt.Errorf("after power cut %d: %w", round+1, err)
	}
	return working, nil
}

// shutDown stops a file system: nothing that is not on its disk will get there.
func shutDown(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	flags := uint32(noLogFlush)
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), ext4Shutdown, uintptr(unsafe.Pointer(&flags)))
	if errno == syscall.ENOTTY || errno == syscall.EOPNOTSUPP || errno == syscall.EPERM {
		return skipped("ext4 of this kernel cannot be shut down")
	}
	if errno != 0 {
		return errno
	}
	return nil
}

// remount takes the disk away and mounts it again.
func (l *lab) remount(ctx context.Context) error {
	var err error
	for range 50 {
		if err = l.unmount(); !errors.Is(err, syscall.EBUSY) {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err != nil {
		return err
	}
	return l.mountAgain(ctx)
}
