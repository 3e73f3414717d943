package timex

import (
	"fmt"
	"strings"
)

// node is a parsed pattern. The children of a node are a list from child over
// next; a part that several patterns use hangs under a node of its own in each.
type node struct {
	kind        byte // one of the kinds below
	slot        int8 // of a leaf; -1: none
	after       bool // the leaf stands after the expression
	class       int16
	child, next *node
}

const (
	leaf     = 'l'
	sequence = 's'
	choice   = '|'
	optional = '?'
	joined   = '~' // its first token must be joined by a hyphen
	apart    = '_' // its first token must not
	part     = '$'
)

// parser reads a pattern from left to right.
type parser struct {
	c      *compiler
	rest   string // after the symbol
	sym    string // the symbol to come; "" at the end
	inside bool   // within { }
}

func (c *compiler) parse(s string) (*node, error) {
	p := &parser{c: c, rest: s}
	p.advance()
	n, err := p.choice()
	if err == nil && p.sym != "" {
		err = fmt.Errorf("unexpected %q", p.sym)
	}
	return n, err
}

// advance goes on to the next symbol.
func (p *parser) advance() {
	s := p.rest
	for s != "" && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	k := min(1, len(s))
	if k > 0 && !endsWord[s[0]] {
		for k < len(s) && !endsWord[s[k]] {
			k++
		}
	}
	p.sym, p.rest = s[:k], s[k:]
}

// endsWord tells the bytes that end a word, each but the space a symbol itself.
var endsWord = [256]bool{' ': true, '\t': true, '(': true, ')': true, '|': true, '?': true, '~': true, '_': true, '{': true, '}': true}

func (p *parser) node(kind byte, child *node) *node {
	return &node{kind: kind, slot: -1, child: child}
}

func (p *parser) choice() (*node, error) {
	n := p.node(choice, nil)
	for end := &n.child; ; p.advance() {
		s, err := p.sequence()
		if err != nil {
			return nil, err
		}
		*end, end = s, &s.next
		if p.sym != "|" {
			break
		}
	}
	if n.child.next == nil {
		return n.child, nil
	}
	return n, nil
}

func (p *parser) sequence() (*node, error) {
	n := p.node(sequence, nil)
	for end := &n.child; ; {
		switch p.sym {
		case "", "|", ")", "}":
			if n.child == nil {
				return nil, fmt.Errorf("empty pattern")
			}
			return n, nil
		}
		a, err := p.atom()
		if err != nil {
			return nil, err
		}
		if p.sym == "?" {
			p.advance()
			a = p.node(optional, a)
		}
		*end, end = a, &a.next
	}
}

func (p *parser) atom() (*node, error) {
	t := p.sym
	p.advance()
	switch t {
	case "(":
		return p.group(")")
	case "{":
		p.inside = true
		n, err := p.group("}")
		p.inside = false
		return n, err
	case "~", "_":
		n, err := p.atom()
		return p.node(t[0], n), err
	case "?", "":
		return nil, fmt.Errorf("unexpected %q", t)
	}
	if t[0] == '$' {
		n := p.c.parts[t[1:]]
		if n == nil {
			return nil, fmt.Errorf("unknown part %q", t)
		}
		return p.node(part, n), nil
	}
	return p.leaf(t)
}

// group parses what stands between brackets.
func (p *parser) group(end string) (*node, error) {
	n, err := p.choice()
	if err == nil && p.sym != end {
		err = fmt.Errorf("missing %s", end)
	}
	p.advance()
	return n, err
}

// leaf parses CLASS, CLASS:slot or a word.
func (p *parser) leaf(t string) (*node, error) {
	n := p.node(leaf, nil)
	n.after = p.inside
	if len(t) < 2 || t[0] < 'A' || t[0] > 'Z' {
		n.class = int16(p.c.literal(strings.Trim(t, `"`)))
		return n, nil
	}
	name, slot, named := strings.Cut(t, ":")
	if !named {
		slot = name
	}
	if s, ok := slotOf(slot); ok {
		n.slot = int8(s)
	} else if named {
		return nil, fmt.Errorf("unknown slot %q", slot)
	}
	n.class = int16(p.c.classOf(name))
	return n, nil
}

// slotOf finds a slot by its name, in capitals or not.
func slotOf(name string) (int, bool) {
	var buf [16]byte
	if len(name) > len(buf) {
		return 0, false
	}
	for i := range len(name) {
		buf[i] = fold(0, name[i])
	}
	s, ok := slotNames[string(buf[:len(name)])]
	return s, ok
}
