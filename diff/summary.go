package diff

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/diff/english"
	"github.com/newsarc/newsarc/diff/signal"
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text/claim"
)

const (
	// summaryFacts is how many changes of fact a summary names before it counts.
	summaryFacts = 5
	// summaryPerKind is how many changes of one kind it names.
	summaryPerKind = 2
	// summaryQuote is the length in characters up to which it quotes the text.
	summaryQuote = 40
)

// Summary says in one English line what changed, what matters most first:
// "toll 35 -> 38; quote of Kerry added; headline changed; 2 sentences moved
// down". The same result always has the same summary.
func (r *Result) Summary() string {
	switch {
	case r.Old == nil && r.New == nil:
		return "no text"
	case r.Old == nil:
		return "new text of " + counted(len(r.NewSentences), "sentence")
	case r.New == nil:
		return "no longer present"
	case !r.Changed():
		return "no change"
	case r.AllNoise:
		return "noise: " + strings.Join(r.noiseRules(), ", ")
	}
	facts, form, words := r.signalPhrases()
	phrases := append(append(facts, form...), r.structurePhrases()...)
	switch {
	case len(phrases) > 0:
	case len(words) > 0:
		phrases = words
	default:
		return "layout changed" // paragraphs or their kinds
	}
	return strings.Join(phrases, "; ")
}

func (r *Result) noiseRules() []string {
	var rules []string
	for _, n := range r.Noise {
		if !slices.Contains(rules, n.Rule) {
			rules = append(rules, n.Rule)
		}
	}
	return rules
}

// signalPhrases names the signals by kind: changes of fact and notices; what
// else a reader sees at once; and wording, which is only worth a word when
// there is nothing else. Each change is named once: a toll that changed in the
// headline and in the text is one.
func (r *Result) signalPhrases() (facts, form, words []string) {
	more := 0
	var seen [8]signal.Kind
	kinds := seen[:0]
	for i := range r.Signals {
		if k := r.Signals[i].Kind; !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	for _, kind := range signal.Kinds {
		if !slices.Contains(kinds, kind) {
			continue
		}
		var of []string
		for i := range r.Signals {
			s := &r.Signals[i]
			if s.Kind != kind || kind == signal.Hedge {
				continue
			}
			if p := r.phrase(s); p != "" && !slices.Contains(of, p) {
				of = append(of, p)
			}
		}
		if kind == signal.Hedge {
			of = r.hedgePhrases()
		}
		switch {
		case kind == signal.Content || kind == signal.Style || kind == signal.Typo:
			words = append(words, of...)
		case kind.Fact() || kind == signal.Correction:
			keep := min(len(of), summaryPerKind, summaryFacts-len(facts))
			facts = append(facts, of[:keep]...)
			more += len(of) - keep
		default:
			form = append(form, of[:min(len(of), summaryPerKind)]...)
		}
	}
	if more > 0 {
		facts = append(facts, counted(more, "more change")+" of fact")
	}
	return facts, form, words[:min(len(words), summaryPerKind)]
}

// phrase names a signal; empty where structurePhrases speaks of it or it says
// too little for a line.
func (r *Result) phrase(s *signal.Signal) string {
	switch s.Kind {
	case signal.Casualty:
		return figurePhrase(s, roleName(s.Unit))
	case signal.Money, signal.Number, signal.Date:
		name := string(s.Kind)
		if saysItself(s) {
			name = ""
		}
		return figurePhrase(s, name)
	case signal.Quote:
		return r.quotePhrase(s)
	case signal.NameChange:
		return fromTo("name", s)
	case signal.Attribution:
		return fromTo("attribution", s)
	case signal.Negation:
		return fromTo("negation", s)
	case signal.Correction:
		return "correction " + s.Detail
	case signal.Headline:
		if s.Detail == signal.Subhead {
			return "subhead changed"
		}
		return "headline changed"
	case signal.Byline:
		return "byline changed"
	case signal.Link:
		return "link " + s.Detail
	case signal.Typo:
		return "typo " + s.Old.Text + " -> " + s.New.Text
	case signal.Content:
		if s.Detail == signal.Added || s.Detail == signal.Removed {
			return ""
		}
		return "wording changed in substance"
	case signal.Style:
		return "wording changed"
	}
	return ""
}

// saysItself reports whether the words of a figure need no name before them:
// "300 soldiers", "$15 million", but not "6.4".
func saysItself(s *signal.Signal) bool {
	both := s.Old.Text != "" && s.New.Text != ""
	words := strings.ContainsFunc(s.Old.Text+s.New.Text, unicode.IsLetter)
	return s.Kind == signal.Money || words && (both || s.Kind == signal.Number)
}

// roleName returns how a newsroom calls a count of casualties.
func roleName(role string) string {
	switch claim.Role(role) {
	case claim.Killed:
		return "toll"
	case "":
		return "casualties"
	}
	return role
}

// figurePhrase names a figure by its values where there are two, by its words
// otherwise.
func figurePhrase(s *signal.Signal, name string) string {
	if s.Kind == signal.Casualty && s.OldValue != nil && s.NewValue != nil && *s.OldValue != *s.NewValue {
		return name + " " + figure(*s.OldValue) + " -> " + figure(*s.NewValue)
	}
	if s.Detail == signal.Role {
		name = "casualties"
	}
	return fromTo(name, s)
}

// figure writes a number as news copy does: 1,200.
func figure(v float64) string {
	s := strconv.FormatFloat(v, 'f', -1, 64)
	whole, rest, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		whole += "." + rest
	}
	return whole
}

