package timex

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A language file has two kinds of lines.
//
//	CLASS : word word=value ...        words of a class, with their values
//	$name = pattern                    a part of patterns, used as $name
//	rule.name = pattern => op k=v ...  a rule
//	%directive : word ...              a property of the language
//
// In a pattern, UPPER is a class, anything else in lower case or quotes is the
// word itself; CLASS:slot keeps the token under another slot than the class's
// own; ( | ) ? group, part and make optional; ~ demands that the next token is
// joined by a hyphen, _ that it is not; what stands in { } at the beginning (a list of words) or
// at the end must be there but is not part of the expression. Lines that begin with white space continue the line
// before; # begins a comment.

// rule is a compiled rule: what to do with a match.
type rule struct {
	name    string
	pattern string
	opName  string
	op      op
	consts  []slotConst
	before  []int // classes of which the token before the expression must have one
}

type slotConst struct {
	slot  int
	value value
}

// The tables of the languages, see pack.
var (
	//go:embed lang/en.table
	english string
	//go:embed lang/es.table
	spanish string
)

// languages are the languages that there is a file for, loaded on first use.
var languages = map[string]func() *language{
	"en": sync.OnceValue(func() *language { return unpack("en", english) }),
	"es": sync.OnceValue(func() *language { return unpack("es", spanish) }),
}

// Supports reports whether the language of a BCP 47 tag is known; the empty tag
// means English.
func Supports(tag string) bool { return languages[primary(tag)] != nil }

// primary returns the language subtag of a tag.
func primary(tag string) string {
	tag, _, _ = strings.Cut(strings.ToLower(tag), "-")
	if tag == "" {
		return "en"
	}
	return tag
}

// compiler turns a language file into a language. Only tests do that, and write
// the table that lies in the program: see pack.
type compiler struct {
	lang            *language
	classes         map[string]int
	named, literals int // how many classes of either kind
	parts           map[string]*node
	pats            []*node
}

func newCompiler(name string) *compiler {
	l := newLanguage(name)
	l.words = map[string]*lexeme{}
	c := &compiler{lang: l, parts: map[string]*node{}, classes: map[string]int{}, named: int(numCore)}
	for i, n := range coreNames {
		c.classes[n] = i
		if len(n) == 1 { // a punctuation mark is a class of its own
			c.entry(n).add(i, value{})
		}
	}
	return c
}

// compile reads the text of the file of a language.
func (c *compiler) compile(text string) error {
	name := c.lang.name
	for n, line := 1, ""; text != ""; {
		line, text, _ = strings.Cut(text, "\n")
		at := n
		n++
		for text != "" && (text[0] == ' ' || text[0] == '\t') {
			var more string
			more, text, _ = strings.Cut(text, "\n")
			line += " " + strings.TrimSpace(cutComment(more))
			n++
		}
		if err := c.line(strings.TrimSpace(cutComment(line))); err != nil {
			return fmt.Errorf("%s.timex: line %d: %w", name, at, err)
		}
	}
	if c.full() {
		return fmt.Errorf("%s.timex: %d classes and %d words of their own are too many", name, c.named, c.literals)
	}
	for _, e := range c.lang.words {
		e.numeral = e.set.has(classCard)
	}
	if err := c.lang.auto.build(c.pats); err != nil {
		return fmt.Errorf("%s.timex: %w", name, err)
	}
	return nil
}

// classOf returns the number of a class, making it on first use.
func (c *compiler) classOf(name string) int {
	class, ok := c.classes[name]
	if ok {
		return class
	}
	if named := name[0] >= 'A' && name[0] <= 'Z'; named {
		class = min(c.named, firstLiteral-1)
		c.named++
	} else {
		class = min(firstLiteral+c.literals, maxClasses-1)
		c.literals++
	}
	c.classes[name] = class
	return class
}

// full reports whether a language has more classes than fit.
func (c *compiler) full() bool {
	return c.named > firstLiteral || c.literals > maxClasses-firstLiteral
}

// entry returns the lexeme of a word or mark, making it on first use.
func (c *compiler) entry(word string) *lexeme {
	e := c.lang.words[word]
	if at := c.lang.place(word); at != nil {
		e = *at
	}
	if e == nil {
		e = new(lexeme)
		c.lang.enter(word, e)
	}
	return e
}

