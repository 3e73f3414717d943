package odbtest

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive/odb"
)

func sha256Hex(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

const committer = "Archive <archive@example.org>"

// WriteFastImport writes revisions as input for git fast-import. Importing it
// makes the same commits as an Importer does.
func WriteFastImport(w io.Writer, ref string, revisions iter.Seq[Revision]) error {
	b := bufio.NewWriterSize(w, 1<<20)
	for r := range revisions {
		fmt.Fprintf(b, "commit %s\nauthor %s %d +0000\ncommitter %s %d +0000\ndata %d\n%s\n",
			ref, r.Author, r.Modified.Unix(), committer, r.Captured.Unix(), len(r.Message), r.Message)
		fmt.Fprintf(b, "M 100644 inline %s\ndata %d\n%s\n", r.Path, len(r.Text), r.Text)
	}
	return b.Flush()
}

// ReadFastImport yields the revisions that WriteFastImport wrote, and ends with
// an error where the input is anything else.
func ReadFastImport(r io.Reader) iter.Seq2[Revision, error] {
	return func(yield func(Revision, error) bool) {
		in := bufio.NewReaderSize(r, 1<<20)
		for {
			rev, err := readRevision(in)
			if err == io.EOF {
				return
			}
			if !yield(rev, err) || err != nil {
				return
			}
		}
	}
}

func readRevision(in *bufio.Reader) (r Revision, err error) {
	if _, err := in.ReadString('\n'); err != nil { // commit <ref>
		return r, err
	}
	author, err1 := in.ReadString('\n')
	captured, err2 := in.ReadString('\n')
	r.Message, err = readData(in)
	file, err3 := in.ReadString('\n')
	r.Path = strings.TrimSpace(strings.TrimPrefix(file, "M 100644 inline "))
	var err4, err5, err6 error
	r.Author, r.Modified, err4 = parsePerson(strings.TrimPrefix(author, "author "))
	_, r.Captured, err5 = parsePerson(strings.TrimPrefix(captured, "committer "))
	r.Text, err6 = readData(in)
	return r, errors.Join(err, err1, err2, err3, err4, err5, err6)
}

func readData(in *bufio.Reader) (string, error) {
	line, err := in.ReadString('\n')
	if err != nil {
		return "", err
	}
	n, err := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(line, "data ")))
	if err != nil {
		return "", err
	}
	data := make([]byte, n+1)
	_, err = io.ReadFull(in, data)
	return string(data[:n]), err
}

func parsePerson(s string) (who string, when time.Time, err error) {
	i := strings.LastIndexByte(s, '>') + 1
	f := strings.Fields(s[i:])
	if len(f) != 2 {
		return "", time.Time{}, fmt.Errorf("bad person %q", s)
	}
	sec, err := strconv.ParseInt(f[0], 10, 64)
	return s[:i], time.Unix(sec, 0), err
}

// Importer adds revisions to a store as an archive does: blob, trees, commit,
// each with the base that its path had before. It keeps the directories that
// changed last in memory, the rest it reads from the store.
type Importer struct {
	Head odb.ID
	root *folder
	buf  []byte
	path []*folder
}

// folder is a tree in memory, its entries by name.
type folder struct {
	id      odb.ID
	entries []*leaf
}

type leaf struct {
	name   string
	id     odb.ID
	commit odb.ID // that gave a file its last revision
	dir    *folder
}

// Add adds a revision to a batch.
func (im *Importer) Add(b odb.Batch, r *Revision) error {
	if im.root == nil {
		im.root = new(folder)
	}
	im.buf = append(im.buf[:0], r.Text...)
	blob := odb.New{Object: odb.Object{Type: odb.Blob, Data: im.buf}}
	blob.ID = odb.Hash(odb.Blob, blob.Data)
	parts := strings.Split(r.Path, "/")
	im.path = append(im.path[:0], im.root)
	at := im.root
	for _, name := range parts[:len(parts)-1] {
		l := at.leaf(name)
		if l.dir == nil {
			l.dir = new(folder)
		}
		at = l.dir
		im.path = append(im.path, at)
	}
	file := at.leaf(parts[len(parts)-1])
	blob.Base, file.id = file.id, blob.ID
	if err := b.Add(blob); err != nil {
		return err
	}
	for i, dir := range slices.Backward(im.path) {
		o := odb.New{Object: odb.Object{Type: odb.Tree, Data: dir.encode(im.buf[:0])}, Base: dir.id}
		im.buf = o.Data
		o.ID = odb.Hash(odb.Tree, o.Data)
		if err := b.Add(o); err != nil {
			return err
		}
		dir.id = o.ID
		if i > 0 {
			im.path[i-1].leaf(parts[i-1]).id = o.ID
		}
	}
	return im.commit(b, r, file)
}

// commit adds the commit of a revision. Its delta base is the commit of the
// file's last revision, which has the same headline and trailers, or else the
// last commit.
func (im *Importer) commit(b odb.Batch, r *Revision, file *leaf) error {
	c := fmt.Appendf(im.buf[:0], "tree %s\n", im.root.id)
	if !im.Head.IsZero() {
		c = fmt.Appendf(c, "parent %s\n", im.Head)
	}
	c = fmt.Appendf(c, "author %s %d +0000\ncommitter %s %d +0000\n\n",
		r.Author, r.Modified.Unix(), committer, r.Captured.Unix())
	c = append(c, r.Message...)
	im.buf = c
	o := odb.New{Object: odb.Object{Type: odb.Commit, Data: c}, Base: im.Head}
	o.ID = odb.Hash(odb.Commit, o.Data)
	if !file.commit.IsZero() {
		o.Base = file.commit
	}
	im.Head, file.commit = o.ID, o.ID
	return b.Add(o)
}

// Import adds revisions in batches of the given size, each of which moves ref.
func (im *Importer) Import(ctx context.Context, s odb.Store, ref string, size int, revisions iter.Seq2[Revision, error]) error {
	var b odb.Batch
	from, n := im.Head, 0
	commit := func() error {
		err := b.Commit(ctx, odb.Move{Name: ref, Old: from, New: im.Head})
		b, from, n = nil, im.Head, 0
		return err
	}
	for r, err := range revisions {
		if err != nil {
			return err
		}
		if b == nil {
			if b, err = s.Begin(ctx); err != nil {
				return err
			}
		}
		if err := im.Add(b, &r); err != nil {
			_ = b.Abort()
			return err
		}
		if n++; n == size {
			if err := commit(); err != nil {
				return err
			}
		}
	}
	if b == nil {
		return nil
	}
	return commit()
}

// leaf returns the entry of a name, a new one in its place in git's order if
// there is none. Names of files end in ".md", so that this is the order of
// directories too.
func (f *folder) leaf(name string) *leaf {
	i, ok := slices.BinarySearchFunc(f.entries, name, func(l *leaf, name string) int { return strings.Compare(l.name, name) })
	if !ok {
		f.entries = slices.Insert(f.entries, i, &leaf{name: strings.Clone(name)})
	}
	return f.entries[i]
}

func (f *folder) encode(dst []byte) []byte {
	for _, l := range f.entries {
		mode := odb.ModeFile
		if l.dir != nil {
			mode = odb.ModeDir
		}
		dst = odb.AppendTreeEntry(dst, odb.TreeEntry{Mode: mode, Name: l.name, ID: l.id})
	}
	return dst
}
