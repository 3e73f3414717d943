package vfs

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// OS is the file system of the operating system.
type OS struct{}

type osFile struct{ *os.File }

func wrap(f *os.File, err error) (File, error) {
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

// Open opens a file for reading.
func (OS) Open(name string) (File, error) { return wrap(os.Open(name)) }

// Append opens a file for reading and writing and creates it if need be.
func (OS) Append(name string) (File, error) {
	return wrap(os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644))
}

// Create makes a new file.
func (OS) Create(name string, perm fs.FileMode) (File, error) {
	return wrap(os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, perm))
}

// Link gives a file a second name.
func (OS) Link(oldname, newname string) error { return os.Link(oldname, newname) }

// Rename gives a file another name.
func (OS) Rename(oldname, newname string) error { return os.Rename(oldname, newname) }

// Remove removes a file or an empty directory.
func (OS) Remove(name string) error { return os.Remove(name) }

// Mkdir makes a directory.
func (OS) Mkdir(name string) error { return os.Mkdir(name, 0o777) }

// ReadDir lists a directory.
func (OS) ReadDir(name string) ([]fs.DirEntry, error) { return os.ReadDir(name) }

// Stat describes a file.
func (OS) Stat(name string) (fs.FileInfo, error) { return os.Stat(name) }

// SameFile reports whether a and b describe one file.
func (OS) SameFile(a, b fs.FileInfo) bool { return os.SameFile(a, b) }

func (o OS) syncAll(files []File, dirs []string) error {
	errs := make([]error, len(files)+len(dirs))
	var wg sync.WaitGroup
	for i := 1; i < len(errs); i++ {
		wg.Go(func() { errs[i] = o.syncOne(i, files, dirs) })
	}
	if len(errs) > 0 {
		errs[0] = o.syncOne(0, files, dirs)
	}
	wg.Wait()
	return errors.Join(errs...)
}

func (o OS) syncOne(i int, files []File, dirs []string) error {
	if i < len(files) {
		return files[i].Sync()
	}
	return o.SyncDir(dirs[i-len(files)])
}

func parent(name string) string { return filepath.Dir(name) }
