package catalog

import (
	"slices"
	"strings"

	"github.com/newsarc/newsarc/archive/odb"
)

// Base is what a catalog holds of what a plan touches, at the commit from which
// it goes on.
type Base struct {
	Revision int64                // the last row of revisions
	Story    int64                // the last row of stories
	Stories  map[string]Story     // those that Lacking names, as far as they are there
	Had      map[RowKey]bool      // those of the rows that Again asks for
	Sketched map[string]int64     // sources of Sources that have sketches, and up to which row
	Rows     map[int64][]Revision // all rows of the stories that Plan.Moved names
}

// RowKey names a row of revisions by what history says.
type RowKey struct {
	Commit odb.ID
	Path   string
}

// Lacking returns the stories of changes that their maker has not looked up.
func Lacking(changes []Change) []string {
	seen := map[string]bool{}
	var paths []string
	for i := range changes {
		if p := changes[i].Path; changes[i].Known == nil && !seen[p] {
			seen[p] = true
			paths = append(paths, p)
		}
	}
	return paths
}

// Again returns the changes of which the catalog may have the rows already.
func Again(changes []Change) []RowKey {
	var keys []RowKey
	for i := range changes {
		if changes[i].Again {
			keys = append(keys, RowKey{changes[i].Commit, changes[i].Path})
		}
	}
	return keys
}

// Sources returns the first parts of the paths of changes.
func Sources(changes []Change) []string {
	seen := map[string]bool{}
	var list []string
	for i := range changes {
		if s := sourceOf(changes[i].Path); !seen[s] {
			seen[s] = true
			list = append(list, s)
		}
	}
	return list
}

func sourceOf(path string) string {
	source, _, _ := strings.Cut(path, "/")
	return source
}

// Plan is what an Apply writes. All catalogs work it out alike: they read a Base
// and write what a plan says.
type Plan struct {
	Revisions  []Revision // new rows
	Renumbered []Revision // rows that were there and have another number now
	Stories    []Planned
	Addresses  []Address // of several with one key the last counts
	Sources    map[string]int64
	Sketches   []SketchRow
	// The last rows, afterwards.
	LastRevision, LastStory int64

	base   *Base
	byPath map[string]*Planned
	before int64
	states []*State // what each of Revisions says
}

// Address is a key under which a story is found.
type Address struct{ Key, Story int64 }

// SketchRow is a key of a sketch of one of a story's texts.
type SketchRow struct{ Key, Story int64 }

// Planned is a story that a plan touches, as it becomes.
type Planned struct {
	Story
	New bool

	old State
	// moved says that the order of the rows may not be that of history, so that
	// the numbers are to be made anew.
	moved bool
}

// NewPlan works out what changes do to a catalog. If Moved names stories, their
// rows must be put into Base.Rows before Finish.
func NewPlan(base *Base, changes []Change) *Plan {
	p := &Plan{
		base: base, before: base.Revision, LastRevision: base.Revision, LastStory: base.Story,
		byPath: make(map[string]*Planned, len(changes)), Sources: map[string]int64{},
		Revisions: make([]Revision, 0, len(changes)), states: make([]*State, 0, len(changes)),
	}
	order := make([]*Planned, 0, len(changes))
	for i := range changes {
		ch := &changes[i]
		if ch.Again && base.Had[RowKey{ch.Commit, ch.Path}] {
			continue
		}
		s := p.byPath[ch.Path]
		if s == nil {
			s = p.storyOf(ch)
			order = append(order, s)
		}
		p.add(s, ch)
	}
	for _, s := range order {
		p.Stories = append(p.Stories, *s)
	}
	p.sketch(changes)
	return p
}

// storyOf returns the story of a change, a new one where there is none.
func (p *Plan) storyOf(ch *Change) *Planned {
	s := &Planned{}
	if ch.Known != nil {
		s.Story = *ch.Known
	} else {
		s.Story = p.base.Stories[ch.Path]
	}
	if s.ID == 0 {
		p.LastStory++
		s.New, s.ID, s.Path = true, p.LastStory, ch.Path
	}
	s.old = s.State
	p.byPath[ch.Path] = s
	return s
}

