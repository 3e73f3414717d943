package pack

import (
	"errors"
	"io"
	"slices"

	"github.com/newsarc/newsarc/archive/odb"
)

// Reader reads objects from a pack that is not mapped, such as one that is
// still being written. It follows ofs-deltas only.
type Reader struct {
	Src  io.ReaderAt
	Size int64 // of the pack so far
}

// readAhead is how much of an entry is read before its length is known.
const readAhead = 4 << 10

// Object returns the object whose entry begins at off.
func (r *Reader) Object(off int64) (odb.Object, error) {
	var deltas [][]byte
	for {
		e, data, err := r.entry(off)
		if err != nil {
			return odb.Object{}, err
		}
		if e.Kind == OfsDelta {
			deltas = append(deltas, data)
			off -= e.Back
			continue
		}
		if e.Kind == RefDelta {
			return odb.Object{}, errors.New("ref-delta in a pack under way")
		}
		for _, d := range slices.Backward(deltas) {
			if data, err = Apply(nil, data, d); err != nil {
				return odb.Object{}, err
			}
		}
		return odb.Object{Type: e.Kind, Data: data}, nil
	}
}

// entry inflates one entry.
func (r *Reader) entry(off int64) (Entry, []byte, error) {
	if off < HeaderSize || off >= r.Size {
		return Entry{}, nil, errTruncated
	}
	buf := make([]byte, min(readAhead, r.Size-off))
	if err := r.fill(buf, off); err != nil {
		return Entry{}, nil, err
	}
	e, n, err := ParseEntry(buf)
	if err != nil {
		return e, nil, err
	}
	if n+e.Size+e.Size/1000+64 > len(buf) {
		// Deflate adds five bytes for each 16 KB at worst; its frame six.
		buf = make([]byte, min(r.Size-off, maxEntryHeader+int64(e.Size)+int64(e.Size)/1000+64))
		if err := r.fill(buf, off); err != nil {
			return e, nil, err
		}
	}
	data, _, err := Inflate(nil, buf[n:], e.Size)
	return e, data, err
}

func (r *Reader) fill(buf []byte, off int64) error {
	n, err := r.Src.ReadAt(buf, off)
	if n == len(buf) {
		return nil
	}
	if err == nil {
		err = io.ErrUnexpectedEOF
	}
	return err
}
