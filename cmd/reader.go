package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/all"
	"github.com/newsarc/newsarc/internal/render"
)

// reader yields the articles of files, folders, standard input and addresses.
type reader struct {
	stdin    io.Reader
	args     []string // without the addresses
	urls     []string
	pages    iter.Seq[ingest.Item] // what comes from the addresses
	total    int64                 // bytes of all files
	read     int64
	keep     bool // captures of everything
	yielded  int64
	progress *render.Progress
}

// quickInput is up to how many bytes of files are read and archived before a person
// would interrupt that.
const quickInput = 1 << 20

// newReader looks at what there is to read. A name that does not exist is an
// error at once: nothing is read then.
func newReader(ctx context.Context, e *env, args []string) (*reader, error) {
	r := &reader{keep: e.config.Archive.Captures == "always"}
	for _, arg := range args {
		if isURL(arg) {
			r.urls = append(r.urls, arg)
			continue
		}
		r.args = append(r.args, arg)
		if arg == "-" {
			if r.stdin == nil {
				e.listen()
				r.stdin = newInterruptible(ctx, e.stdin)
			}
			continue
		}
		if _, err := os.Stat(arg); err != nil {
			return nil, missing(arg, err)
		}
	}
	for _, arg := range r.args {
		files := 0
		for _, size := range r.files(arg) {
			r.total += size
			files++
		}
		if files == 0 && arg != "-" {
			fmt.Fprintf(e.stderr, "newsarc: %s: no files in this folder; hidden ones are passed over\n", render.Safe(arg))
		}
	}
	if r.much() {
		e.listen()
	}
	return r, nil
}

// much reports whether there may be more to read than a quick command would.
func (r *reader) much() bool {
	return r.stdin != nil || len(r.urls) > 0 || r.total == 0 || r.total > quickInput
}

// items yields what the files hold, in their order. What cannot be read is an
// Item with an error.
func (r *reader) items() iter.Seq[ingest.Item] {
	return func(yield func(ingest.Item) bool) {
		for _, arg := range r.args {
			if arg == "-" {
				if !r.decode("standard input", r.stdin, yield) {
					return
				}
				continue
			}
			for path := range r.files(arg) {
				if !r.file(path, yield) {
					return
				}
			}
		}
		if r.pages == nil {
			return
		}
		for item := range r.pages {
			if !yield(item) {
				return
			}
		}
	}
}

// file yields the articles of one file.
func (r *reader) file(path string, yield func(ingest.Item) bool) bool {
	f, err := os.Open(path)
	if err != nil {
		return yield(ingest.Item{Where: path, Err: err})
	}
	defer f.Close()
	return r.decode(path, f, yield)
}

// decode yields the articles of one stream of bytes.
func (r *reader) decode(name string, from io.Reader, yield func(ingest.Item) bool) bool {
	for item := range all.Decode(ingest.Raw{Name: name, Reader: &countingReader{from, &r.read}, Keep: r.keep}) {
		if !yield(item) {
			return false
		}
		r.yielded++
		part := -1.0
		if r.total > 0 {
			part = float64(r.read) / float64(r.total)
		}
		r.progress.Advance(r.yielded, part)
	}
	return true
}

// files yields the files of a folder in the order of their names, or the file
// itself, with their sizes. Hidden files and folders are passed over. What
// cannot be entered is yielded too: opening it says why.
func (r *reader) files(arg string) iter.Seq2[string, int64] {
	return func(yield func(string, int64) bool) {
		filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				if !yield(path, 0) {
					return fs.SkipAll
				}
				return nil
			case path != arg && strings.HasPrefix(d.Name(), "."):
				if d.IsDir() {
					return fs.SkipDir
				}
				return nil
			case d.IsDir():
				return nil
			}
			size := int64(0)
			if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
				size = info.Size()
			}
			if !yield(path, size) {
				return fs.SkipAll
			}
			return nil
		})
	}
}

// countingReader counts what is read.
type countingReader struct {
	io.Reader
	n *int64
}

func (c *countingReader) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	*c.n += int64(n)
	return n, err
}

// plainPath makes "no such file or directory: NAME" of an error of the file
// system: the name of the system call says nothing to a reader.
func plainPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return &pathError{path.Path, path.Err}
	}
	return err
}

// pathError is an error about a file.
type pathError struct {
	path string
	err  error
}

func (e *pathError) Error() string { return e.path + ": " + e.err.Error() }

func (e *pathError) Unwrap() error { return e.err }
