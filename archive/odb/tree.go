package odb

import (
	"bytes"
	"errors"
	"iter"
)

// Modes of tree entries, as git writes them.
const (
	ModeFile       = "100644"
	ModeExecutable = "100755"
	ModeLink       = "120000"
	ModeDir        = "40000"
	ModeModule     = "160000"
)

// TreeEntry is one name in a tree.
type TreeEntry struct {
	Mode string
	Name string
	ID   ID
}

// IsDir reports whether the entry is a tree.
func (e TreeEntry) IsDir() bool { return e.Mode == ModeDir }

// AppendTreeEntry appends an entry to the content of a tree. Entries must come
// in git's order: by name, where a directory's counts as if it ended in "/".
func AppendTreeEntry(dst []byte, e TreeEntry) []byte {
	dst = append(append(dst, e.Mode...), ' ')
	dst = append(append(dst, e.Name...), 0)
	return append(dst, e.ID[:]...)
}

// TreeEntries yields the entries of a tree's content. It ends with an error
// where the content is not a tree's.
func TreeEntries(data []byte) iter.Seq2[TreeEntry, error] {
	return func(yield func(TreeEntry, error) bool) {
		for len(data) > 0 {
			space := bytes.IndexByte(data, ' ')
			end := bytes.IndexByte(data, 0)
			if space < 1 || end < space || len(data) < end+1+len(ID{}) {
				yield(TreeEntry{}, errors.New("tree is damaged"))
				return
			}
			e := TreeEntry{
				Mode: mode(data[:space]),
				Name: string(data[space+1 : end]),
				ID:   ID(data[end+1:]),
			}
			if !yield(e, nil) {
				return
			}
			data = data[end+1+len(ID{}):]
		}
	}
}

// mode is string(b) without an allocation for the usual ones.
func mode(b []byte) string {
	switch string(b) {
	case ModeFile:
		return ModeFile
	case ModeDir:
		return ModeDir
	}
	return string(b)
}