func cutComment(s string) string {
	s, _, _ = strings.Cut(s, "#")
	return s
}

func (c *compiler) line(s string) error {
	if s == "" {
		return nil
	}
	head, body, found := strings.Cut(s, " = ")
	if !found {
		return c.wordLine(s)
	}
	head, body = strings.TrimSpace(head), strings.TrimSpace(body)
	if head[0] == '$' {
		n, err := c.parse(body)
		c.parts[strings.TrimSpace(head[1:])] = n
		return err
	}
	pat, action, ok := strings.Cut(body, "=>")
	if !ok {
		return fmt.Errorf("rule %q has no action", head)
	}
	r := rule{name: head, pattern: strings.TrimSpace(pat)}
	pat = c.before(&r, r.pattern)
	n, err := c.parse(pat)
	if err != nil {
		return err
	}
	if err := r.action(strings.TrimSpace(action)); err != nil {
		return err
	}
	c.lang.rules = append(c.lang.rules, r)
	c.pats = append(c.pats, n)
	return nil
}

// action reads the op of a rule and its constants.
func (r *rule) action(s string) error {
	name, consts, _ := strings.Cut(s, " ")
	if r.opName, r.op = name, ops[name]; r.op == nil {
		return fmt.Errorf("rule %q: unknown action %q", r.name, name)
	}
	for f := range strings.FieldsSeq(consts) {
		k, v, _ := strings.Cut(f, "=")
		slot, ok := slotNames[k]
		if !ok {
			return fmt.Errorf("rule %q: unknown slot %q", r.name, k)
		}
		r.consts = append(r.consts, slotConst{slot, valueOf(v)})
	}
	return nil
}

// before takes the leading { a | b } of a pattern, the words of which one must
// stand before the expression, and returns the rest.
func (c *compiler) before(r *rule, pat string) string {
	if pat[0] != '{' {
		return pat
	}
	list, rest, _ := strings.Cut(pat[1:], "}")
	for w := range strings.SplitSeq(list, "|") {
		w = strings.Trim(strings.TrimSpace(w), `"`)
		if w[0] >= 'A' && w[0] <= 'Z' {
			r.before = append(r.before, c.classOf(w))
		} else {
			r.before = append(r.before, c.literal(w))
		}
	}
	return rest
}

// literal makes a word a class of its own.
func (c *compiler) literal(w string) int {
	class := c.classOf(w)
	if e := c.entry(w); !e.set.has(class) {
		e.add(class, value{})
	}
	return class
}

func valueOf(s string) value {
	if s != "" && (s[0] == '-' || s[0] >= '0' && s[0] <= '9') {
		if n, err := strconv.Atoi(s); err == nil {
			return value{n: int32(n), s: s}
		}
	}
	return value{s: s}
}

func (c *compiler) wordLine(s string) error {
	head, words, ok := strings.Cut(s, ":")
	if !ok {
		return fmt.Errorf("neither words nor a rule: %q", s)
	}
	head = strings.TrimSpace(head)
	if head[0] == '%' {
		return c.lang.directive(head, strings.Fields(words))
	}
	class := c.classOf(head)
	for w := range strings.FieldsSeq(words) {
		var v value
		if word, val, ok := strings.Cut(w, "="); ok {
			w, v = word, valueOf(val)
		}
		if len(w) > maxWord {
			return fmt.Errorf("word %q is too long", w)
		}
		c.entry(w).add(class, v)
	}
	return nil
}

// directive sets a property of the language.
func (l *language) directive(name string, words []string) error {
	switch name {
	case "%capitals": // what is always written with a capital
		l.upper = slices.Contains(words, "months")
	case "%past": // endings of verbs in the past tense; !un: never with that prefix
		l.pastEndings = words
	case "%future": // endings of verbs in the future tense
		l.futureEndings = words
	case "%ordinals": // endings of ordinals in digits
		l.ordinalEndings = words
	case "%order": // of the parts of 3/4/2010
		l.dayFirst = slices.Equal(words, []string{"day", "month", "year"})
	default:
		return fmt.Errorf("unknown directive %q", name)
	}
	return nil
}