func (p *Plan) add(s *Planned, ch *Change) {
	p.LastRevision++
	rev := ch.Revision
	rev.ID, rev.Story, rev.Number = p.LastRevision, s.ID, 0
	p.states = append(p.states, &ch.State)
	s.Rows++
	switch {
	case s.Rows == 1 || s.Latest.Compare(&rev) < 0 && s.Latest.Blob != rev.Blob && s.Rows == s.Revisions+1:
		s.Revisions++
		rev.Number = s.Revisions
		s.Latest, s.State = rev, ch.State
	default: // a backfill, a repetition, or a revision among repetitions
		s.moved = true
	}
	for _, key := range ch.Addresses {
		p.Addresses = append(p.Addresses, Address{key, s.ID})
	}
	p.Revisions = append(p.Revisions, rev)
}

// Moved returns the stories that are numbered anew and had rows before.
func (p *Plan) Moved() []int64 {
	var ids []int64
	for i := range p.Stories {
		if s := &p.Stories[i]; s.moved && !s.New {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// Finish numbers the stories in which something took a place among others.
func (p *Plan) Finish() {
	added := map[int64][]int{} // places in Revisions, by story
	for i := range p.Revisions {
		added[p.Revisions[i].Story] = append(added[p.Revisions[i].Story], i)
	}
	for i := range p.Stories {
		if s := &p.Stories[i]; s.moved {
			p.renumber(s, added[s.ID])
		}
	}
}

// renumber numbers the revisions of a story by the order observed. One that
// repeats the text before it gets none: it was seen again, nothing changed.
func (p *Plan) renumber(s *Planned, added []int) {
	old := p.base.Rows[s.ID]
	rows := make([]*Revision, 0, len(old)+len(added))
	for i := range old {
		rows = append(rows, &old[i])
	}
	for _, i := range added {
		rows = append(rows, &p.Revisions[i])
	}
	slices.SortFunc(rows, (*Revision).Compare)
	n := 0
	for i, r := range rows {
		number := 0
		if i == 0 || rows[i-1].Blob != r.Blob {
			n++
			number = n
			s.Latest = *r
		}
		if number != r.Number {
			r.Number = number
			if r.ID <= p.before {
				p.Renumbered = append(p.Renumbered, *r)
			}
		}
	}
	s.Revisions = n
	s.Latest.Number = n
	// The latest is a new row, or the one that was latest, or a repetition of
	// that one with the same text.
	if s.State = s.old; s.Latest.ID > p.before {
		s.State = *p.states[s.Latest.ID-p.before-1]
	}
}

// sketch keeps the sketches that came with changes, as far as their sources have
// the sketches of all rows before; others are brought up to date when a match is
// wanted.
func (p *Plan) sketch(changes []Change) {
	complete, anonymous := map[string]bool{}, map[string]bool{}
	for i := range changes {
		source := sourceOf(changes[i].Path)
		all, seen := complete[source]
		complete[source] = (all || !seen) && changes[i].Sketch != nil
		anonymous[source] = anonymous[source] || changes[i].Anonymous
	}
	fresh := map[string]bool{}
	for source, all := range complete {
		at, known := p.base.Sketched[source]
		if !known && !anonymous[source] {
			continue
		}
		if !known {
			p.Sources[source] = 0
		}
		if fresh[source] = all && at == p.before; fresh[source] {
			p.Sources[source] = p.LastRevision
		}
	}
	for i := range changes {
		s := p.byPath[changes[i].Path]
		if s == nil || !fresh[sourceOf(changes[i].Path)] {
			continue
		}
		for _, key := range changes[i].Sketch {
			p.Sketches = append(p.Sketches, SketchRow{key, s.ID})
		}
	}
}
