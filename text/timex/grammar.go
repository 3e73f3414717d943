package timex

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A language file has two kinds of lines.
//
//	CLASS value : word word ...        words of the class, with that value
//	CLASS : word=value word=value      the same for many values
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

//go:embed lang/*.timex
var files embed.FS

// rule is a compiled rule: what to do with a match.
type rule struct {
	name    string
	pattern string
	op      op
	consts  []slotConst
	before  []int // classes of which the token before the expression must have one
}

type slotConst struct {
	slot  int
	value value
}

var english = sync.OnceValue(func() *language { return mustLoad("en") })

// languageOf returns the language for a BCP 47 tag, English if there is none.
func languageOf(tag string) *language {
	return english()
}

func mustLoad(name string) *language {
	data, err := files.ReadFile("lang/" + name + ".timex")
	if err == nil {
		var l *language
		if l, err = compile(name, string(data)); err == nil {
			return l
		}
	}
	panic("timex: " + err.Error())
}

// compiler turns a language file into a language.
type compiler struct {
	lang   *language
	macros map[string]*node
	pats   []*node
}

func compile(name, text string) (*language, error) {
	l := &language{name: name, classes: make(map[string]int, 256), words: make(map[string]*lexeme, 1024)}
	l.core()
	c := &compiler{lang: l, macros: make(map[string]*node)}
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
			return nil, fmt.Errorf("%s.timex: line %d: %w", name, at, err)
		}
	}
	for i, p := range c.pats {
		c.build(i, p)
	}
	for _, e := range l.words {
		e.numeral = e.bits[l.class.card>>6]&(1<<(l.class.card&63)) != 0
	}
	return l, nil
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
		c.macros[strings.TrimSpace(head[1:])] = n
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
	fields := strings.Fields(action)
	if r.op = opNamed(fields[0]); r.op == nil {
		return fmt.Errorf("rule %q: unknown action %q", head, fields[0])
	}
	for _, f := range fields[1:] {
		k, v, _ := strings.Cut(f, "=")
		slot, ok := slotNames[k]
		if !ok {
			return fmt.Errorf("rule %q: unknown slot %q", head, k)
		}
		r.consts = append(r.consts, slotConst{slot, valueOf(v)})
	}
	c.lang.rules = append(c.lang.rules, r)
	c.pats = append(c.pats, n)
	return nil
}

// before takes the leading { a | b } of a pattern, the words of which one must
// stand before the expression, and returns the rest.
func (c *compiler) before(r *rule, pat string) string {
	if pat[0] != '{' {
		return pat
	}
	list, rest, _ := strings.Cut(pat[1:], "}")
	for _, w := range strings.Split(list, "|") {
		w = strings.Trim(strings.TrimSpace(w), `"`)
		class := c.lang.classOf(w)
		if w[0] < 'A' || w[0] > 'Z' {
			c.literal(w, class)
		}
		r.before = append(r.before, class)
	}
	return rest
}

// literal makes a word a class of its own.
func (c *compiler) literal(w string, class int) {
	e := c.lang.entry(w)
	if _, ok := e.val(class); !ok {
		e.add(class, value{})
	}
}

func valueOf(s string) value {
	n, err := strconv.Atoi(s)
	if err != nil {
		return value{s: s}
	}
	return value{n: int32(n), s: s}
}

func (c *compiler) wordLine(s string) error {
	head, words, ok := strings.Cut(s, ":")
	if !ok {
		return fmt.Errorf("neither words nor a rule: %q", s)
	}
	f := strings.Fields(head)
	if f[0][0] == '%' {
		return c.lang.directive(f[0], strings.Fields(words))
	}
	class := c.lang.classOf(f[0])
	var v value
	if len(f) > 1 {
		v = valueOf(f[1])
	}
	for _, w := range strings.Fields(words) {
		v := v
		if word, val, ok := strings.Cut(w, "="); ok {
			w, v = word, valueOf(val)
		}
		if len(w) > maxWord {
			return fmt.Errorf("word %q is too long", w)
		}
		c.lang.entry(w).add(class, v)
	}
	return nil
}

// node is a parsed pattern: a leaf, a sequence, a choice.
type node struct {
	kind     byte // 'l' leaf, 's' sequence, '|' choice, '?' optional, '~' joined by a hyphen, '_' not joined
	class    int
	slot     int
	after    bool // it stands after the expression
	children []*node
}

type parser struct {
	c      *compiler
	toks   []string
	inside bool // within { }
}

func (c *compiler) parse(s string) (*node, error) {
	p := &parser{c: c, toks: split(s)}
	n, err := p.choice()
	if err == nil && len(p.toks) > 0 {
		err = fmt.Errorf("unexpected %q", p.toks[0])
	}
	return n, err
}

// split cuts a pattern into its symbols.
func split(s string) []string {
	var out []string
	for i := 0; i < len(s); {
		switch c := s[i]; c {
		case ' ', '\t':
			i++
		case '(', ')', '|', '?', '~', '_', '{', '}':
			out = append(out, s[i:i+1])
			i++
		default:
			k := i + 1
			for k < len(s) && !strings.ContainsRune(" \t()|?~_{}", rune(s[k])) {
				k++
			}
			out = append(out, s[i:k])
			i = k
		}
	}
	return out
}

