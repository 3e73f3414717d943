// Package storyid knows the ids of stories: <source>/<yyyy>/<mm>/<dd>/<slug>, in
// lower-case ASCII and valid on every file system. It makes them from what a first
// text says, and finds them in the paths of a tree. docs/format.md is the authority
// on their form.
//
// It does not know which ids are taken, nor to which story a text belongs: package
// archive does.
package storyid

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"

	"github.com/newsarc/newsarc/news"
)

// Bounds of the parts of a story id. A part may be 100 bytes long; slugs stay
// shorter, so that a person can type one and a collision can be numbered.
const (
	maxPart  = 100
	maxSlug  = 60
	maxWords = 6
)

// TextExt ends the path of every stored text. A story's id is its path without it.
const TextExt = ".md"

// Dir returns the directory of a story first published, or else first
// seen, at the given times: <source>/<yyyy>/<mm>/<dd>. The day is the one that
// the publisher's own zone shows.
func Dir(source string, published news.Time, captured time.Time) string {
	t := captured.UTC()
	if !published.IsZero() {
		t = published.Time
	}
	return fmt.Sprintf("%s/%04d/%02d/%02d", source, t.Year(), t.Month(), t.Day())
}

// Numbered returns the n-th path that a story may take, counted from 1.
func Numbered(dir, slug string, n int) string {
	if n == 1 {
		return dir + "/" + slug
	}
	return fmt.Sprintf("%s/%s-%d", dir, slug, n)
}

// Slug makes the last part of a story's id from its headline; where that has
// no letter that can be written in ASCII, from its URL, its publisher's id, or
// a hash of what it says.
func Slug(a *news.Article) string {
	if s := slug(a.Headline); s != "" {
		return s
	}
	if u, err := url.Parse(a.URL); err == nil {
		last := path.Base(u.Path)
		if s := slug(strings.TrimSuffix(last, path.Ext(last))); s != "" {
			return s
		}
	}
	if s := slug(a.ID); s != "" {
		return s
	}
	sum := sha256.Sum256([]byte(a.Headline + "\x00" + a.URL + "\x00" + a.ID))
	return "story-" + hex.EncodeToString(sum[:4])
}

// slug returns the first words of s as lower-case ASCII, joined by hyphens; ""
// if it has none.
func slug(s string) string {
	words := strings.FieldsFunc(ascii(s), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	var sb strings.Builder
	for i, w := range words {
		if i == maxWords || i > 0 && sb.Len()+1+len(w) > maxSlug {
			break
		}
		if i > 0 {
			sb.WriteByte('-')
		}
		sb.WriteString(w[:min(len(w), maxSlug)])
	}
	return portable(sb.String())
}

// Source makes the first part of a story's id from the name of its source, a
// host or any other name; "" if it has no letter that can be written in ASCII.
func Source(source string) string {
	s := strings.TrimSpace(source)
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s, _, _ = strings.Cut(rest, "/")
	}
	if strings.Contains(s, ".") && !strings.Contains(s, " ") && !plainHost(s) {
		if host, err := idna.Lookup.ToASCII(s); err == nil {
			s = host
		}
	}
	s = strings.TrimPrefix(ascii(s), "www.")
	var b []byte
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b = append(b, byte(r))
		case len(b) == 0:
		case r == '-' && b[len(b)-1] == '-': // of a host such as xn--mller-kva.de
			b = append(b, '-')
		case b[len(b)-1] == '-' || b[len(b)-1] == '.':
			// One separator is enough; two dots would read as a range.
		case r == '.':
			b = append(b, '.')
		default:
			b = append(b, '-')
		}
	}
	b = b[:min(len(b), maxPart-len("x-"))]
	return portable(strings.TrimRight(string(b), "-."))
}

// plainHost reports whether a host is written as Source would have it already.
func plainHost(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' {
			return false
		}
	}
	return true
}

// portable keeps a path part off the names that Windows gives to devices, with
// or without an extension.
func portable(part string) string {
	stem, _, _ := strings.Cut(part, ".")
	switch stem {
	case "con", "prn", "aux", "nul":
		return "x-" + part
	}
	if len(stem) == 4 && (stem[:3] == "com" || stem[:3] == "lpt") && stem[3] >= '0' && stem[3] <= '9' {
		return "x-" + part
	}
	return part
}

