package faultfs

import (
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"syscall"
	"time"

	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// file is an open file.
type file struct {
	v        *view
	n        *node
	name     string
	pos      int64
	readOnly bool
	closed   bool
}

func (f *file) do(op string, k kind, do func(n *node) error) error {
	return f.v.do(op, f.name, k, func(*Disk) error {
		if f.closed {
			return fs.ErrClosed
		}
		return do(f.n)
	})
}

func (f *file) Read(p []byte) (int, error) {
	n, err := f.ReadAt(p, f.pos)
	f.pos += int64(n)
	if n > 0 && err == io.EOF {
		err = nil
	}
	return n, err
}

func (f *file) ReadAt(p []byte, off int64) (n int, err error) {
	err = f.do("read", reads, func(node *node) error {
		if node.dir != nil {
			return fs.ErrInvalid
		}
		if off < int64(len(node.data)) {
			n = copy(p, node.data[off:])
		}
		return nil
	})
	if err == nil && n < len(p) {
		err = io.EOF
	}
	return n, err
}

func (f *file) Write(p []byte) (int, error) {
	n, err := f.WriteAt(p, f.pos)
	f.pos += int64(n)
	return n, err
}

func (f *file) WriteAt(p []byte, off int64) (int, error) {
	if f.readOnly {
		return 0, fs.ErrPermission
	}
	err := f.do("write", writes, func(n *node) error { return n.writeAt(p, off) })
	if errors.Is(err, errShort) {
		half := len(p) / 2
		f.v.d.mu.Lock()
		defer f.v.d.mu.Unlock()
		_ = f.n.writeAt(p[:half], off)
		return half, err
	}
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

func (n *node) writeAt(p []byte, off int64) error {
	end := int(off) + len(p)
	if end > len(n.data) {
		n.data = append(n.data, make([]byte, end-len(n.data))...)
	}
	copy(n.data[off:], p)
	return nil
}

func (f *file) Truncate(size int64) error {
	return f.do("truncate", names, func(n *node) error {
		if int(size) < len(n.data) {
			n.data = n.data[:size]
		}
		return nil
	})
}

func (f *file) Sync() error {
	err := f.do("sync", syncs, func(n *node) error {
		if !n.broken {
			n.stable = slices.Clone(n.data)
		}
		return nil
	})
	if errors.Is(err, syscall.EIO) {
		f.v.d.mu.Lock()
		defer f.v.d.mu.Unlock()
		f.n.broken = true
	}
	return err
}

func (f *file) Stat() (info fs.FileInfo, err error) {
	err = f.do("stat", reads, func(n *node) error {
		info = n.info(f.name)
		return nil
	})
	return info, err
}

func (f *file) TryLock() error {
	return f.do("lock", reads, func(n *node) error {
		if n.locked != nil && n.locked != f {
			return vfs.ErrLocked
		}
		n.locked = f
		return nil
	})
}

// Close always closes, whatever it returns.
func (f *file) Close() error {
	f.v.d.mu.Lock()
	defer f.v.d.mu.Unlock()
	if f.closed {
		return fs.ErrClosed
	}
	f.closed = true
	if f.n.locked == f {
		f.n.locked = nil
	}
	return f.v.alive()
}

// info describes a node under a name.
func (n *node) info(name string) fs.FileInfo {
	return info{name: path.Base(name), n: n, size: int64(len(n.data)), mtime: n.mtime}
}

type info struct {
	name  string
	n     *node
	size  int64
	mtime time.Time
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) ModTime() time.Time { return i.mtime }
func (i info) IsDir() bool        { return i.n.dir != nil }
func (i info) Sys() any           { return i.n }

func (i info) Mode() fs.FileMode {
	if i.IsDir() {
		return fs.ModeDir | 0o755
	}
	return 0o644
}
