package html

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/wire"
	"github.com/newsarc/newsarc/news"
)

// What a page does not declare, readers see: who wrote the article and when
// stands between the headline and the text, sometimes above the headline or
// below the text.

// Bounds of where it is looked for, in blocks and bytes.
const (
	aboveHeadline = 4
	belowHeadline = 15
	belowText     = 6
	maxSeen       = 240 // a longer block is prose
)

// surroundings are the blocks around the text of an article, without its own.
type surroundings struct {
	above []block // from a little above the headline, or the text, to the text
	below []block
	head  int // where in above the headline is; -1 when it is not seen
}

// around finds the surroundings of a text among all blocks of its page.
func around(all []block, text []block, headline string) surroundings {
	first, last := 0, -1
	if len(text) > 0 {
		first, last = placeOf(all, &text[0]), placeOf(all, &text[len(text)-1])
	}
	if first < 0 || first > last { // the text was read from elsewhere
		first = 0
		for first < len(all) && (!all[first].prose() || inHeader(all[first].node)) {
			first++
		}
		last = len(all) - 1
	}
	s := surroundings{head: headlineAt(all[:first], headline)}
	from := max(0, first-aboveHeadline*2)
	if s.head >= 0 {
		from = max(0, s.head-aboveHeadline)
		first = min(first, s.head+1+belowHeadline)
		s.head -= from
	}
	s.above = all[from:first]
	s.below = all[last+1 : min(len(all), last+1+belowText)]
	for i := range s.below {
		if b := &s.below[i]; b.kind == news.Heading {
			s.below = s.below[:i] // what follows is of something else
			break
		}
	}
	return s
}

// deckReach is how far below a subhead the line with names and dates may stand,
// in blocks.
const deckReach = 10

// takeDeck takes the first paragraph of the text for the subhead where the line
// that tells who wrote the article and when stands below it. all are the blocks
// of the page.
func (r *reading) takeDeck(all []block) {
	if len(r.blocks) < 3 || r.blocks[0].kind != news.Text || len(r.blocks[0].text) > maxSeen {
		return
	}
	second := r.proseFrom(1)
	third := r.proseFrom(second + 1)
	if third >= len(r.blocks) {
		return
	}
	from, to, end := placeOf(all, &r.blocks[0]), placeOf(all, &r.blocks[second]), placeOf(all, &r.blocks[third])
	if from < 0 || to < from || to-from > deckReach || end < to || !r.credited(all[from+1:to]) || r.credited(all[to+1:end]) {
		return
	}
	if r.subhead == "" && !meta(r.blocks[0].text) && !strings.Contains(r.blocks[0].text, "://") {
		r.subhead = r.blocks[0].text
	}
	for i := range r.blocks[1:second] {
		r.dropped = append(r.dropped, ingest.Origin{Field: "body", From: r.from, Value: r.blocks[i+1].text})
	}
	r.blocks = r.blocks[second:]
}

// proseFrom returns the first block of prose from block i on; the number of
// blocks when there is none.
func (r *reading) proseFrom(i int) int {
	for i < len(r.blocks) && !r.blocks[i].prose() {
		i++
	}
	return i
}

// credited reports whether one of blocks tells when the article was written.
func (r *reading) credited(blocks []block) bool {
	for i := range blocks {
		b := &blocks[i]
		if len(b.text) > maxSeen || ingest.Ended(b.text) || len(wire.Stamps(b.text, r.m.a.Language)) == 0 {
			continue
		}
		if _, ok := wire.Names(b.text); ok || len(b.text) < 40 {
			return true
		}
	}
	return false
}

// placeOf returns where the block of a text is among all of its page; -1 when it
// is not there.
func placeOf(all []block, b *block) int {
	for i := range all {
		if all[i].node == b.node && strings.Contains(all[i].text, b.text) {
			return i
		}
	}
	return -1
}

// headingRank tells how surely a block is the headline if it has its words.
func headingRank(b *block) int {
	switch {
	case b.tag == atom.H1:
		return 2
	case b.kind == news.Heading:
		return 1
	}
	return 0
}

// headlineAt returns where the headline is among the blocks above a text: the
// last of the highest rank; -1 when it is not there.
func headlineAt(above []block, headline string) int {
	want := fold(headline)
	at := -1
	for i := range above {
		got := fold(above[i].text)
		if got == "" || got != want && !(above[i].kind == news.Heading && len(got) > 8 && strings.Contains(got, want)) {
			continue
		}
		if at < 0 || headingRank(&above[i]) >= headingRank(&above[at]) {
			at = i
		}
	}
	return at
}

