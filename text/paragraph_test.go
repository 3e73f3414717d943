package text

import (
	"slices"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzParagraphs holds Paragraphs, which looks for line breaks only, to what they
// are: what stands between white space with a blank line or a separator in it.
func FuzzParagraphs(f *testing.F) {
	for _, s := range []string{
		"", "\n", "One.", " One. \n Two. \n\n Three.\t\n \nFour.\n", "a\r\nb\r\n\r\nc", "a\rb\r\rc", "a\u2028b\u2028\u2028c\u2029d\u0085\u0085e",
		"a \u00a0\n\u3000\n b\xe2\xe2\x80\xa9c\xc2", "\v\f\n\na\n\v\n", "“He said.”\n\n“No.”", "a\u2029", "\u2029a\n\r\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := Paragraphs(s), paragraphs(s); !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", s, got, want)
		}
	})
}

// paragraphs looks at every character.
func paragraphs(s string) (out []Span) {
	start, i := 0, 0
	for i < len(s) {
		if r, n := utf8.DecodeRuneInString(s[i:]); !unicode.IsSpace(r) {
			i += n
			continue
		}
		end, blank := space(s, i)
		if blank && start < i {
			out = append(out, Span{start, i})
		}
		if blank || start == i {
			start = end
		}
		i = end
	}
	if last := trim(s, Span{start, len(s)}); last.Start < last.End {
		out = append(out, last)
	}
	return out
}
