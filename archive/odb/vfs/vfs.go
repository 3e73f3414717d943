// Package vfs is the file system as the local store uses it: the few calls
// that durable writing and mapped reading need, behind one interface, so that
// a test can make any of them fail and can drop what was not synced.
//
// It hides no semantics: a File is what a POSIX system gives, Rename replaces
// atomically, and nothing is durable before Sync and SyncDir return nil.
package vfs

import (
	"errors"
	"io"
	"io/fs"
)

// ErrLocked says that another open file holds the lock on the same file.
var ErrLocked = errors.New("locked")

// FS is a file system. Names are paths as package filepath makes them; errors
// wrap those of package fs.
type FS interface {
	// Open opens a file for reading.
	Open(name string) (File, error)
	// Append opens a file for reading and writing, and creates it if need be.
	// Writing starts at its beginning.
	Append(name string) (File, error)
	// Create makes a new file for reading and writing; fs.ErrExist if the
	// name is taken.
	Create(name string, perm fs.FileMode) (File, error)
	// Link gives a file a second name; fs.ErrExist if the name is taken.
	Link(oldname, newname string) error
	// Rename gives a file another name and replaces what was there.
	Rename(oldname, newname string) error
	// Remove removes a file or an empty directory.
	Remove(name string) error
	// Mkdir makes a directory; fs.ErrExist if the name is taken.
	Mkdir(name string) error
	// ReadDir lists a directory, by name.
	ReadDir(name string) ([]fs.DirEntry, error)
	// Stat describes a file.
	Stat(name string) (fs.FileInfo, error)
	// SameFile reports whether two descriptions are of one file.
	SameFile(a, b fs.FileInfo) bool
	// SyncDir makes the names in a directory durable.
	SyncDir(name string) error
	// Map maps a whole file into memory, to be read only. The file may be
	// renamed or removed while it is mapped.
	Map(name string) (Mapping, error)
}

// File is an open file.
type File interface {
	io.Reader
	io.ReaderAt
	io.Writer
	io.WriterAt
	io.Closer
	Stat() (fs.FileInfo, error)
	Truncate(size int64) error
	// Sync makes the content durable; the name is durable after SyncDir.
	Sync() error
	// TryLock takes the exclusive lock of the file, which ends with Close or
	// with the process. ErrLocked says that another File holds it.
	TryLock() error
}

// Mapping is the content of a file in memory. Reading it after Close, or after
// the file became shorter, is a memory fault.
type Mapping interface {
	Bytes() []byte
	// Forget gives back the memory of the pages that were looked at; whoever
	// looks again gets them from the system's cache. It may do nothing.
	Forget()
	Close() error
}

// SyncAll makes the content of files and the names in directories durable, in no
// order. Where the disk is real it is asked for all of them at once: it puts
// together what it is asked for at the same time.
func SyncAll(fsys FS, files []File, dirs ...string) error {
	if system, ok := fsys.(OS); ok {
		return system.syncAll(files, dirs)
	}
	for _, f := range files {
		if err := f.Sync(); err != nil {
			return err
		}
	}
	for _, d := range dirs {
		if err := fsys.SyncDir(d); err != nil {
			return err
		}
	}
	return nil
}

// ReadFile returns the content of a file.
func ReadFile(fsys FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// MkdirAll makes a directory and what is missing above it.
func MkdirAll(fsys FS, name string) error {
	err := fsys.Mkdir(name)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return nil
	}
	up := parent(name)
	if !errors.Is(err, fs.ErrNotExist) || up == name {
		return err
	}
	if err := MkdirAll(fsys, up); err != nil {
		return err
	}
	if err := fsys.Mkdir(name); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