// see fills what the page does not declare from what stands around its text.
func (m *metadata) see(s surroundings) {
	m.seeNotes(s.above[s.head+1:])
	m.seeNotes(s.below)
	if m.a.Published.IsZero() {
		m.seeTimes(s)
	}
	if m.a.Byline == "" {
		m.seeByline(s)
	}
	m.deck(s)
	if m.a.Subhead == "" {
		m.seeDeck(s)
	}
}

// seeNotes takes what the editors say of the article outside its text.
func (m *metadata) seeNotes(blocks []block) {
	for i := range blocks {
		b := &blocks[i]
		n, ok := wire.Note(b.text)
		if !ok || b.kind != news.Text || b.linkShare() > 0.5 || len(b.text) < shortNote || hasNote(m.a.Notes, n) {
			continue
		}
		switch n.Kind {
		case news.Correction, news.Clarification, news.Retraction, news.EditorsNote:
			m.offer("notes", "paragraph beside the text", n.Text, false)
			m.a.Notes = append(m.a.Notes, n)
		}
	}
}

// seeTimes looks for a day in short lines.
func (m *metadata) seeTimes(s surroundings) {
	order := s.above
	if s.head >= 0 {
		order = append(append([]block{}, s.above[s.head+1:]...), s.above[:s.head]...)
	}
	for _, b := range append(append([]block{}, order...), s.below...) {
		if len(b.text) > maxSeen || b.prose() && ingest.Ended(b.text) {
			continue
		}
		for _, st := range wire.Stamps(b.text, m.a.Language) {
			field, to := "published", &m.a.Published
			if st.Later {
				field, to = "modified", &m.a.Modified
			}
			if to.IsZero() && m.offer(field, "visible date", b.text[st.From:st.To], false) {
				*to = st.Time
			}
		}
	}
}

// seeByline looks for names: after a word such as "By", in an element that is
// named for them, or in a line with the date.
func (m *metadata) seeByline(s surroundings) {
	take := func(from, names string) bool {
		m.set("byline", from, &m.a.Byline, names)
		return m.a.Byline != ""
	}
	near := append(append([]block{}, s.above...), s.below...)
	for i := range near {
		for line := range strings.SplitSeq(near[i].lines, "\n") {
			if names, ok := wire.Names(strings.Join(strings.Fields(line), " ")); ok && len(near[i].text) <= maxSeen && take("visible byline", names) {
				return
			}
		}
	}
	for i := range near {
		b := &near[i]
		if i == s.head || len(b.text) > maxSeen || b.prose() {
			continue
		}
		if isAuthor(b.node) && m.takeNames(b.text) {
			return
		}
		for k := range b.node.ChildNodes() {
			if k.FirstChild != nil && authorName().MatchString(names(k)) && m.takeNames(textOf(k)) {
				return
			}
		}
	}
	for i := max(0, s.head+1); i < len(s.above); i++ {
		b := &s.above[i]
		names := wire.BareNames(b.text)
		dated := len(wire.Stamps(b.text, m.a.Language)) > 0
		if !dated && i+1 < len(s.above) && names == b.text {
			next := &s.above[i+1]
			dated = len(next.text) < 60 && next.node.Parent == b.node.Parent && (len(wire.Stamps(next.text, m.a.Language)) > 0 || trade().MatchString(next.text))
		}
		if dated && fullName(names) && take("line with the date", names) {
			return
		}
	}
}

// takeNames takes the names of a line in an element that is named for authors.
func (m *metadata) takeNames(s string) bool {
	names := wire.BareNames(s)
	if len(s) <= maxSeen && wire.IsNames(names) && !isLabel(names) {
		m.set("byline", "element named for its author", &m.a.Byline, names)
	}
	return m.a.Byline != ""
}

// isLabel reports whether a line opens with what stands beside names in their
// element.
func isLabel(s string) bool {
	word, _, _ := strings.Cut(strings.ToLower(s), " ")
	switch word {
	case "published", "posted", "updated", "share", "follow", "subscribe", "comment", "comments", "read", "contact", "email", "view":
		return true
	}
	return false
}

var authorName = ingest.Regexp(`(?:^|[\s_-])(?:by|byline|author|authors|writer|reporter|journalist|autor|autore|auteur|autorzeile|redacteur|verfasser)(?:$|[\s_-]|name)|user-?name`)

