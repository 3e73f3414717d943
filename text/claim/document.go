package claim

import (
	"strings"

	"github.com/newsarc/newsarc/text"
)

// Document returns the claims of each sentence of a text, given as paragraphs
// of sentences. It is Extract for every sentence, with what only the whole text
// can tell: quotes that run over sentences and paragraphs, the speaker of a
// quote that stands alone, and in Who and Speaker the full name where a
// sentence has "he" or a surname only.
func Document(paragraphs [][]string) [][]Claims {
	p := parsers.Get().(*parser)
	defer parsers.Put(p)
	full, words := make(map[string]string), make(map[string]bool)
	d := document{full: func(surname string) string { return full[surname] }}
	p.known = func(w string) bool { return words[w] }
	defer func() { p.known = nil }()
	out := make([][]Claims, len(paragraphs))
	for i, sentences := range paragraphs {
		d.begin()
		out[i] = make([]Claims, len(sentences))
		for j, s := range sentences {
			c, left := p.extract(s, d.carry)
			d.carry = left
			learn(s, &c, full, words)
			d.resolve(s, &c)
			d.lend(&c)
			out[i][j] = c
		}
		d.backfill(out[i])
	}
	return out
}

// document is what is known of a text up to a sentence.
type document struct {
	carry string                      // mark of the quote that is open
	full  func(surname string) string // the full name, empty if there was none
	he    string                      // who "he" stands for
	she   string
	they  string // the last source that was no person's name: "the ministry"

	speaker string // of the last quote
	open    bool   // the last paragraph ended within a quote
	fresh   bool   // no quote of this paragraph has been seen yet
	named   bool   // a quote of this paragraph has its speaker in its sentence
}

// begin starts a paragraph. A quote that goes on in it opens again with a mark,
// so that no mark is carried over.
func (d *document) begin() {
	d.open = d.carry != ""
	d.carry = ""
	d.fresh, d.named = true, false
}

// learn keeps the full names of the persons in the sentence s by their surnames,
// and the words of its names, so that they are known at the head of a sentence.
func learn(s string, c *Claims, full map[string]string, words map[string]bool) {
	for _, n := range c.Names {
		name := n.Of(s)
		if tells(n, name) {
			for w := range strings.FieldsSeq(name) {
				if learnable(w) && len(words) < maxKnown {
					words[w] = true
				}
			}
		}
		if surname := surnameOf(n, name); surname != "" {
			full[surname] = name
		}
	}
}

// maxKnown bounds how many words of names a text makes known.
const maxKnown = 1 << 16

// tells reports whether a name is one beyond doubt: a single word at the head of
// a sentence may be anything.
func tells(n Name, name string) bool { return n.Start > 0 || strings.Contains(name, " ") }

// learnable reports whether a word of a name is worth knowing.
func learnable(w string) bool { return len(w) > 2 && lookup(w).word == "" }

// surnameOf returns the last word of a person's full name, else nothing.
func surnameOf(n Name, name string) string {
	if n.Kind != Person {
		return ""
	}
	i := strings.LastIndexByte(name, ' ')
	if i <= 0 {
		return ""
	}
	return name[i+1:]
}

// resolve writes full names into the attributions of s and keeps who spoke.
func (d *document) resolve(s string, c *Claims) {
	k := 0 // the first name that may lie in the source
	for i := range c.Attributions {
		a := &c.Attributions[i]
		source := a.Source.Of(s)
		switch strings.ToLower(source) {
		case "he":
			a.Who = either(d.he, a.Who)
		case "she":
			a.Who = either(d.she, a.Who)
		case "they", "it":
			a.Who = either(d.they, a.Who)
		default:
			for k > 0 && (k == len(c.Names) || c.Names[k].End > a.Source.Start) {
				k--
			}
			for k < len(c.Names) && c.Names[k].End <= a.Source.Start {
				k++
			}
			d.source(s, a, c.Names[k:])
		}
		if d.carry == "" || i == 0 {
			c.speakBy(i)
		}
	}
	d.lead(s, c)
}

