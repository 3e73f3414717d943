package render

import (
	"strings"
	"unicode"
)

// SummaryHTML returns the line that says what changed as HTML: escaped, with
// arrows as such. Where it holds words that are read from the right, what stands
// on each side of an arrow is isolated and the line itself is read from the left:
// else "12 -> 31" in Arabic would be shown as 31, arrow, 12.
func SummaryHTML(s string) string { return string(summaryHTML(s)) }

func summaryHTML(s string) markup {
	if !fromRight(s) {
		return esc(strings.ReplaceAll(s, "->", "→"))
	}
	var sb strings.Builder
	sb.WriteString(`<span dir="ltr">`)
	for i, part := range strings.Split(s, "; ") {
		if i > 0 {
			sb.WriteString("; ")
		}
		for k, value := range strings.Split(part, " -> ") {
			if k > 0 {
				sb.WriteString(" → ")
			}
			sb.WriteString("<bdi>" + string(esc(value)) + "</bdi>")
		}
	}
	sb.WriteString("</span>")
	return markup(sb.String())
}

// fromRight reports whether a text holds letters of a script that is written from
// right to left.
func fromRight(s string) bool {
	return !ascii(s) && strings.ContainsFunc(s, func(r rune) bool {
		return unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Adlam)
	})
}
