package news

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrNoText is returned by Validate for an article without a single sentence.
var ErrNoText = errors.New("article has no text")

// Validate reports the first thing that keeps a from being stored: a field
// that would not survive the round trip through the stored form, or a missing
// text. It never changes a; cleaning is the decoder's work.
func (a *Article) Validate() error {
	fields := []struct{ name, value string }{
		{"headline", a.Headline},
		{"subhead", a.Subhead},
		{"byline", a.Byline},
		{"dateline", a.Dateline},
		{"source", a.Source},
		{"id", a.ID},
		{"url", a.URL},
		{"section", a.Section},
		{"language", a.Language},
	}
	for _, f := range fields {
		if err := checkLine(f.value); err != nil {
			return fmt.Errorf("%s %w", f.name, err)
		}
	}
	if a.Headline == "" {
		return errors.New("headline is empty")
	}
	for _, alias := range a.Aliases {
		if err := checkSet(alias); err != nil {
			return fmt.Errorf("alias %w", err)
		}
	}
	for _, n := range a.Notes {
		if !slices.Contains(NoteKinds, n.Kind) {
			return fmt.Errorf("note has unknown kind %q", n.Kind)
		}
		if err := checkSet(n.Text); err != nil {
			return fmt.Errorf("note %w", err)
		}
	}
	for _, t := range []Time{a.Published, a.Modified} {
		if err := t.validate(); err != nil {
			return err
		}
	}
	return a.Body.validate()
}

// day is the length of a day in seconds: an offset is shorter.
const day = 24 * 60 * 60

func (t Time) validate() error {
	if t.IsZero() {
		return nil
	}
	if y := t.Year(); y < 1 || y > 9999 {
		return fmt.Errorf("year %d is outside 1..9999", y)
	}
	if _, offset := t.Zone(); !t.DateOnly && t.Nanosecond() == 0 && offset%60 == 0 && offset > -day && offset < day {
		return nil // written and read it is the same
	}
	if u, err := ParseTime(t.String()); err != nil || !u.Time.Equal(t.Time) {
		return fmt.Errorf("time %s is not a whole second or a day", t)
	}
	return nil
}

func (b Body) validate() error {
	if len(b) == 0 {
		return ErrNoText
	}
	for i, p := range b {
		switch p.Kind {
		case Text, Heading, Quote, Item, Caption:
		default:
			return fmt.Errorf("paragraph %d has unknown kind %q", i+1, p.Kind)
		}
		if len(p.Sentences) == 0 {
			return fmt.Errorf("paragraph %d is empty", i+1)
		}
		for _, s := range p.Sentences {
			if err := checkSet(s); err != nil {
				return fmt.Errorf("paragraph %d: sentence %w", i+1, err)
			}
		}
	}
	return nil
}

// checkSet is checkLine for values that may not be empty.
func checkSet(s string) error {
	if s == "" {
		return errors.New("is empty")
	}
	return checkLine(s)
}

// checkLine accepts what can stand on one line and come back unchanged.
func checkLine(s string) error {
	if isPlainASCII(s) || isLine(s) {
		return nil
	}
	if !utf8.ValidString(s) {
		return errors.New("is not valid UTF-8")
	}
	for _, r := range s {
		if breaksLine(r) {
			return fmt.Errorf("holds the control character %U", r)
		}
	}
	if strings.TrimSpace(s) != s {
		return errors.New("begins or ends with white space")
	}
	return nil
}

// isPlainASCII reports whether s is printable ASCII that does not begin or end
// with a space: nine lines in ten, and no more than a glance at eight bytes.
func isPlainASCII(s string) bool {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	bad, i := uint64(0), 0
	for ; i+16 <= len(s); i += 16 {
		x, y := eight(s, i), eight(s, i+8)
		bad |= x | (x + ones) | (x - ' '*ones) | y | (y + ones) | (y - ' '*ones)
	}
	if i+8 <= len(s) {
		x := eight(s, i)
		bad |= x | (x + ones) | (x - ' '*ones)
		i += 8
	}
	for ; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return bad&tops == 0 && (s == "" || s[0] != ' ' && s[len(s)-1] != ' ')
}

// eight returns the eight bytes of s at i.
func eight(s string, i int) uint64 {
	b := s[i : i+8]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

// breaksLine reports whether r could end a line or move the cursor for some
// reader of the stored form: C0 and C1 controls (tab included), the Unicode
// line and paragraph separators, and the byte order mark, which a reader may drop.
func breaksLine(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\uFEFF'
}

// Line makes s fit for a single-line field: runs of white space and control
// characters become one space, and the ends are trimmed. Invalid UTF-8 becomes
// U+FFFD.
func Line(s string) string {
	if isLine(s) {
		return s
	}
	return lineOf(s)
}

func lineOf(s string) string {
	// No-break spaces inside a line are the publisher's and stay.
	return strings.TrimSpace(strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), func(r rune) bool {
		return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' || breaksLine(r)
	}), " "))
}

// isLine reports whether s is what Line would make of it. Nearly every line is,
// so it costs one look at each byte and nothing more.
func isLine(s string) bool {
	for i := 0; i < len(s); {
		if plainEight(s, i) {
			i += 8
			continue
		}
		if c := s[i]; c < utf8.RuneSelf {
			if c <= ' ' && (c < ' ' || i == 0 || s[i-1] == ' ') || c == 0x7f {
				return false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch inner := i > 0 && i+n < len(s); {
		case r == utf8.RuneError && n == 1, breaksLine(r):
			return false
		case unicode.IsSpace(r) && !(inner && (r == '\u00a0' || r == '\u202f')):
			return false
		}
		i += n
	}
	return s == "" || s[len(s)-1] != ' '
}

// plainEight reports whether the eight bytes of s at i are printable ASCII, with
// no space beside another or at the beginning of s. It looks at all at once and
// may miss some.
func plainEight(s string, i int) bool {
	if i+8 > len(s) || s[i] == ' ' && (i == 0 || s[i-1] == ' ') {
		return false
	}
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	x := eight(s, i)
	if (x|(x+ones)|(x-' '*ones))&tops != 0 {
		return false
	}
	y := x ^ ' '*ones
	spaces := (y - ones) & ^y & tops // and what follows a space and is "!"
	return spaces&(spaces<<8) == 0
}
