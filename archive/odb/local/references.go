package local

import (
	"bytes"
	"fmt"
	"iter"

	"github.com/newsarc/newsarc/archive/odb"
)

// References yields the ids that an object refers to: a commit's tree and
// parents, a tree's entries, a tag's object. It ends with an error where the
// object is not what its type says.
func References(o odb.Object) iter.Seq2[odb.ID, error] {
	switch o.Type {
	case odb.Tree:
		return treeReferences(o.Data)
	case odb.Commit:
		return headReferences(o.Data, "tree ", "parent ")
	case odb.Tag:
		return headReferences(o.Data, "object ")
	}
	return func(func(odb.ID, error) bool) {}
}

func treeReferences(data []byte) iter.Seq2[odb.ID, error] {
	return func(yield func(odb.ID, error) bool) {
		for e, err := range odb.TreeEntries(data) {
			if e.Mode == odb.ModeModule {
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
func headReferences(data []byte, words ...string) iter.Seq2[odb.ID, error] {
	return func(yield func(odb.ID, error) bool) {
		if !bytes.HasPrefix(data, []byte(words[0])) {
			yield(odb.ID{}, fmt.Errorf("does not begin with %q", words[0]))
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
				id, err := odb.ParseID(string(bytes.TrimSuffix(hex, []byte("\n"))))
				if !yield(id, err) {
					return
				}
			}
		}
	}
}
