package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// inNamespace makes a trial in a process whose mounts nobody else sees, and which
// vanish with it. The error says why that cannot be had.
func (o *options) inNamespace(ctx context.Context, out io.Writer, t trial) (ok bool, err error) {
	if os.Getuid() != 0 {
		return false, skipped("it needs root, for a mount namespace")
	}
	self, err := os.Executable()
	if err != nil {
		return false, err
	}
	c := exec.CommandContext(ctx, self, "-private", "-newsarc", o.newsarc, "-kills", strconv.Itoa(o.kills),
		"-seed", strconv.FormatUint(o.seed, 10), "-dir", o.dir, t.name)
	c.Stdout, c.Stderr = out, os.Stderr
	c.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	err = c.Run()
	var exit *exec.ExitError
	switch {
	case errors.Is(err, syscall.EPERM):
		return false, skipped("this root may make no mount namespace")
	case err != nil && !errors.As(err, &exit):
		return false, err
	}
	return err == nil, nil
}

// tool returns what a system program says; an error that skips the trial if
// there is no such program.
func tool(ctx context.Context, name string, args ...string) error {
	path, err := exec.LookPath(name)
	if err != nil {
		return skipped("it needs " + name)
	}
	_, err = output(exec.CommandContext(ctx, path, args...))
	return err
}

// mountDisk mounts the image of an ext4 disk of so many megabytes where the
// trial's archive will be. Options are those that give least away: the journal is
// written only when asked, and a rename waits for no data.
func (l *lab) mountDisk(ctx context.Context, megabytes int64) error {
	image := filepath.Join(l.dir, "disk.img")
	f, err := os.Create(image)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Truncate(megabytes<<20), f.Close()); err != nil {
		return err
	}
	if err := tool(ctx, "mkfs.ext4", "-q", "-F", image); err != nil {
		return err
	}
	if err := os.MkdirAll(l.disk(), 0o755); err != nil {
		return err
	}
	l.archive = filepath.Join(l.disk(), "archive")
	l.undo = append(l.undo, l.unmount)
	return l.mountAgain(ctx)
}

func (l *lab) disk() string { return filepath.Join(l.dir, "disk") }

// mountAgain mounts the disk as a machine does that starts again.
func (l *lab) mountAgain(ctx context.Context) error {
	err := tool(ctx, "mount", "-o", "loop,commit=300,noauto_da_alloc,errors=remount-ro", filepath.Join(l.dir, "disk.img"), l.disk())
	if err != nil && strings.Contains(err.Error(), "loop device") {
		return skipped("there is no loop device")
	}
	return err
}

// unmount takes the disk away. A file system that has been shut down may say that
// it is still busy for a moment.
func (l *lab) unmount() error {
	err := syscall.Unmount(l.disk(), 0)
	if errors.Is(err, syscall.EINVAL) { // it is not mounted
		return nil
	}
	if err != nil {
		return fmt.Errorf("unmount: %w", err)
	}
	return nil
}
