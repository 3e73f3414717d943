package backfill

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"math"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/internal/warc"
)

// Folder is a folder of captures: the web archive files that an index points
// into, or pages below folders that are named by their times, as programs that
// download from the Wayback Machine leave them
// ("20160906120000/example.org/news/quake.html").
type Folder struct{ root *os.Root }

// OpenFolder returns the folder at a path.
func OpenFolder(dir string) (*Folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &Folder{root}, nil
}

// Close releases the folder.
func (f *Folder) Close() error { return f.root.Close() }

// Open implements Store. Names in an index cannot lead out of the folder.
func (f *Folder) Open(_ context.Context, c Capture) (ingest.Raw, error) {
	if c.File != "" {
		return f.record(c)
	}
	for _, name := range pageFiles(c) {
		data, err := f.read(name)
		if err == nil {
			return ingest.Raw{Name: c.Name(), Reader: bytes.NewReader(data), MediaType: "text/html", URL: c.URL, Captured: c.Time}, nil
		}
		if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errIsDir) {
			return ingest.Raw{}, fmt.Errorf("%s: %w", name, err)
		}
	}
	return ingest.Raw{}, ErrMissing
}

// record returns the record of a web archive file in which a capture lies.
func (f *Folder) record(c Capture) (ingest.Raw, error) {
	file, err := f.root.Open(filepath.FromSlash(c.File))
	if errors.Is(err, fs.ErrNotExist) {
		return ingest.Raw{}, fmt.Errorf("%w: there is no file %s", ErrMissing, c.File)
	}
	if err != nil {
		return ingest.Raw{}, err
	}
	defer file.Close()
	rec, err := record(file, c.Offset, c.Length)
	if err != nil {
		return ingest.Raw{}, fmt.Errorf("%s at %d: %w", c.File, c.Offset, err)
	}
	return ingest.Raw{Name: c.File, Reader: bytes.NewReader(rec), MediaType: "application/warc", URL: c.URL, Captured: c.Time}, nil
}

// record reads the bytes of the record at an offset. Where an index does not
// tell its length, it ends where the next one begins.
func record(file io.ReadSeeker, offset, length int64) ([]byte, error) {
	if _, err := file.Seek(offset, io.SeekStart); err != nil {
		return nil, err
	}
	if length == 0 {
		r, err := warc.NewReader(file)
		if err != nil {
			return nil, err
		}
		r.MaxSize = ingest.MaxDocument
		if _, err := r.Next(); err != nil {
			return nil, err
		}
		length = math.MaxInt64
		if next, err := r.Next(); err == nil {
			length = next.Offset
		}
		if _, err := file.Seek(offset, io.SeekStart); err != nil {
			return nil, err
		}
	}
	return ingest.ReadAll(io.LimitReader(file, length))
}

var errIsDir = errors.New("is a folder")

func (f *Folder) read(name string) ([]byte, error) {
	file, err := f.root.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return nil, errIsDir
	}
	return ingest.ReadAll(file)
}

// pageFiles returns the names under which the page of a capture may lie.
func pageFiles(c Capture) []string {
	u, err := url.Parse(c.URL)
	if err != nil {
		return nil
	}
	page := path.Join(u.Hostname(), path.Clean("/"+u.Path))
	if u.RawQuery != "" {
		page += "?" + u.RawQuery
	}
	when := c.Time.UTC().Format(stamp)
	return []string{
		filepath.Join(when, filepath.FromSlash(page)),
		filepath.Join(when, filepath.FromSlash(page), "index.html"),
		filepath.Join(when, filepath.FromSlash(page)+".html"),
	}
}

// List yields the pages that lie below folders named by times, without an
// index. Their scheme is not known; it is taken for https.
func (f *Folder) List() iter.Seq2[Capture, error] {
	return func(yield func(Capture, error) bool) {
		err := fs.WalkDir(f.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			when, page, ok := strings.Cut(name, "/")
			if !ok {
				if _, err := parseStamp(name); name != "." && (err != nil || !d.IsDir()) {
					return skip(d)
				}
				return nil
			}
			if d.IsDir() {
				return nil
			}
			t, err := parseStamp(when)
			if err != nil {
				return err
			}
			address := "https://" + strings.TrimSuffix(page, "/index.html")
			if !yield(Capture{URL: address, Time: t}, nil) {
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield(Capture{}, err)
		}
	}
}

// skip passes over an entry of a folder, and all that lies below it.
func skip(d fs.DirEntry) error {
	if d.IsDir() {
		return fs.SkipDir
	}
	return nil
}