func (p *parser) peek() string {
	if len(p.toks) == 0 {
		return ""
	}
	return p.toks[0]
}

func (p *parser) choice() (*node, error) {
	n := &node{kind: '|'}
	for {
		s, err := p.sequence()
		if err != nil {
			return nil, err
		}
		n.children = append(n.children, s)
		if p.peek() != "|" {
			break
		}
		p.toks = p.toks[1:]
	}
	if len(n.children) == 1 {
		return n.children[0], nil
	}
	return n, nil
}

func (p *parser) sequence() (*node, error) {
	n := &node{kind: 's'}
	for {
		switch p.peek() {
		case "", "|", ")", "}":
			if len(n.children) == 0 {
				return nil, fmt.Errorf("empty pattern")
			}
			return n, nil
		}
		a, err := p.atom()
		if err != nil {
			return nil, err
		}
		if p.peek() == "?" {
			p.toks = p.toks[1:]
			a = &node{kind: '?', children: []*node{a}}
		}
		n.children = append(n.children, a)
	}
}

func (p *parser) atom() (*node, error) {
	t := p.toks[0]
	p.toks = p.toks[1:]
	switch {
	case t == "(":
		return p.group(")")
	case t == "{":
		p.inside = true
		n, err := p.group("}")
		p.inside = false
		return n, err
	case t == "~", t == "_":
		n, err := p.atom()
		return &node{kind: t[0], children: []*node{n}}, err
	case t[0] == '$':
		n := p.c.macros[t[1:]]
		if n == nil {
			return nil, fmt.Errorf("unknown part %q", t)
		}
		return n, nil
	case t == "?":
		return nil, fmt.Errorf("unexpected %q", t)
	}
	return p.leaf(t)
}

// group parses what stands between brackets.
func (p *parser) group(end string) (*node, error) {
	n, err := p.choice()
	if err == nil && p.peek() != end {
		err = fmt.Errorf("missing %s", end)
	}
	if err != nil {
		return nil, err
	}
	p.toks = p.toks[1:]
	return n, nil
}

// leaf parses CLASS, CLASS:slot or a word.
func (p *parser) leaf(t string) (*node, error) {
	n := &node{kind: 'l', slot: -1, after: p.inside}
	if len(t) > 1 && t[0] >= 'A' && t[0] <= 'Z' {
		name, slot, ok := strings.Cut(t, ":")
		if !ok {
			slot = strings.ToLower(name)
		}
		if s, known := slotNames[slot]; known {
			n.slot = s
		} else if ok {
			return nil, fmt.Errorf("unknown slot %q", slot)
		}
		n.class = p.c.lang.classOf(name)
		return n, nil
	}
	t = strings.Trim(t, `"`)
	n.class = p.c.lang.classOf(t)
	p.c.literal(t, n.class)
	return n, nil
}

// build adds the positions of rule r.
func (c *compiler) build(r int, n *node) {
	a := &c.lang.auto
	first, last, _ := c.glushkov(r, n)
	for _, q := range first {
		class := int(a.positions[q].class)
		a.first[class] = append(a.first[class], q)
		a.starts[class>>6] |= 1 << (class & 63)
	}
	for _, q := range last {
		a.positions[q].accept = true
	}
}

// glushkov returns the positions that n can begin and end with, and whether n
// can be empty; it enters what follows what.
func (c *compiler) glushkov(r int, n *node) (first, last []int16, empty bool) {
	a := &c.lang.auto
	switch n.kind {
	case 'l':
		q := int16(len(a.positions))
		a.positions = append(a.positions, position{class: int16(n.class), slot: int8(n.slot), after: n.after, rule: int16(r)})
		return []int16{q}, []int16{q}, false
	case '?':
		first, last, _ = c.glushkov(r, n.children[0])
		return first, last, true
	case '~', '_':
		first, last, empty = c.glushkov(r, n.children[0])
		for _, q := range first {
			a.positions[q].glued, a.positions[q].apart = n.kind == '~', n.kind == '_'
		}
		return first, last, empty
	case '|':
		for _, k := range n.children {
			f, l, e := c.glushkov(r, k)
			first, last, empty = append(first, f...), append(last, l...), empty || e
		}
		return first, last, empty
	}
	empty = true
	for _, k := range n.children {
		f, l, e := c.glushkov(r, k)
		for _, q := range last {
			a.positions[q].follow = append(a.positions[q].follow, f...)
		}
		if empty {
			first = append(first, f...)
		}
		if e {
			last = append(last, l...)
		} else {
			last = l
		}
		empty = empty && e
	}
	return first, last, empty
}

// directive sets a property of the language.
func (l *language) directive(name string, words []string) error {
	switch name {
	case "%capitals": // what is always written with a capital
		l.upper = slices.Contains(words, "months")
	case "%past": // endings of verbs in the past tense
		l.pastEndings = words
	case "%order": // of the parts of 3/4/2010
		l.dayFirst = slices.Equal(words, []string{"day", "month", "year"})
	default:
		return fmt.Errorf("unknown directive %q", name)
	}
	return nil
}
