package main

import (
	"bytes"
	"fmt"
	"os"
)

// document is the page that shows the figures; the table between the marks is
// written from golden.json.
const (
	document = "docs/quality.md"
	begin    = "<!-- figures: make eval-update writes them -->\n"
	end      = "<!-- end of figures -->\n"
)

// others holds what other programs reach on the same texts with the same
// scorers.
var others = map[string]map[string]string{
	"timex/TimeBank":   {"strict F1": "HeidelTime .8534", "relaxed F1": "HeidelTime .9194", "type F1": "HeidelTime .8966", "value F1": "HeidelTime .7923"},
	"timex/AQUAINT":    {"strict F1": "HeidelTime .8139", "relaxed F1": "HeidelTime .9229", "type F1": "HeidelTime .8416", "value F1": "HeidelTime .7169"},
	"words/arxivedits": {"token F1": "go-diff on words .938, with a merge rule .943"},
	"align/gum":        {"edge F1": "NewsEdits .964, wikidiff2 .944", "moved F1": "NewsEdits .913, wikidiff2 .558"},
	"extract":          {"F1": "readeck/go-readability .954, go-trafilatura .952"},
	"timeline/tls":     {"Date-F1": "plain baseline .565", "AR1-F": "plain baseline .112", "AR2-F": "plain baseline .029"},
}

// table returns the figures as a table in Markdown.
func (f figures) table() []byte {
	var b bytes.Buffer
	b.WriteString("\n| texts | measure | newsarc | others |\n|---|---|--:|---|\n")
	for _, s := range sets {
		for _, name := range sorted(f[s.name]) {
			fmt.Fprintf(&b, "| %s | %s | %.4f | %s |\n", s.name, name, f[s.name][name], others[s.name][name])
		}
	}
	b.WriteString("\n")
	return b.Bytes()
}

// insert puts the table of the figures into a page.
func (f figures) insert(page []byte) ([]byte, error) {
	head, rest, ok := bytes.Cut(page, []byte(begin))
	_, tail, closed := bytes.Cut(rest, []byte(end))
	if !ok || !closed {
		return nil, fmt.Errorf("%s does not hold the marks of the table", document)
	}
	return bytes.Join([][]byte{head, []byte(begin), f.table(), []byte(end), tail}, nil), nil
}

// publish writes the table into the page.
func (f figures) publish() error {
	page, err := os.ReadFile(document)
	if err != nil {
		return err
	}
	if page, err = f.insert(page); err != nil {
		return err
	}
	return os.WriteFile(document, page, 0o666)
}
