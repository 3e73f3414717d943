package local

import (
	"crypto/sha1"
	"errors"
	"io"
	"path/filepath"

	"github.com/newsarc/newsarc/archive/odb/pack"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// tempPrefix begins the names of packs under way. Git takes such files for
// left-overs of its own and prunes them after two weeks; this package removes
// those that no living process holds.
const tempPrefix = "tmp_newsarc_"

// writeBuffer is how much of a pack is kept before it goes to the file, so
// that a pack of a few revisions is written at once.
const writeBuffer = 1 << 20

// tempPack is a pack being written: a file that is buffered and can be read
// back at any time. Its first bytes, the header, are known last.
type tempPack struct {
	fs   vfs.FS
	dir  string
	name string
	file vfs.File
	buf  []byte
	base int64 // file offset of buf[0]
}

func newTempPack(fsys vfs.FS, dir string) (*tempPack, error) {
	f, name, err := createHeld(fsys, filepath.Join(dir, tempPrefix), 0o444)
	if err != nil {
		return nil, err
	}
	t := &tempPack{fs: fsys, dir: dir, name: name, file: f}
	t.buf = pack.AppendHeader(nil, 0)
	return t, nil
}

func (t *tempPack) size() int64 { return t.base + int64(len(t.buf)) }

func (t *tempPack) Write(p []byte) (int, error) {
	t.buf = append(t.buf, p...)
	if len(t.buf) < writeBuffer {
		return len(p), nil
	}
	return len(p), t.flush()
}

func (t *tempPack) flush() error {
	n, err := t.file.WriteAt(t.buf, t.base)
	if err == nil && n < len(t.buf) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return err
	}
	t.base += int64(n)
	t.buf = t.buf[:0]
	return nil
}

// ReadAt reads what was written, flushed or not.
func (t *tempPack) ReadAt(p []byte, off int64) (int, error) {
	n := 0
	if off < t.base {
		k, err := t.file.ReadAt(p[:min(int64(len(p)), t.base-off)], off)
		if err != nil && !(errors.Is(err, io.EOF) && k > 0) {
			return k, err
		}
		n, off = k, off+int64(k)
	}
	if n < len(p) && off >= t.base && off-t.base <= int64(len(t.buf)) {
		n += copy(p[n:], t.buf[off-t.base:])
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// seal writes the header and the trailer and makes the content durable.
func (t *tempPack) seal(objects int) (checksum [pack.TrailerSize]byte, err error) {
	head := pack.AppendHeader(nil, objects)
	h := sha1.New()
	if t.base == 0 {
		copy(t.buf, head)
	} else {
		// The hash begins with the header, so what left the buffer is read
		// once more: from the page cache, a hundredth of the work.
		if _, err := t.file.WriteAt(head, 0); err != nil {
			return checksum, err
		}
		if _, err := io.Copy(h, io.NewSectionReader(t.file, 0, t.base)); err != nil {
			return checksum, err
		}
	}
	h.Write(t.buf)
	checksum = [pack.TrailerSize]byte(h.Sum(nil))
	t.buf = append(t.buf, checksum[:]...)
	if err := t.flush(); err != nil {
		return checksum, err
	}
	return checksum, t.file.Sync()
}

// install gives a sealed pack its name. The lock on it is freed.
func (t *tempPack) install(path string) error {
	if err := t.fs.Rename(t.name, path); err != nil {
		return err
	}
	return t.file.Close()
}

func (t *tempPack) abort() error {
	return errors.Join(t.file.Close(), t.fs.Remove(t.name))
}

// writeIndex writes the index of a pack durably, under a temporary name, which
// it returns.
func (s *Store) writeIndex(dir string, slots []pack.Slot, checksum [pack.TrailerSize]byte) (string, error) {
	f, name, err := createHeld(s.fs, filepath.Join(dir, tempPrefix), 0o444)
	if err != nil {
		return "", err
	}
	_, err = f.Write(pack.AppendIndex(nil, slots, checksum))
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		_ = s.fs.Remove(name)
		return "", err
	}
	return name, nil
}
