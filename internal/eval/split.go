package eval

import (
	"encoding/json"

	"github.com/newsarc/newsarc/text"
)

// split answers {"id","text"} with the spans of the text's sentences.
func split(line []byte, emit func(any) error) error {
	var in struct {
		ID       string `json:"id"`
		Text     string `json:"text"`
		Language string `json:"language"`
	}
	if err := json.Unmarshal(line, &in); err != nil {
		return err
	}
	p := newPoints(in.Text)
	spans := make([][2]int, 0, 16)
	for _, sp := range text.Sentences(in.Text, in.Language) {
		spans = append(spans, p.span(sp.Start, sp.End))
	}
	return emit(struct {
		ID        string   `json:"id"`
		Sentences [][2]int `json:"sentences"`
	}{in.ID, spans})
}