// fromTo names a change by the words on both sides, if they are few.
func fromTo(name string, s *signal.Signal) string {
	o, n := brief(s.Old.Text), brief(s.New.Text)
	if o == "" && n == "" {
		name = cmp.Or(name, string(s.Kind))
	}
	switch {
	case s.Old.Text == "" && s.New.Text == "":
		return name + " changed"
	case s.Old.Text == "":
		return join(name, n, "added")
	case s.New.Text == "":
		return join(name, o, "removed")
	case o == "" || n == "" || o == n:
		return cmp.Or(name, string(s.Kind)) + " changed"
	}
	return join(name, o, "->", n)
}

// join puts spaces between the words that are there.
func join(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "" }), " ")
}

// brief returns s on one line, or nothing if it is too long for a summary.
func brief(s string) string {
	s = strings.Trim(news.Line(s), " ,;")
	if utf8.RuneCountInString(s) > summaryQuote {
		return ""
	}
	return s
}

// hedgePhrases names what made the text firmer or softer. Words that came, or
// went, to the same end share a phrase: "softer: could, might added".
func (r *Result) hedgePhrases() []string {
	var came, gone []string // words, per direction
	var phrases []string
	for _, way := range []string{signal.Softer, signal.Firmer} {
		came, gone = came[:0], gone[:0]
		for i := range r.Signals {
			s := &r.Signals[i]
			if s.Kind != signal.Hedge || s.Detail != way {
				continue
			}
			o, n := brief(s.Old.Text), brief(s.New.Text)
			switch {
			case s.Old.Text == "" && n != "":
				came = append(came, n)
			case s.New.Text == "" && o != "":
				gone = append(gone, o)
			case o != "" && n != "":
				phrases = append(phrases, way+": "+o+" -> "+n)
			default:
				phrases = append(phrases, "wording "+way)
			}
		}
		phrases = appendWords(phrases, way, came, "added")
		phrases = appendWords(phrases, way, gone, "removed")
	}
	return slices.Compact(phrases)
}

// appendWords appends one phrase for all of words, each named once.
func appendWords(phrases []string, way string, words []string, verb string) []string {
	if len(words) == 0 {
		return phrases
	}
	slices.Sort(words)
	return append(phrases, way+": "+strings.Join(slices.Compact(words), ", ")+" "+verb)
}

// quotePhrase names a quote by its speaker.
func (r *Result) quotePhrase(s *signal.Signal) string {
	name := "quote"
	who := r.speaker(s.Pair, &s.New, r.NewSentences, func(p *align.Pair) []int { return p.New })
	if who == "" {
		who = r.speaker(s.Pair, &s.Old, r.OldSentences, func(p *align.Pair) []int { return p.Old })
	}
	if who != "" && !english.Pronoun(who) {
		name = "quote of " + who
	}
	switch s.Detail {
	case signal.MarksOff, signal.MarksOn:
		return name + ": " + s.Detail
	}
	return name + " " + s.Detail
}

// speaker returns who speaks in the quote at e, empty if the sentence does not
// say.
func (r *Result) speaker(pair int, e *signal.Evidence, all []news.Sentence, side func(*align.Pair) []int) string {
	if pair < 0 || e.Text == "" {
		return ""
	}
	for _, i := range side(&r.Pairs[pair]) {
		s := &all[i]
		if e.Start < s.Start || e.Start >= s.End {
			continue
		}
		for _, q := range claim.Extract(s.Text).Quotes {
			if q.End > e.Start-s.Start && q.Start < e.End-s.Start {
				return brief(q.Speaker)
			}
		}
	}
	return ""
}

// structurePhrases counts what became of the sentences.
func (r *Result) structurePhrases() []string {
	var out []string
	add := func(n int, what string) {
		if n > 0 {
			out = append(out, counted(n, "sentence")+" "+what)
		}
	}
	t := r.sentenceStat()
	down := 0
	for _, m := range r.Moves {
		if m.Down {
			for _, k := range m.Pairs {
				down += len(r.Pairs[k].Old)
			}
		}
	}
	add(t.Inserted, "added")
	add(t.Deleted, "removed")
	add(down, "moved down")
	add(t.Moved-down, "moved up")
	add(t.Split, "split")
	add(t.Merged, "merged")
	if len(r.Signals) == 0 {
		add(t.Edited, "edited")
		for _, f := range r.Fields {
			out = append(out, f.Name+" changed")
		}
	}
	return out
}

// counted returns "1 sentence", "2 sentences".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