// ascii writes s in lower-case ASCII as far as a plain table can: Latin letters
// lose their marks, Greek and Cyrillic are transliterated, apostrophes vanish,
// and what remains becomes spaces.
func ascii(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return strings.ReplaceAll(strings.ToLower(s), "'", "")
	}
	var sb strings.Builder
	var before rune
	for _, r := range norm.NFKD.String(s) {
		r = unicode.ToLower(r)
		if r == 'υ' && before == 'ο' {
			r = 'u' // ου is one sound
		}
		before = r
		switch {
		case r == '\'' || r == '’' || r == '‘' || r == 'ʼ' || unicode.Is(unicode.Mn, r):
		case r < 0x80:
			sb.WriteRune(r)
		default:
			if t, ok := latin[r]; ok {
				sb.WriteString(t)
			} else {
				sb.WriteByte(' ')
			}
		}
	}
	return sb.String()
}

// latin spells letters that do not decompose into ASCII ones. Cyrillic follows
// the passports of 2013 (ICAO 9303), Greek ISO 843 without its marks.
var latin = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ħ': "h", 'ı': "i", 'ŋ': "n", 'ŧ': "t",
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ж': "zh", 'з': "z", 'и': "i", 'к': "k", 'л': "l", 'м': "m",
	'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh",
	'щ': "shch", 'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "iu", 'я': "ia", 'є': "ie", 'і': "i", 'ґ': "g", 'ђ': "dj", 'ј': "j",
	'љ': "lj", 'њ': "nj", 'ћ': "c", 'џ': "dz",
	'α': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'ζ': "z", 'η': "i", 'θ': "th", 'ι': "i", 'κ': "k", 'λ': "l", 'μ': "m",
	'ν': "n", 'ξ': "x", 'ο': "o", 'π': "p", 'ρ': "r", 'σ': "s", 'ς': "s", 'τ': "t", 'υ': "y", 'φ': "f", 'χ': "ch", 'ψ': "ps", 'ω': "o",
}

// Valid reports whether id is one that this package could have made:
// <source>/<yyyy>/<mm>/<dd>/<slug>.
func Valid(id string) bool {
	parts := strings.Split(id, "/")
	if len(parts) != 5 || len(parts[1]) != 4 || len(parts[2]) != 2 || len(parts[3]) != 2 {
		return false
	}
	if _, err := time.Parse("2006/01/02", strings.Join(parts[1:4], "/")); err != nil {
		return false
	}
	return validPart(parts[0]) && validPart(parts[4])
}

// validPart reports whether a path part is lower-case ASCII, not too long, and
// a file name on every system.
func validPart(p string) bool {
	if p == "" || len(p) > maxPart-len(TextExt) || strings.Contains(p, "..") || portable(p) != p {
		return false
	}
	for i := range len(p) {
		switch c := p[i]; {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
		case c == '-' || c == '.' || c == '_':
			if i == 0 || i == len(p)-1 {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// OfPath returns the story whose text lies at a path of the main tree.
func OfPath(p string) (id string, ok bool) {
	id, ok = strings.CutSuffix(p, TextExt)
	return id, ok && Valid(id)
}

// CaptureExt makes the file name extension of a capture: letters and digits,
// "bin" where there is none.
func CaptureExt(ext string) string {
	b := make([]byte, 0, 16)
	for _, r := range strings.ToLower(strings.TrimLeft(ext, ".")) {
		if (r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' && len(b) > 0 && b[len(b)-1] != '.') && len(b) < cap(b) {
			b = append(b, byte(r))
		}
	}
	if s := strings.TrimRight(string(b), "."); s != "" {
		return s
	}
	return "bin"
}

// markSize is the length of a mark: an underscore, which no slug has, and eight
// hexadecimal digits.
const markSize = 9

// Unmarked returns the id or path that a story had before it was set apart; its
// own if it never was.
func Unmarked(story string) string {
	stem, ext, hasExt := strings.Cut(story, TextExt)
	if at := len(stem) - markSize; at > 0 && stem[at] == '_' && strings.Trim(stem[at+1:], "0123456789abcdef") == "" {
		if stem = stem[:at]; hasExt {
			stem += TextExt + ext
		}
		return stem
	}
	return story
}

// Marked returns the id of a story that is set apart, by what identifies it.
func Marked(story, key string) string {
	sum := sha1.Sum([]byte(key))
	return story + "_" + hex.EncodeToString(sum[:4])
}

// SourceOf returns the first part of a story's id, that of its source.
func SourceOf(story string) string {
	source, _, _ := strings.Cut(story, "/")
	return source
}