// isAuthor reports whether an element, or what holds it and little else, is
// named for the author.
func isAuthor(n *html.Node) bool {
	for depth := 0; n != nil && depth < 3; n, depth = n.Parent, depth+1 {
		if authorName().MatchString(names(n) + " " + strings.ToLower(attr(n, "data-hook")+" "+attr(n, "data-testid"))) {
			return true
		}
		if n.DataAtom == atom.Article || n.DataAtom == atom.Main || n.DataAtom == atom.Body {
			return false
		}
	}
	return false
}

// noPerson are words of lines that look like names.
var noPerson = list(set, `news world politics business sport sports opinion home local national international latest breaking culture science health technology press release
	report magazine daily times post staff analysis video photos gallery live update updates edition monday tuesday wednesday thursday friday saturday sunday
	january february march april june july august september october november december read article story`)

// trade is what stands below a name: what its bearer does.
var trade = ingest.Regexp(`(?i)\b(?:correspondent|reporter|editor|writer|columnist|journalist|redakteur|korrespondent|journaliste|periodista|giornalista|redacteur)(?:in|s)?\b`)

// fullName reports whether s may be a person's name: two to four words, none of
// them of the desk.
func fullName(s string) bool {
	words := strings.Fields(s)
	return len(words) >= 2 && len(words) <= 4 && len(s) <= 50 && wire.IsNames(s) && !wordIn(strings.ToLower(s), noPerson())
}

var deckClass = ingest.Regexp(`(?:^|[\s_-])(?:dek|deck|standfirst|strapline|sub-?headline|subheading|sub-?title|article-?summary|chapo|chapeau|vorspann|entradilla|bajada|copete|sommario|ingress|anleser)(?:$|[\s_-])`)

// deck finds the line under the headline where a class says so.
func (m *metadata) deck(s surroundings) {
	for i := s.head + 1; i < len(s.above); i++ {
		b := &s.above[i]
		name := ""
		for n, depth := b.node, 0; n != nil && depth < 3 && name == ""; n, depth = n.Parent, depth+1 {
			if len(textOf(n)) <= len(b.text)+deckRest {
				name = strings.TrimSpace(deckClass().FindString(names(n)))
			}
		}
		if name != "" && len(b.text) > 20 && len(b.text) < 320 && !alike(b.text, m.a.Headline) && b.linkShare() < 0.5 {
			m.set("subhead", "line with class "+name, &m.a.Subhead, b.text)
			return
		}
	}
}

// sharesName reports whether a line holds the byline or the first name in it.
func sharesName(s, byline string) bool {
	s, byline = fold(s), fold(byline)
	return byline != "" && (strings.Contains(s, byline) || strings.Contains(byline, s))
}

// follows reports whether the element n, or one that holds nothing else, comes
// right after the headline, or what holds nothing else.
func follows(n, headline *html.Node) bool {
	size := len(textOf(n))
	for depth := 0; n != nil && depth < 3 && len(textOf(n)) == size; n, depth = n.Parent, depth+1 {
		if before := besides(n, true); before != nil && within(headline, before) {
			return len(textOf(before)) <= len(textOf(headline))+deckRest
		}
	}
	return false
}

// seeDeck takes the line right under the headline that is no paragraph of the
// text: a short one with names or a date between it and the text.
func (m *metadata) seeDeck(s surroundings) {
	if s.head < 0 || s.head+1 >= len(s.above) {
		return
	}
	b := &s.above[s.head+1]
	if len(b.text) < 20 || len(b.text) > maxSeen || b.kind != news.Text && b.kind != news.Heading || b.linkShare() > 0.3 || meta(b.text) || isFurniture(b) || alike(b.text, m.a.Headline) || strings.Contains(b.text, "://") || sharesName(b.text, m.a.Byline) {
		return
	}
	if _, isNote := wire.Note(b.text); isNote || len(wire.Stamps(b.text, m.a.Language)) > 0 || b.image {
		return
	}
	if follows(b.node, s.above[s.head].node) {
		m.set("subhead", "line right under the headline", &m.a.Subhead, b.text)
		return
	}
	for i := s.head + 2; i < len(s.above); i++ {
		t := s.above[i].text
		if _, ok := wire.Names(t); ok || len(t) < 120 && len(wire.Stamps(t, m.a.Language)) > 0 || fold(wire.BareNames(t)) == fold(m.a.Byline) && m.a.Byline != "" {
			m.set("subhead", "line between headline and byline", &m.a.Subhead, b.text)
			return
		}
	}
}
