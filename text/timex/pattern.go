package timex

import (
	"fmt"
	"strings"
)

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
