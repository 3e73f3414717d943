package warc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// Bounds of what a record may be. Real headers have a dozen lines.
const (
	maxHeader      = 256 << 10
	defaultMaxSize = 256 << 20
)

// Reader reads the records of one file, one after the other.
type Reader struct {
	// MaxSize bounds the block of one record, after decompression; 256 MiB if
	// it is zero. A larger one is an *Error, and the next record is read.
	MaxSize int64

	file    *counter // the bytes of the file
	zipped  bool     // each record, or the whole file, is compressed
	member  *gzip.Reader
	plain   *bufio.Reader // what is being read: file itself, or the open member
	start   int64         // offset of the open member
	pending bool          // member is open and may hold another record
	damaged bool          // what stands before the next member belongs to an error already told
}

// NewReader returns a Reader of a plain or compressed file; which of them it is
// shows in its first bytes.
func NewReader(r io.Reader) (*Reader, error) {
	file := &counter{r: bufio.NewReaderSize(r, 64<<10)}
	head, err := file.r.Peek(2)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	wr := &Reader{file: file, zipped: len(head) == 2 && head[0] == 0x1f && head[1] == 0x8b}
	if !wr.zipped {
		wr.plain = bufio.NewReaderSize(file, 64<<10)
	}
	return wr, nil
}

// Next returns the next record, io.EOF after the last one. After an *Error the
// reader stands behind the damage and Next may be called again; any other error
// is final.
func (r *Reader) Next() (*Record, error) {
	for {
		if r.zipped && !r.pending {
			if err := r.openMember(); err != nil {
				return nil, err
			}
		}
		r.skipBlank()
		offset := r.offset()
		rec, err := r.record(offset)
		switch {
		case err == nil:
			return rec, nil
		case errors.Is(err, io.EOF) && r.zipped:
			r.pending = false // this member is read to its end
		case errors.Is(err, io.EOF):
			return nil, io.EOF
		default:
			if final := r.resync(); final != nil {
				return nil, final
			}
			return nil, &Error{Offset: offset, Err: err}
		}
	}
}

// offset returns where the next record begins.
func (r *Reader) offset() int64 {
	if r.zipped {
		return r.start
	}
	return r.file.n - int64(r.plain.Buffered())
}

// openMember opens the next gzip member, looking for one where there is none.
func (r *Reader) openMember() error {
	skipped := r.file.n
	for {
		head, err := r.file.r.Peek(3)
		if len(head) < 3 {
			if err != nil && !errors.Is(err, io.EOF) {
				return err
			}
			return r.end(skipped, len(head))
		}
		if head[0] == 0x1f && head[1] == 0x8b && head[2] == 8 {
			r.start = r.file.n
			if r.open() == nil {
				break
			}
			continue // open has read past the three bytes that misled it
		}
		r.file.ReadByte()
	}
	told := r.damaged
	r.damaged = false
	if r.start > skipped && !told {
		return &Error{Offset: skipped, Err: fmt.Errorf("%d bytes are not compressed records", r.start-skipped)}
	}
	return nil
}

func (r *Reader) end(skipped int64, left int) error {
	for range left {
		r.file.ReadByte()
	}
	if r.file.n > skipped && !r.damaged {
		return &Error{Offset: skipped, Err: fmt.Errorf("%d bytes at the end are not compressed records", r.file.n-skipped)}
	}
	return io.EOF
}

func (r *Reader) open() error {
	var err error
	if r.member == nil {
		r.member, err = gzip.NewReader(r.file)
	} else {
		err = r.member.Reset(r.file)
	}
	if err != nil {
		return err
	}
	r.member.Multistream(false) // each member's offset is known, and damage ends with it
	if r.plain == nil {
		r.plain = bufio.NewReaderSize(r.member, 64<<10)
	} else {
		r.plain.Reset(r.member)
	}
	r.pending = true
	return nil
}

