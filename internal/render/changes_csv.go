package render

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/news"
)

// Change is a revision and what it changed, for a row of ChangesCSV.
type Change struct {
	*news.Revision
	First    bool // there is no text before: the fields below say nothing
	Kinds    []diff.SignalKind
	Candour  diff.Candour
	Silent   bool
	AllNoise bool
	Weight   float64
	Stat     diff.Stat
}

// ChangesCSV writes one row for each revision and what it changed (RFC 4180,
// with a header; no cell is taken for a formula, see TimelineCSV). The columns
// have the names that the fields have in JSON. Of the first revision of a story
// the columns that speak of a change are empty, which is not the same as 0.
type ChangesCSV struct {
	out *csv.Writer
}

// NewChangesCSV returns a writer and writes the header.
func NewChangesCSV(w io.Writer) (*ChangesCSV, error) {
	c := &ChangesCSV{csv.NewWriter(w)}
	c.out.UseCRLF = true
	return c, c.out.Write([]string{
		"story", "number", "commit", "class", "source", "url", "headline", "published", "modified", "captured", "text_sha256",
		"summary", "kinds", "candour", "silent", "all_noise", "weight", "fields", "same", "edited", "split", "merged", "deleted", "inserted",
		"moved", "words_inserted", "words_deleted",
	})
}

// Row writes a revision.
func (c *ChangesCSV) Row(ch *Change) error {
	row := []string{
		ch.Story, strconv.Itoa(ch.Number), ch.Commit, string(ch.Class), ch.Source, ch.URL, ch.Headline,
		ch.Published.String(), ch.Modified.String(), ch.Captured.UTC().Format(time.RFC3339), ch.TextSHA256,
	}
	if ch.First {
		row = append(row, make([]string, 16)...)
	} else {
		kinds := make([]string, len(ch.Kinds))
		for i, k := range ch.Kinds {
			kinds[i] = string(k)
		}
		row = append(row, ch.Summary, strings.Join(kinds, " "), string(ch.Candour), strconv.FormatBool(ch.Silent),
			strconv.FormatBool(ch.AllNoise), csvNumber(ch.Weight))
		s := &ch.Stat
		for _, n := range []int{s.Fields, s.Same, s.Edited, s.Split, s.Merged, s.Deleted, s.Inserted, s.Moved, s.WordsInserted, s.WordsDeleted} {
			row = append(row, strconv.Itoa(n))
		}
	}
	for i := range row {
		row[i] = inert(row[i])
	}
	return c.out.Write(row)
}

// Flush writes what was kept back.
func (c *ChangesCSV) Flush() error {
	c.out.Flush()
	return c.out.Error()
}
