package odb

import (
	"bytes"
	"fmt"
	"iter"
)

// References yields the ids that an object refers to: a commit's tree and
// parents, a tree's entries, a tag's object. It ends with an error where the
// object is not what its type says.
func References(o Object) iter.Seq2[ID, error] {
	switch o.Type {
	case Tree:
		return treeReferences(o.Data)
	case Commit:
		return headReferences(o.Data, "tree ", "parent ")
	case Tag:
		return headReferences(o.Data, "object ")
	}
	return func(func(ID, error) bool) {}
}

func treeReferences(data []byte) iter.Seq2[ID, error] {
	return func(yield func(ID, error) bool) {
		for e, err := range TreeEntries(data) {
			if e.Mode == ModeModule {
				continue // a commit of another repository
			}
			if !yield(e.ID, err) {
				return
			}
		}
	}
}

// headReferences reads the lines at the head of a commit or tag that begin
// with one of the words; the first word must be there.
func headReferences(data []byte, words ...string) iter.Seq2[ID, error] {
	return func(yield func(ID, error) bool) {
		if !bytes.HasPrefix(data, []byte(words[0])) {
			yield(ID{}, fmt.Errorf("does not begin with %q", words[0]))
			return
		}
		for line := range bytes.Lines(data) {
			if len(line) <= 1 {
				return
			}
			for _, word := range words {
				hex, ok := bytes.CutPrefix(line, []byte(word))
				if !ok {
					continue
				}
				id, err := ParseID(string(bytes.TrimSuffix(hex, []byte("\n"))))
				if !yield(id, err) {
					return
				}
			}
		}
	}
}