// source resolves a source that is no pronoun. names are those of the sentence
// from the source on.
func (d *document) source(s string, a *Attribution, names []Name) {
	for _, n := range names {
		if n.Start >= a.Source.End {
			break
		}
		if head(s, n, a.Source) && (n.Kind == Person || n.Kind == Other) {
			name := n.Of(s)
			a.Who = either(d.full(name), name)
			d.meet(a.Who, n.Title.Of(s))
			return
		}
	}
	a.Who = a.Source.Of(s)
	d.they = a.Who
}

// head reports whether the name n is the one that the source is about, rather
// than one inside it: "Kerry", "Secretary of State John Kerry", but not "a
// spokesman for Kerry".
func head(s string, n Name, source text.Span) bool {
	if rest := s[n.End:max(n.End, source.End)]; strings.HasPrefix(rest, "'") || strings.HasPrefix(rest, "’") {
		return false // "Kerry's lawyer"
	}
	if n.End == source.End && n.Start > source.Start && !tied(s[source.Start:n.Start]) {
		return true // "hospital director Nadim Saleh"
	}
	return n.Start == source.Start || n.Title.End > n.Title.Start && n.Title.Start <= source.Start+len("the ") && n.Title.Start >= source.Start
}

// tied reports whether the words before a name tie it to another noun.
func tied(s string) bool {
	for w := range strings.FieldsSeq(s) {
		if e := lookup(w); e.class&(preposition|conjunction) != 0 || strings.HasSuffix(w, ",") {
			return true
		}
	}
	return false
}

// meet keeps who a pronoun may stand for from here on.
func (d *document) meet(name, title string) {
	switch gender(name, title) {
	case 'm':
		d.he = name
	case 'f':
		d.she = name
	default:
		d.he, d.she = name, name
	}
}

// lead takes the first person named in a sentence without a source as the one
// that "he" in the next sentence stands for.
func (d *document) lead(s string, c *Claims) {
	if len(c.Attributions) > 0 {
		return
	}
	for _, n := range c.Names {
		if n.Kind != Person && d.full(n.Of(s)) == "" {
			continue
		}
		d.meet(either(d.full(n.Of(s)), n.Of(s)), n.Title.Of(s))
		return
	}
}

// speakBy gives the quotes of attribution i its resolved source.
func (c *Claims) speakBy(i int) {
	for k := range c.Quotes {
		if q := &c.Quotes[k]; q.By == i {
			q.Speaker = c.Attributions[i].Who
		}
	}
}

// lend gives a quote that has no source in its sentence the speaker of the one
// before it, if it goes on with that: in the same paragraph, or in the next
// where the quote was left open.
func (d *document) lend(c *Claims) {
	for i := range c.Quotes {
		q := &c.Quotes[i]
		switch {
		case q.By >= 0:
			d.speaker, d.named = q.Speaker, true
		case q.Partial || q.Depth > 0:
		case !d.fresh || d.open || q.Runs:
			q.Speaker = d.speaker
		default:
			d.speaker = "" // perhaps a later sentence of the paragraph says who
		}
		if !q.Partial {
			d.fresh = false
		}
	}
}

// backfill gives the quotes at the head of a paragraph the speaker that a later
// sentence of it names.
func (d *document) backfill(sentences []Claims) {
	if !d.named {
		return
	}
	speaker := ""
	for i := len(sentences) - 1; i >= 0; i-- {
		qs := sentences[i].Quotes
		for k := len(qs) - 1; k >= 0; k-- {
			switch q := &qs[k]; {
			case q.By >= 0:
				speaker = q.Speaker
			case q.Speaker == "" && !q.Partial && q.Depth == 0:
				q.Speaker = speaker
			}
		}
	}
}

// gender guesses from a title or a given name: 'm', 'f' or 0.
func gender(name, title string) byte {
	for w := range strings.FieldsSeq(title + " " + name) {
		switch w = strings.ToLower(strings.Trim(w, ".,")); w {
		case "mr", "sir", "king", "prince", "spokesman", "chairman", "lord", "father", "imam", "sheikh", "pope", "congressman":
			return 'm'
		case "mrs", "ms", "miss", "lady", "queen", "princess", "spokeswoman", "chairwoman", "dame", "sister", "congresswoman":
			return 'f'
		}
		if e := known(w); e != nil && e.class&first != 0 {
			if e.level == feminine {
				return 'f'
			}
			return 'm'
		}
	}
	return 0
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
