package jsonl

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"
)

// flatReader reads the records that archives are fed with by the thousand: one
// object whose keys are those of Record, written as Record has them, and whose
// values are strings.
type flatReader struct {
	data   []byte
	at     int
	text   []byte // the strings read so far, one behind the other
	values [16]flatValue
	n      int
}

// flatValue is a value in the text of a flatReader.
type flatValue struct {
	field      flatField
	start, end int
}

// record reads a record. It reports false for everything that is not flat, right
// or wrong, which then is encoding/json's to read and to complain of.
//
// The text of the record is in the reader's memory and holds only until the next
// one is read: it is cut into pieces, of which most are known already, and a copy
// would be most of what an add allocates. The short strings share one piece of
// memory.
func (f *flatReader) record(data []byte) (*Record, bool) {
	f.data, f.at, f.text, f.n = data, 0, f.text[:0], 0
	defer func() { f.data = nil }()
	if !f.object() {
		return nil, false
	}
	rec := new(Record)
	var short strings.Builder
	n := 0
	for _, v := range f.values[:f.n] {
		if !v.field.long() {
			n += v.end - v.start
		}
	}
	short.Grow(n)
	for _, v := range f.values[:f.n] {
		to, s := v.field.of(rec), f.text[v.start:v.end]
		switch {
		case v.field == textField:
			*to = unsafe.String(unsafe.SliceData(s), len(s))
		case v.field.long():
			*to = string(s)
		default:
			at := short.Len()
			short.Write(s)
			*to = short.String()[at:]
		}
	}
	return rec, true
}

// flatField is a field of Record that holds a string.
type flatField uint8

// of returns the place of the field in a record.
func (f flatField) of(rec *Record) *string {
	return [...]*string{
		(*string)(&rec.ID), &rec.URL, &rec.Source, &rec.Headline, &rec.Subhead, &rec.Byline, &rec.Dateline, &rec.Section,
		&rec.Language, &rec.Published, &rec.Modified, &rec.Captured, &rec.Text, &rec.HTML,
	}[f]
}

// firstLong is the first field that holds a text or a page. They come last in the
// lists of of and flatKey. Each is a string of its own, so that what else is kept
// of a record does not keep its text in memory.
const (
	textField = flatField(12)
	firstLong = textField
)

func (f flatField) long() bool { return f >= firstLong }

func flatKey(key []byte) (flatField, bool) {
	for i, name := range [...]string{
		"id", "url", "source", "headline", "subhead", "byline", "dateline", "section",
		"language", "published", "modified", "captured", "text", "html",
	} {
		if string(key) == name {
			return flatField(i), true
		}
	}
	return 0, false
}

// object reads the whole record.
func (f *flatReader) object() bool {
	if !f.mark('{') {
		return false
	}
	for {
		key, ok := f.key()
		if !ok || !f.mark(':') || !f.mark('"') || f.n == len(f.values) {
			return false
		}
		start := len(f.text)
		if !f.str() {
			return false
		}
		f.values[f.n] = flatValue{key, start, len(f.text)}
		f.n++
		if f.mark(',') {
			continue
		}
		return f.mark('}') && f.blank() == len(f.data)
	}
}

// blank passes over white space and returns where it ends.
func (f *flatReader) blank() int {
	for f.at < len(f.data) {
		switch f.data[f.at] {
		case ' ', '\t', '\r', '\n':
			f.at++
			continue
		}
		break
	}
	return f.at
}

// mark passes over white space and c.
func (f *flatReader) mark(c byte) bool {
	if f.blank() == len(f.data) || f.data[f.at] != c {
		return false
	}
	f.at++
	return true
}

// key reads a key that is written without escapes.
func (f *flatReader) key() (flatField, bool) {
	if !f.mark('"') {
		return 0, false
	}
	start := f.at
	for f.at < len(f.data) && f.data[f.at] >= 'a' && f.data[f.at] <= 'z' {
		f.at++
	}
	if f.at == len(f.data) || f.data[f.at] != '"' {
		return 0, false
	}
	f.at++
	return flatKey(f.data[start : f.at-1])
}

// str appends the string that the reader stands in to text, up to its closing
// mark.
func (f *flatReader) str() bool {
	for {
		start := f.at
		for f.at+8 <= len(f.data) && plainEight(f.data[f.at:]) {
			f.at += 8
		}
		for f.at < len(f.data) && f.data[f.at] != '"' && f.data[f.at] != '\\' && f.data[f.at] >= ' ' {
			f.at++
		}
		f.text = append(f.text, f.data[start:f.at]...)
		switch {
		case f.at == len(f.data) || f.data[f.at] < ' ':
			return false
		case f.data[f.at] == '"':
			f.at++
			return true
		}
		if !f.escape() {
			return false
		}
	}
}

// plainEight reports whether the first eight bytes of s are part of a string as
// they stand: none is a quote mark, a backslash or a control character. It looks
// at all at once.
func plainEight(s []byte) bool {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	x := binary.LittleEndian.Uint64(s)
	quote, slash := x^('"'*ones), x^('\\'*ones)
	return ((quote-ones)&^quote|(slash-ones)&^slash|(x-' '*ones)&^x)&tops == 0
}

// escape appends what the escape at hand stands for.
func (f *flatReader) escape() bool {
	if f.at+1 >= len(f.data) {
		return false
	}
	c := f.data[f.at+1]
	f.at += 2
	switch c {
	case '"', '\\', '/':
	case 'n':
		c = '\n'
	case 't':
		c = '\t'
	case 'r':
		c = '\r'
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	case 'u':
		return f.unicode()
	default:
		return false
	}
	f.text = append(f.text, c)
	return true
}

// unicode appends the character whose four digits come next. Half of a pair
// alone becomes U+FFFD, as encoding/json has it.
func (f *flatReader) unicode() bool {
	r, ok := f.hex()
	if !ok {
		return false
	}
	if utf16.IsSurrogate(r) {
		back := f.at
		low := rune(0)
		if f.at+1 < len(f.data) && f.data[f.at] == '\\' && f.data[f.at+1] == 'u' {
			f.at += 2
			if low, ok = f.hex(); !ok {
				return false
			}
		}
		if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
			f.at = back
		}
	}
	f.text = utf8.AppendRune(f.text, r)
	return true
}

// hex reads four hexadecimal digits.
func (f *flatReader) hex() (rune, bool) {
	if f.at+4 > len(f.data) {
		return 0, false
	}
	r := rune(0)
	for _, c := range f.data[f.at : f.at+4] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	f.at += 4
	return r, true
}
