package render

import (
	"io"

	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text"
)

// diffSchema and diffVersion name the form of DiffDocument: docs/schema/diff.json.
// Fields are only added; what would break a reader raises the version.
const (
	diffSchema  = "newsarc.diff"
	diffVersion = 1
)

// DiffDocument is a comparison in JSON. docs/diff.md explains it. All spans are
// byte ranges, end exclusive, of UTF-8 text: those of sentences, edits of pairs
// and evidence of the body are spans of the side's text, others of the value
// of the field.
type DiffDocument struct {
	Schema  string `json:"schema"`
	Version int    `json:"version"`

	Old *diffSideJSON `json:"old"` // null: there was none
	New *diffSideJSON `json:"new"`

	Changed bool              `json:"changed"`
	Coarse  bool              `json:"coarse"`
	Summary string            `json:"summary"`
	Kinds   []diff.SignalKind `json:"kinds"`
	Candour diff.Candour      `json:"candour"`
	Weight  float64           `json:"weight"`
	Stat    diff.Stat         `json:"stat"`

	Fields  []diffFieldJSON  `json:"fields"`
	Pairs   []diffPairJSON   `json:"pairs"`
	Moves   []diff.Move      `json:"moves"`
	Signals []diffSignalJSON `json:"signals"`

	AllNoise bool            `json:"all_noise"`
	Noise    []diffNoiseJSON `json:"noise"`
}

type diffSideJSON struct {
	Name     string         `json:"name"`
	Revision *news.Revision `json:"revision,omitempty"`
	Text     string         `json:"text"`
}

type diffFieldJSON struct {
	Name     string         `json:"name"`
	NoteKind news.NoteKind  `json:"note_kind,omitempty"`
	OldIndex *int           `json:"old_index,omitempty"` // place in a list
	NewIndex *int           `json:"new_index,omitempty"`
	Old      string         `json:"old"`
	New      string         `json:"new"`
	Edits    []diffEditJSON `json:"edits"`
}

type diffPairJSON struct {
	Kind  diff.Kind          `json:"kind"`
	Move  int                `json:"move,omitempty"`
	Old   []diffSentenceJSON `json:"old"`
	New   []diffSentenceJSON `json:"new"`
	Edits []diffEditJSON     `json:"edits"`
}

type diffSentenceJSON struct {
	Number    int    `json:"number"`    // in the body, from 0
	Paragraph int    `json:"paragraph"` // from 0
	Start     int    `json:"start"`
	End       int    `json:"end"`
	Text      string `json:"text"`
}

type diffEditJSON struct {
	Old  diffSpanJSON `json:"old"`
	New  diffSpanJSON `json:"new"`
	Form bool         `json:"form,omitempty"`
	Move int          `json:"move,omitempty"`
}

type diffSpanJSON struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

type diffSignalJSON struct {
	Kind     diff.SignalKind   `json:"kind"`
	Kinds    []diff.SignalKind `json:"kinds"`
	Fact     bool              `json:"fact"`
	Detail   string            `json:"detail,omitempty"`
	Pair     *int              `json:"pair,omitempty"` // index in pairs; absent for a field
	Old      diffEvidenceJSON  `json:"old"`
	New      diffEvidenceJSON  `json:"new"`
	OldValue *float64          `json:"old_value,omitempty"`
	NewValue *float64          `json:"new_value,omitempty"`
	Unit     string            `json:"unit,omitempty"`
}

type diffNoiseJSON struct {
	Rule string           `json:"rule"`
	Pair *int             `json:"pair,omitempty"`
	Old  diffEvidenceJSON `json:"old"`
	New  diffEvidenceJSON `json:"new"`
}

type diffEvidenceJSON struct {
	Field string `json:"field,omitempty"` // absent: the body
	Index int    `json:"index,omitempty"` // of a note or an alias in its list
	diffSpanJSON
}

// DiffJSON prints a comparison as one JSON document.
func DiffJSON(w io.Writer, r *diff.Result, o DiffOptions) error {
	return JSON(w, NewDiffDocument(r, o))
}

// NewDiffDocument returns a comparison in its JSON form, for output that puts
// several on a line each.
func NewDiffDocument(r *diff.Result, o DiffOptions) *DiffDocument {
	d := &DiffDocument{
		Schema: diffSchema, Version: diffVersion,
		Changed: r.Changed(), Coarse: r.Coarse, Summary: r.Summary(), Kinds: orEmpty(r.Kinds()), Candour: r.Candour(),
		Weight: r.Weight, Stat: r.Stat(), AllNoise: r.AllNoise,
		Fields: []diffFieldJSON{}, Pairs: []diffPairJSON{}, Moves: orEmpty(r.Moves),
		Signals: []diffSignalJSON{}, Noise: []diffNoiseJSON{},
	}
	if r.Old != nil {
		d.Old = &diffSideJSON{o.OldName, o.OldRevision, r.OldText()}
	}
	if r.New != nil {
		d.New = &diffSideJSON{o.NewName, o.NewRevision, r.NewText()}
	}
	for _, f := range r.Fields {
		d.Fields = append(d.Fields, diffFieldJSON{
			f.Name, f.NoteKind, index(f.OldIndex), index(f.NewIndex), f.Old, f.New, editsJSON(f.Edits, f.Old, f.New),
		})
	}
	for _, p := range r.Pairs {
		d.Pairs = append(d.Pairs, diffPairJSON{
			p.Kind, p.Move, sentencesJSON(r.OldSentences, p.Old), sentencesJSON(r.NewSentences, p.New),
			editsJSON(p.Edits, r.OldText(), r.NewText()),
		})
	}
	for i := range r.Signals {
		s := &r.Signals[i]
		d.Signals = append(d.Signals, diffSignalJSON{
			s.Kind, s.Kinds(), s.Kind.Fact(), s.Detail, index(s.Pair), evidenceJSON(s.Old), evidenceJSON(s.New),
			s.OldValue, s.NewValue, s.Unit,
		})
	}
	for _, n := range r.Noise {
		d.Noise = append(d.Noise, diffNoiseJSON{n.Rule, index(n.Pair), evidenceJSON(n.Old), evidenceJSON(n.New)})
	}
	return d
}

// orEmpty makes [] of nil, so that readers always find a list.
func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// index returns nil for an index that names nothing.
func index(i int) *int {
	if i < 0 {
		return nil
	}
	return &i
}

func sentencesJSON(all []news.Sentence, which []int) []diffSentenceJSON {
	out := make([]diffSentenceJSON, 0, len(which))
	for _, i := range which {
		s := &all[i]
		out = append(out, diffSentenceJSON{i, s.Paragraph, s.Start, s.End, s.Text})
	}
	return out
}

func editsJSON(edits []diff.Edit, from, to string) []diffEditJSON {
	out := make([]diffEditJSON, 0, len(edits))
	for _, e := range edits {
		out = append(out, diffEditJSON{spanJSON(from, e.Old), spanJSON(to, e.New), e.Form, e.Move})
	}
	return out
}

func spanJSON(s string, at text.Span) diffSpanJSON {
	return diffSpanJSON{at.Start, at.End, s[at.Start:at.End]}
}

func evidenceJSON(e diff.Evidence) diffEvidenceJSON {
	return diffEvidenceJSON{e.Field, e.Index, diffSpanJSON{e.Start, e.End, e.Text}}
}
