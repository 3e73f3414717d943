package local

import (
	"crypto/sha1"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"path/filepath"
	"slices"

	"github.com/newsarc/newsarc/archive/odb/pack"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// tempPrefix begins the names of packs under way. Git takes such files for
// left-overs of its own and prunes them after two weeks; this package removes
// those that no living process holds.
const tempPrefix = "tmp_newsarc_"

// tempFile is a file that is given its name when it is complete and durable.
// It stays locked until then, so that nobody takes it for left behind.
type tempFile struct {
	fs   vfs.FS
	name string
	file vfs.File
}

func newTempFile(fsys vfs.FS, dir string) (tempFile, error) {
	f, name, err := createHeld(fsys, filepath.Join(dir, tempPrefix), 0o444)
	return tempFile{fsys, name, f}, err
}

// rename gives the file its name. It stays open and locked.
func (t *tempFile) rename(path string) error {
	if err := t.fs.Rename(t.name, path); err != nil {
		return err
	}
	t.name = path
	return nil
}

// abort removes the file, whatever its name is by now.
func (t *tempFile) abort() error {
	return errors.Join(t.fs.Remove(t.name), t.file.Close())
}

// writeBuffer is how much of a pack is kept before it goes to the file, so
// that a pack of a few revisions is written at once.
const writeBuffer = 1 << 20

// tempPack is a pack being written: a file that is buffered and can be read
// back at any time. Its first bytes, the header, are known last.
type tempPack struct {
	tempFile
	buf  []byte
	base int64 // file offset of buf[0]
}

func newTempPack(fsys vfs.FS, dir string) (*tempPack, error) {
	f, err := newTempFile(fsys, dir)
	if err != nil {
		return nil, err
	}
	return &tempPack{tempFile: f, buf: pack.AppendHeader(nil, 0)}, nil
}

func (t *tempPack) size() int64 { return t.base + int64(len(t.buf)) }

// entry writes an entry and returns the checksum that its index needs.
func (t *tempPack) entry(e pack.Entry, zip []byte) (crc uint32, err error) {
	start := len(t.buf)
	t.grow()
	t.buf = pack.AppendEntry(t.buf, e)
	t.buf = append(t.buf, zip...)
	return crc32.ChecksumIEEE(t.buf[start:]), t.spill()
}

// raw writes an entry, header and all, that another pack has.
func (t *tempPack) raw(entry []byte) error {
	t.grow()
	t.buf = append(t.buf, entry...)
	return t.spill()
}

// grow makes room once it is seen that this will be a large pack.
func (t *tempPack) grow() {
	if n := len(t.buf); n > writeBuffer/16 && cap(t.buf) < writeBuffer {
		t.buf = slices.Grow(t.buf, writeBuffer+writeBuffer/16-n)
	}
}

func (t *tempPack) spill() error {
	if len(t.buf) < writeBuffer {
		return nil
	}
	return t.flush()
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

// seal writes the header and the trailer: the content is complete then, though
// not yet durable.
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
	return checksum, t.flush()
}

func packName(checksum [pack.TrailerSize]byte) string { return fmt.Sprintf("pack-%x", checksum) }

// installPack gives a sealed pack its name and its index, both of them durable
// but for their names: these are after the directory of packs has been synced. The
// index comes second: without it neither git nor this package sees the pack. The
// pack's file stays open and locked, which says that its writer lives.
func (s *Store) installPack(t *tempPack, index indexFunc, checksum [pack.TrailerSize]byte) error {
	path := filepath.Join(s.packs.dir, packName(checksum))
	idx, err := s.writeIndex(index, checksum)
	if err != nil {
		return errors.Join(err, t.abort())
	}
	if err := vfs.SyncAll(s.fs, []vfs.File{t.file, idx.file}); err != nil {
		return errors.Join(err, t.abort(), idx.abort())
	}
	if err := t.rename(path + ".pack"); err != nil {
		return errors.Join(err, t.abort(), idx.abort())
	}
	// From here on the pack is left in place whatever happens: another
	// process may have installed the same one.
	if err := idx.rename(path + ".idx"); err != nil {
		return errors.Join(err, idx.abort(), t.file.Close())
	}
	if err := idx.file.Close(); err != nil {
		return errors.Join(err, t.file.Close())
	}
	return nil
}

// writeIndex writes the index of a pack under a temporary name. It is not yet
// durable.
func (s *Store) writeIndex(index indexFunc, checksum [pack.TrailerSize]byte) (*tempFile, error) {
	t, err := newTempFile(s.fs, s.packs.dir)
	if err != nil {
		return nil, err
	}
	if err = index(t.file, checksum); err != nil {
		return nil, errors.Join(err, t.abort())
	}
	return &t, nil
}

// indexFunc writes the index of the pack that ends with a checksum.
type indexFunc func(to io.Writer, checksum [pack.TrailerSize]byte) error

// indexOf writes the index of the objects that slots tell of.
func indexOf(slots []pack.Slot) indexFunc {
	return func(to io.Writer, checksum [pack.TrailerSize]byte) error {
		_, err := to.Write(pack.AppendIndex(nil, slots, checksum))
		return err
	}
}
