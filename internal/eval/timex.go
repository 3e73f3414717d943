package eval

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/newsarc/newsarc/text/timex"
)

type timexIn struct {
	Doc  string `json:"doc"`
	DCT  string `json:"dct"`
	Text string `json:"text"`
}

type timexOut struct {
	Doc   string     `json:"doc"`
	Start int        `json:"start"`
	End   int        `json:"end"`
	Type  timex.Type `json:"type"`
	Value string     `json:"value"`
	Rule  string     `json:"rule"`
}

// runTimex answers a document with its time expressions.
func runTimex(line []byte, emit func(any) error) error {
	var in timexIn
	if err := json.Unmarshal(line, &in); err != nil {
		return err
	}
	ref, err := reference(in.DCT)
	if err != nil {
		return fmt.Errorf("%s: %w", in.Doc, err)
	}
	p := newPoints(in.Text)
	found := timex.Tag(in.Text, ref)
	if len(found) == 0 { // a line that only names the document: nothing found
		return emit(struct {
			Doc string `json:"doc"`
		}{in.Doc})
	}
	for _, e := range found {
		s := p.span(e.Start, e.End)
		if err := emit(timexOut{in.Doc, s[0], s[1], e.Type, e.Value, e.Rule}); err != nil {
			return err
		}
	}
	return nil
}

// reference reads the creation time of a document, which may lack its time of
// day or be empty.
func reference(dct string) (timex.Reference, error) {
	if dct == "" {
		return timex.Reference{}, nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, dct); err == nil {
			return timex.Reference{Time: t, DateOnly: layout == "2006-01-02"}, nil
		}
	}
	return timex.Reference{}, fmt.Errorf("unknown form of creation time %q", dct)
}
