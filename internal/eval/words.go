package eval

import (
	"encoding/json"

	"github.com/newsarc/newsarc/diff"
)

// words finds the words that differ between two sentences.
func words(line []byte, emit func(any) error) error {
	var in struct{ ID, Old, New string }
	if err := json.Unmarshal(line, &in); err != nil {
		return err
	}
	out := struct {
		ID       string   `json:"id"`
		Deleted  [][2]int `json:"deleted"`
		Inserted [][2]int `json:"inserted"`
	}{in.ID, [][2]int{}, [][2]int{}}
	old, new := newPoints(in.Old), newPoints(in.New)
	for _, e := range diff.Words(in.Old, in.New) {
		if e.Form || e.Move > 0 {
			continue // the words are the same
		}
		if e.Old.Start < e.Old.End {
			out.Deleted = append(out.Deleted, old.span(e.Old.Start, e.Old.End))
		}
		if e.New.Start < e.New.End {
			out.Inserted = append(out.Inserted, new.span(e.New.Start, e.New.End))
		}
	}
	return emit(out)
}
