package vfs

import (
	"errors"
	"io/fs"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// SyncDir does nothing: Windows makes names durable with the file.
func (OS) SyncDir(string) error { return nil }

// TryLock locks a byte far behind the end of the file, so that its content
// stays readable for others.
func (f osFile) TryLock() error {
	const far = 1 << 30
	err := windows.LockFileEx(windows.Handle(f.Fd()),
		windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY,
		0, 1, 0, &windows.Overlapped{OffsetHigh: far})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		err = ErrLocked
	}
	if err != nil {
		return &fs.PathError{Op: "lock", Path: f.Name(), Err: err}
	}
	return nil
}

type osMapping []byte

// Map maps a file.
func (OS) Map(name string) (Mapping, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() == 0 {
		return osMapping(nil), nil
	}
	h, err := windows.CreateFileMapping(windows.Handle(f.Fd()), nil, windows.PAGE_READONLY, 0, 0, nil)
	if err != nil {
		return nil, &fs.PathError{Op: "map", Path: name, Err: err}
	}
	defer func() { _ = windows.CloseHandle(h) }() // the view keeps the mapping alive
	addr, err := windows.MapViewOfFile(h, windows.FILE_MAP_READ, 0, 0, 0)
	if err != nil {
		return nil, &fs.PathError{Op: "map", Path: name, Err: err}
	}
	// The address is no pointer of Go's heap; the double indirection says so to vet.
	p := *(*unsafe.Pointer)(unsafe.Pointer(&addr))
	return osMapping(unsafe.Slice((*byte)(p), info.Size())), nil
}

func (m osMapping) Bytes() []byte { return m }

// Forget implements Mapping. Windows takes pages back itself when memory is
// short.
func (m osMapping) Forget() {}

func (m osMapping) Close() error {
	if len(m) == 0 {
		return nil
	}
	return windows.UnmapViewOfFile(uintptr(unsafe.Pointer(&m[0])))
}
