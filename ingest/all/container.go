package all

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path"
	"strings"

	"github.com/newsarc/newsarc/ingest"
)

// Bounds of archives of files. Nothing is ever unpacked to disk, so that the
// names in them can do no harm.
const (
	maxNesting  = 2        // archives within archives
	maxFiles    = 1 << 20  // in one archive
	maxZip      = 4 << 30  // bytes of an archive that must be kept in a temporary file
	maxUnpacked = 64 << 30 // bytes of all files of one archive
)

// container returns what opens an archive of files; nil for anything else.
func container(head []byte) func(raw ingest.Raw, depth int) iter.Seq[ingest.Item] {
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return zipFiles
	case len(head) > 262 && string(head[257:262]) == "ustar":
		return tarFiles
	}
	return nil
}

// inner reads one file of an archive.
func inner(raw ingest.Raw, name string, r io.Reader, depth int) iter.Seq[ingest.Item] {
	where := raw.Name + "/" + strings.TrimLeft(path.Clean("/"+name), "/")
	if depth >= maxNesting {
		return ingest.Fail(where, fmt.Errorf("archives nest deeper than %d", maxNesting))
	}
	return decode(ingest.Raw{Name: where, Reader: r, Captured: raw.Captured, Keep: raw.Keep}, depth+1)
}

// passed reports whether a file of an archive is no news by its name: folders,
// what systems leave behind, and the indexes of a WACZ file, whose pages are in
// its web archives.
func passed(name string, wacz bool) bool {
	base := path.Base(name)
	return strings.HasSuffix(name, "/") || strings.HasPrefix(base, ".") || strings.HasPrefix(name, "__MACOSX/") ||
		wacz && !strings.HasPrefix(name, "archive/")
}

func tarFiles(raw ingest.Raw, depth int) iter.Seq[ingest.Item] {
	return func(yield func(ingest.Item) bool) {
		r := tar.NewReader(&io.LimitedReader{R: raw.Reader, N: maxUnpacked})
		for range maxFiles {
			h, err := r.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(ingest.Item{Where: raw.Name, Err: fmt.Errorf("tar archive: %w", err)})
				return
			}
			if h.Typeflag != tar.TypeReg || passed(h.Name, false) {
				continue
			}
			for it := range inner(raw, h.Name, r, depth) {
				if !yield(it) {
					return
				}
			}
		}
		yield(ingest.Item{Where: raw.Name, Err: fmt.Errorf("tar archive holds more than %d files", maxFiles)})
	}
}

func zipFiles(raw ingest.Raw, depth int) iter.Seq[ingest.Item] {
	return func(yield func(ingest.Item) bool) {
		f, size, err := spool(raw.Reader)
		if err != nil {
			yield(ingest.Item{Where: raw.Name, Err: err})
			return
		}
		defer f.Close()
		z, err := zip.NewReader(f, size)
		if err != nil {
			yield(ingest.Item{Where: raw.Name, Err: fmt.Errorf("zip archive: %w", err)})
			return
		}
		if len(z.File) > maxFiles {
			yield(ingest.Item{Where: raw.Name, Err: fmt.Errorf("zip archive holds more than %d files", maxFiles)})
			return
		}
		left := int64(maxUnpacked)
		wacz := isWACZ(z)
		for _, file := range z.File {
			if passed(file.Name, wacz) || !file.Mode().IsRegular() {
				continue
			}
			if !zipFile(raw, file, &left, depth, yield) {
				return
			}
		}
	}
}

// zipFile reads one file of a zip archive and reports whether to go on.
func zipFile(raw ingest.Raw, file *zip.File, left *int64, depth int, yield func(ingest.Item) bool) bool {
	r, err := file.Open()
	if err != nil {
		return yield(ingest.Item{Where: raw.Name + "/" + file.Name, Err: fmt.Errorf("zip archive: %w", err)})
	}
	defer r.Close()
	limited := &io.LimitedReader{R: r, N: *left}
	for it := range inner(raw, file.Name, limited, depth) {
		if !yield(it) {
			return false
		}
	}
	if *left = limited.N; *left <= 0 {
		yield(ingest.Item{Where: raw.Name, Err: fmt.Errorf("zip archive unpacks to more than %d GB", maxUnpacked>>30)})
		return false
	}
	return true
}

// isWACZ reports whether a zip archive is a packaged web archive.
func isWACZ(z *zip.Reader) bool {
	for _, f := range z.File {
		if f.Name == "datapackage.json" {
			return true
		}
	}
	return false
}

// spool copies r to a temporary file, because a zip archive is read from its
// end. Closing the file removes it.
func spool(r io.Reader) (*spooled, int64, error) {
	f, err := os.CreateTemp("", "newsarc-zip-")
	if err != nil {
		return nil, 0, err
	}
	s := &spooled{f}
	n, err := io.Copy(f, io.LimitReader(r, maxZip+1))
	if err == nil && n > maxZip {
		err = fmt.Errorf("zip archive is larger than %d GB", maxZip>>30)
	}
	if err != nil {
		s.Close()
		return nil, 0, err
	}
	return s, n, nil
}

type spooled struct{ *os.File }

// Close closes the file and removes it.
func (s *spooled) Close() error {
	return errors.Join(s.File.Close(), os.Remove(s.Name()))
}