// record reads one record. It returns io.EOF where only blank lines are left.
func (r *Reader) record(offset int64) (*Record, error) {
	version, err := r.line(maxHeader)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(version, "WARC/") {
		return nil, fmt.Errorf("begins with %q, not with WARC/1", clip(version))
	}
	header, err := r.header()
	if err != nil {
		return nil, err
	}
	rec := &Record{Version: version, Header: header, Offset: offset}
	size, err := strconv.ParseInt(header.Value("Content-Length"), 10, 64)
	if err != nil || size < 0 {
		return nil, fmt.Errorf("content length %q is no number", clip(header.Value("Content-Length")))
	}
	limit := r.MaxSize
	if limit == 0 {
		limit = defaultMaxSize
	}
	if size > limit {
		return nil, fmt.Errorf("block of %d bytes is larger than %d", size, limit)
	}
	if rec.Block, err = readBlock(r.plain, size); err != nil {
		return nil, err
	}
	if !r.atBoundary() {
		return nil, fmt.Errorf("content length %d does not end at the end of the record", size)
	}
	return rec, nil
}

// readBlock reads size bytes without believing that there are so many.
func readBlock(r io.Reader, size int64) ([]byte, error) {
	var buf bytes.Buffer
	n, err := io.Copy(&buf, io.LimitReader(r, size))
	if err != nil {
		return nil, fmt.Errorf("block: %w", notEOF(err))
	}
	if n < size {
		return nil, fmt.Errorf("block of %d bytes ends after %d", size, n)
	}
	return buf.Bytes(), nil
}

// atBoundary reports whether what follows can be the end of a record: blank
// lines, the next record, or the end of the input.
func (r *Reader) atBoundary() bool {
	next, err := r.plain.Peek(5)
	if len(next) == 0 {
		return errors.Is(err, io.EOF)
	}
	return next[0] == '\r' || next[0] == '\n' || string(next) == "WARC/"
}

// skipBlank moves behind the blank lines that end a record.
func (r *Reader) skipBlank() {
	for {
		b, err := r.plain.ReadByte()
		if err != nil {
			return // record meets the same error
		}
		if b != '\r' && b != '\n' {
			r.plain.UnreadByte()
			return
		}
	}
}

func (r *Reader) header() (Header, error) {
	var h Header
	left := maxHeader
	for {
		line, err := r.line(left)
		if err != nil {
			return nil, fmt.Errorf("header: %w", notEOF(err))
		}
		left -= len(line)
		if line == "" {
			return h, nil
		}
		if (line[0] == ' ' || line[0] == '\t') && len(h) > 0 { // folded line of WARC 1.0
			h[len(h)-1].Value += " " + strings.TrimSpace(line)
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("header line %q has no colon", clip(line))
		}
		h = append(h, Field{strings.TrimSpace(name), strings.TrimSpace(value)})
	}
}

// line returns a line without its end. A last line without a newline counts.
func (r *Reader) line(limit int) (string, error) {
	var sb strings.Builder
	for {
		part, err := r.plain.ReadSlice('\n')
		sb.Write(part)
		switch {
		case sb.Len() > limit:
			return "", fmt.Errorf("header is longer than %d bytes", maxHeader)
		case err == nil, errors.Is(err, io.EOF) && sb.Len() > 0:
			return strings.TrimRight(sb.String(), "\r\n"), nil
		case errors.Is(err, bufio.ErrBufferFull):
		default:
			return "", err
		}
	}
}

// resync moves to where a record may begin again: the next gzip member, or the
// next line that begins as a record does.
func (r *Reader) resync() error {
	if r.zipped {
		// The damage may lie in the compressed data: then the reader stands
		// somewhere inside the member, and openMember looks for the next one.
		_, err := io.Copy(io.Discard, r.plain)
		r.pending, r.damaged = false, err != nil
		return nil
	}
	for lineStart := true; ; {
		if lineStart {
			if next, _ := r.plain.Peek(6); string(next) == "WARC/1" {
				return nil
			}
		}
		_, err := r.plain.ReadSlice('\n')
		lineStart = err == nil
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			if errors.Is(err, io.EOF) {
				return nil // Next will say so
			}
			return err
		}
	}
}

func notEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func clip(s string) string {
	const most = 40
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "") + "..."
	}
	return s
}

// counter counts the bytes read, one at a time too, so that a gzip reader on
// top of it takes no more than its member.
type counter struct {
	r *bufio.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

func (c *counter) ReadByte() (byte, error) {
	b, err := c.r.ReadByte()
	if err == nil {
		c.n++
	}
	return b, err
}
