// Package gitconfig reads configuration files in git's form: git-config(1),
// section "Syntax". It does not write them, and does not follow includes.
//
// go-git's reader of the same pulls in encoding/gob and tables of its own, which
// took a tenth of the time of every short command.
package gitconfig

import (
	"errors"
	"fmt"
	"strings"
)

// Entry is one variable of a file.
type Entry struct {
	Section    string // in lower case; "" before the first section
	Subsection string // as written; "" if there is none
	Key        string // in lower case
	Value      string // "true" where a key stands alone, which git takes for that
}

// List holds the variables of a file, in its order. A key may be there several
// times.
type List []Entry

// Last returns the value of a variable of a section without subsection: the last
// one, which is the one that counts; "" if there is none. Case is ignored.
func (l List) Last(section, key string) string {
	value := ""
	for _, e := range l {
		if e.Subsection == "" && strings.EqualFold(e.Section, section) && strings.EqualFold(e.Key, key) {
			value = e.Value
		}
	}
	return value
}

// Parse reads the text of a file. The error names the line.
func Parse(text string) (List, error) {
	p := &parser{rest: strings.TrimPrefix(text, "\ufeff")}
	size := len(p.rest)
	for p.skip(); p.rest != ""; p.skip() {
		if err := p.item(); err != nil {
			return nil, fmt.Errorf("line %d: %w", 1+strings.Count(text[:len(text)-len(p.rest)], "\n"), err)
		}
		if len(p.rest) >= size {
			return nil, errors.New("no end") // cannot be: each item takes something
		}
		size = len(p.rest)
	}
	return p.list, nil
}

type parser struct {
	rest                string
	section, subsection string // "" before the first one
	list                List
}

// skip passes over space and comments.
func (p *parser) skip() {
	for {
		p.rest = strings.TrimLeft(p.rest, " \t\r\n")
		if p.rest == "" || p.rest[0] != '#' && p.rest[0] != ';' {
			return
		}
		_, p.rest, _ = strings.Cut(p.rest, "\n")
	}
}

// item reads the head of a section, or a variable.
func (p *parser) item() error {
	if p.rest[0] == '[' {
		return p.head()
	}
	key := p.word(func(c byte) bool { return isAlnum(c) || c == '-' })
	if key == "" || !isLetter(key[0]) {
		return errors.New("a name does not begin with a letter")
	}
	e := Entry{p.section, p.subsection, strings.ToLower(key), "true"}
	p.rest = strings.TrimLeft(p.rest, " \t")
	switch {
	case p.rest == "" || strings.HasPrefix(p.rest, "\n") || strings.HasPrefix(p.rest, "\r\n"):
	case p.rest[0] == '=':
		p.rest = strings.TrimLeft(p.rest[1:], " \t")
		value, err := p.value()
		if err != nil {
			return err
		}
		e.Value = value
	default:
		return fmt.Errorf("no \"=\" after %q", key)
	}
	p.list = append(p.list, e)
	return nil
}

// head reads [section], [section "subsection"] or the old [section.subsection].
func (p *parser) head() error {
	p.rest = p.rest[1:]
	name := p.word(func(c byte) bool { return isAlnum(c) || c == '-' || c == '.' })
	if name == "" || name[0] == '.' {
		return errors.New("a section has no name")
	}
	p.section, p.subsection, _ = strings.Cut(strings.ToLower(name), ".")
	if before := p.rest; before != "" && (before[0] == ' ' || before[0] == '\t') {
		p.rest = strings.TrimLeft(before, " \t")
		if err := p.quotedSubsection(); err != nil {
			return err
		}
	}
	if !strings.HasPrefix(p.rest, "]") {
		return fmt.Errorf("section %q has no \"]\"", name)
	}
	p.rest = p.rest[1:]
	return nil
}

func (p *parser) quotedSubsection() error {
	if !strings.HasPrefix(p.rest, `"`) {
		return errors.New("the name of a subsection has no quotes")
	}
	var b strings.Builder
	for i := 1; i < len(p.rest); i++ {
		switch c := p.rest[i]; c {
		case '"':
			p.subsection, p.rest = b.String(), p.rest[i+1:]
			return nil
		case '\n':
			i = len(p.rest)
		case '\\':
			if i++; i < len(p.rest) && p.rest[i] != '\n' {
				b.WriteByte(p.rest[i])
			}
		default:
			b.WriteByte(c)
		}
	}
	return errors.New("the name of a subsection has no end")
}

// value reads up to the end of the line: quotes are taken off, comments and the
// space around are dropped, and a backslash before the end goes on.
func (p *parser) value() (string, error) {
	var b strings.Builder
	quoted := false
	solid := 0 // as long as b was after the last byte that is no bare space
	for i := 0; i < len(p.rest); i++ {
		c := p.rest[i]
		switch {
		case c == '\n' || c == '\r' && strings.HasPrefix(p.rest[i:], "\r\n"):
			if quoted {
				return "", errors.New("a quote has no end")
			}
			p.rest = p.rest[i:]
			return b.String()[:solid], nil
		case c == '"':
			quoted = !quoted
			solid = b.Len()
		case c == '\\':
			tail := strings.TrimPrefix(p.rest[i+1:], "\r")
			if tail == "" || tail[0] == '\n' {
				i = len(p.rest) - len(tail)
				continue
			}
			i++
			at := strings.IndexByte(`ntb\"`, at(p.rest, i))
			if at < 0 {
				return "", errors.New("a backslash before something else than n, t, b, \\ and \"")
			}
			b.WriteByte("\n\t\b\\\""[at])
			solid = b.Len()
		case (c == '#' || c == ';') && !quoted:
			_, tail, more := strings.Cut(p.rest[i:], "\n")
			p.rest = tail
			if more {
				p.rest = "\n" + tail
			}
			return b.String()[:solid], nil
		default:
			b.WriteByte(c)
			if quoted || c != ' ' && c != '\t' {
				solid = b.Len()
			}
		}
	}
	if quoted {
		return "", errors.New("a quote has no end")
	}
	p.rest = ""
	return b.String()[:solid], nil
}

// at returns a byte of s, and 0 after its end.
func at(s string, i int) byte {
	if i < len(s) {
		return s[i]
	}
	return 0
}

// word takes the bytes that f accepts.
func (p *parser) word(f func(byte) bool) string {
	n := 0
	for n < len(p.rest) && f(p.rest[n]) {
		n++
	}
	w := p.rest[:n]
	p.rest = p.rest[n:]
	return w
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isAlnum(c byte) bool { return isLetter(c) || c >= '0' && c <= '9' }
