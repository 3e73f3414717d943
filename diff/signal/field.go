package signal

import (
	"github.com/newsarc/newsarc/diff/noise"
	"github.com/newsarc/newsarc/news"
)

// field finds the signals of a field that changed.
func (f *search) field(x *Field) {
	if x.Name == "modified" {
		return // a time is no furniture and no signal
	}
	c := comparison{
		pair: -1, field: x.Name, index: max(x.NewIndex, x.OldIndex, 0), edits: x.Edits,
		old: fieldFacts(x.Old, f.new.ref), new: fieldFacts(x.New, f.new.ref),
	}
	whole := func(kind Kind, detail string) {
		f.add(c.signal(kind, c.old.extent, c.new.extent, detail))
	}
	if x.Name != "url" && x.Name != "alias" {
		if rule := noise.Rule(x.Old, x.New); rule != "" {
			f.noiseField(&c, rule)
			return
		}
	}
	switch x.Name {
	case "headline", "subhead":
		if f.r.Old.StandIn || f.r.New.StandIn {
			return // it is a sentence of the body
		}
		detail := fieldDetail(x)
		if detail == Changed && !f.new.finder.Brief && c.sameSense(x.Edits) { // of which no line speaks
			detail = Restyled
		}
		if x.Name == "subhead" {
			detail = Subhead
		}
		whole(Headline, detail)
		if x.Old == "" || x.New == "" {
			return
		}
		if x.Name == "headline" {
			c.old, c.new = f.old.headline(), f.new.headline()
		} else {
			c.old.gatherField(f.new.ref)
			c.new.gatherField(f.new.ref)
		}
		c.run(f)
	case "byline":
		whole(Byline, fieldDetail(x))
	case "dateline":
		whole(NameChange, Dateline)
	case "published":
		whole(Date, "published")
	case "url", "alias":
		if rule := linkRule(x.Old, x.New); rule != "" {
			f.noiseField(&c, rule)
		} else if x.Old != "" && x.New != "" {
			whole(Link, Changed)
		}
	case "note":
		f.note(&c, x)
	}
}

func (f *search) noiseField(c *comparison, rule string) {
	s := c.signal("", c.old.extent, c.new.extent, "")
	f.Noise = append(f.Noise, Noise{Rule: rule, Pair: -1, Old: s.Old, New: s.New})
}

// linkRule returns the rule by which a change of an address is noise.
func linkRule(o, n string) string {
	if noise.Link(o) == noise.Link(n) {
		return noise.TrackingLink
	}
	return ""
}

func fieldDetail(x *Field) string {
	switch {
	case x.Old == "":
		return Added
	case x.New == "":
		return Removed
	}
	return Changed
}

// note finds the signals of a notice beside the text.
func (f *search) note(c *comparison, x *Field) {
	switch x.NoteKind {
	case news.Correction, news.Clarification, news.Retraction, news.EditorsNote:
		s := c.signal(Correction, c.old.extent, c.new.extent, fieldDetail(x))
		s.Old.Index, s.New.Index = max(x.OldIndex, 0), max(x.NewIndex, 0)
		f.add(s)
	case news.Credit:
		f.add(c.signal(Byline, c.old.extent, c.new.extent, Credit))
	}
}
