package local

import (
	"crypto/rand"
	"errors"
	"io/fs"

	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// createHeld makes a file with a new name that begins with prefix, locked for
// as long as it is open and its process lives: whoever can lock such a file
// knows that it was left behind. Where files cannot be locked none is ever
// taken for left behind.
func createHeld(fsys vfs.FS, prefix string, perm fs.FileMode) (f vfs.File, name string, err error) {
	for {
		name = prefix + rand.Text()
		f, err = fsys.Create(name, perm)
		if err != nil {
			return nil, "", err
		}
		err = f.TryLock()
		if err != nil && !errors.Is(err, vfs.ErrLocked) {
			return f, name, nil
		}
		// Between its creation and its locking another process may have taken
		// the file for left behind.
		if err == nil && stillThere(fsys, f, name) {
			return f, name, nil
		}
		_ = f.Close()
	}
}

func stillThere(fsys vfs.FS, f vfs.File, name string) bool {
	mine, err := f.Stat()
	if err != nil {
		return true // whatever is wrong will show
	}
	there, err := fsys.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	return err != nil || fsys.SameFile(mine, there)
}

// openDead opens a file that createHeld made if its process is dead, and holds
// it. It returns nil if the process lives, or nobody can say.
func openDead(fsys vfs.FS, name string) vfs.File {
	f, err := fsys.Open(name)
	if err != nil {
		return nil
	}
	if f.TryLock() != nil || !stillThere(fsys, f, name) {
		_ = f.Close()
		return nil
	}
	return f
}

// dead reports whether a file that createHeld made was left behind.
func dead(fsys vfs.FS, name string) bool {
	f := openDead(fsys, name)
	if f == nil {
		return false
	}
	_ = f.Close()
	return true
}
