package local

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"strconv"
	"strings"

	"github.com/klauspost/compress/zlib"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// maxLooseHeader bounds "type size\0"; git allows 32 bytes.
const maxLooseHeader = 32

func (s *Store) loosePath(id odb.ID) string {
	h := id.String()
	return s.path("objects", h[:2], h[2:])
}

func (s *Store) hasLoose(id odb.ID) (bool, error) {
	info, err := s.fs.Stat(s.loosePath(id))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	// A crash under stock git may leave a file without content: no object.
	return err == nil && info.Size() > 0, err
}

// getLoose reads an object from a file of its own, as stock git writes them.
func (s *Store) getLoose(id odb.ID) (odb.Object, error) {
	name := s.loosePath(id)
	file, err := vfs.ReadFile(s.fs, name)
	if errors.Is(err, fs.ErrNotExist) {
		return odb.Object{}, odb.ErrNotFound
	}
	var o odb.Object
	if err == nil {
		o, err = parseLoose(file)
	}
	if err == nil && odb.Hash(o.Type, o.Data) != id {
		err = errHash
	}
	if err != nil {
		h := id.String()
		return odb.Object{}, &odb.DamagedError{ID: id, Where: "objects/" + h[:2] + "/" + h[2:], Err: err}
	}
	return o, nil
}

// parseLoose inflates a loose object.
func parseLoose(file []byte) (odb.Object, error) {
	if len(file) == 0 {
		return odb.Object{}, errors.New("empty file")
	}
	z, err := zlib.NewReader(bytes.NewReader(file))
	if err != nil {
		return odb.Object{}, err
	}
	head := make([]byte, maxLooseHeader)
	n, err := io.ReadFull(z, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return odb.Object{}, err
	}
	end := bytes.IndexByte(head[:n], 0)
	if end < 0 {
		return odb.Object{}, errors.New("no header")
	}
	word, digits, _ := strings.Cut(string(head[:end]), " ")
	t, ok := typeOf(word)
	size, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil || size < 0 || size > int64(len(file))*1040 {
		return odb.Object{}, fmt.Errorf("bad header %q", head[:end])
	}
	// One byte more than stated, to see that nothing follows.
	data := make([]byte, size+1)
	k := copy(data, head[end+1:n])
	m, err := io.ReadFull(z, data[min(k, len(data)):])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return odb.Object{}, err
	}
	if int64(k+m) != size {
		return odb.Object{}, fmt.Errorf("%d bytes stated, %d found", size, k+m)
	}
	return odb.Object{Type: t, Data: data[:size:size]}, nil
}

func typeOf(word string) (odb.Type, bool) {
	for t := odb.Commit; t <= odb.Tag; t++ {
		if t.String() == word {
			return t, true
		}
	}
	return 0, false
}

// loosePrefix returns the loose objects whose name begins with prefix, which
// has at least two lower-case digits.
func (s *Store) loosePrefix(prefix string) ([]odb.ID, error) {
	var ids []odb.ID
	for id, err := range s.looseIn(prefix[:2]) {
		if err != nil {
			return nil, err
		}
		if strings.HasPrefix(id.String(), prefix) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

func (s *Store) looseObjects() iter.Seq2[odb.ID, error] {
	return func(yield func(odb.ID, error) bool) {
		dirs, err := s.fs.ReadDir(s.path("objects"))
		if err != nil {
			yield(odb.ID{}, err)
			return
		}
		for _, d := range dirs {
			if len(d.Name()) != 2 || strings.Trim(d.Name(), "0123456789abcdef") != "" {
				continue
			}
			for id, err := range s.looseIn(d.Name()) {
				if !yield(id, err) {
					return
				}
			}
		}
	}
}

// looseIn yields the loose objects of one of the 256 directories.
func (s *Store) looseIn(dir string) iter.Seq2[odb.ID, error] {
	return func(yield func(odb.ID, error) bool) {
		files, err := s.fs.ReadDir(s.path("objects", dir))
		if errors.Is(err, fs.ErrNotExist) {
			return
		}
		if err != nil {
			yield(odb.ID{}, err)
			return
		}
		for _, f := range files {
			id, err := odb.ParseID(dir + f.Name())
			if err != nil {
				continue // a temporary file
			}
			if !yield(id, nil) {
				return
			}
		}
	}
}
