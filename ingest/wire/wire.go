// Package wire knows the conventions of news copy: how a dateline, a byline, a
// credit line, a print reference, a correction or a subhead looks, and which
// lines of a page belong to the page and not to the article. Decoders of formats
// that do not mark these parts ask it, line by line or paragraph by paragraph.
//
// Its rules are those of English copy; days, names after "by", and lines that lead
// to other stories are known in some fifteen languages. It does not judge layout
// or markup.
package wire

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/news"
)

// dateline matches "HANGZHOU, China --", "LONDON (Reuters) -", "CAIRO, Jan. 5
// (AP) —" and "(CNN) --". Place: words in capitals, then what may follow a
// comma. A place in small letters needs the agency.
var dateline = ingest.Regexp(`^(?:` +
	`(\p{Lu}[\p{Lu}'’.\-]+(?:[ /]\p{Lu}[\p{Lu}'’.\-]*){0,4}(?:, ?[\p{Lu}\d][\p{L}\d.'’\-]*(?: [\p{L}\d.'’\-]+){0,3}){0,3}(?: ?\([^()]{2,40}\))?)` +
	`|(\p{Lu}[\p{L}'’.\-]+(?: \p{Lu}[\p{L}'’.\-]*){0,3}(?:, ?[\p{Lu}\d][\p{L}\d.'’\-]*(?: [\p{L}\d.'’\-]+){0,3}){0,2} ?\([^()]{2,40}\))` +
	`|(\p{Lu}[\p{L}'’.\-]+(?: \p{Lu}[\p{L}'’.\-]*){0,3}(?:, ?[\p{Lu}\d][\p{L}\d.'’\-]*(?: [\p{L}\d.'’\-]+){0,3}){0,4},? ?/[\p{L}\d.\- ]{3,30}/)` + // of a press release
	`|(\((?:AP|CNN|AFP|Reuters|UPI|BBC|CBS|NBC|IPS|CBC|CNNMoney|CNN Business)[^()]{0,20}\))` +
	`)\s*(?:--+|—|–|―|-|_)\s+`)

// minCapitals keeps initials and acronyms from being taken for a place.
const minCapitals = 3

// Dateline parts the dateline from the paragraph that it opens.
func Dateline(s string) (place, rest string, ok bool) {
	m := dateline().FindStringSubmatchIndex(s)
	if m == nil {
		return "", s, false
	}
	place, rest = s[m[0]:m[1]], s[m[1]:]
	for _, g := range []int{2, 4, 6, 8} {
		if m[g] >= 0 {
			place = strings.TrimRight(s[m[g]:m[g+1]], " -")
		}
	}
	first, _, _ := strings.Cut(place, ",")
	capitals := strings.IndexFunc(first, func(r rune) bool { return !unicode.IsUpper(r) })
	if m[2] >= 0 && !strings.Contains(place, "(") && capitals >= 0 && capitals < minCapitals && utf8.RuneCountInString(first) < 4 {
		return "", s, false
	}
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, "\"“'‘"))
	if rest == "" || unicode.IsLower(r) {
		return "", s, false
	}
	return place, rest, true
}

var byline = ingest.Regexp(`^(?:(?i:By|From|Words by|Story by|Written by|Reported by):? )(\p{Lu}[\p{L}'’.\-]*(?:[ ,&|]+(?:and |de |van |von |der |al |bin |el |la |du |di |da |of |the |for )*\p{Lu}?[\p{L}'’.\-]*){0,14})$`)

// Byline returns s when it is a line that names who wrote the article.
func Byline(s string) (string, bool) {
	if len(s) > 160 || !byline().MatchString(s) || ingest.Ended(s) && !strings.HasSuffix(s, "r.") {
		return "", false
	}
	return s, true
}

// Heading reports whether s may be a subhead: short, and not ended as a
// sentence is.
func Heading(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return len(s) <= 100 && len(strings.Fields(s)) <= 14 && !ingest.Ended(s) &&
		!strings.HasSuffix(s, ",") && !strings.HasSuffix(s, `"`) && (unicode.IsUpper(r) || unicode.IsDigit(r) || strings.ContainsRune("\"“‘'", r))
}

// notices maps the openings of notices to their kind. The first that matches
// counts.
var notices = []struct {
	kind news.NoteKind
	re   func() *regexp.Regexp
}{
	{news.Retraction, ingest.Regexp(`(?i)^(?:retraction\b|this (?:article|story|report) has been (?:retracted|withdrawn)|(?:the )?associated press (?:has )?(?:withdrawn|retracted))`)},
	{news.Clarification, ingest.Regexp(`(?i)^(?:clarifications?\s*[:—–(-]|clarified:)`)},
	{news.Correction, ingest.Regexp(`(?i)^(?:corrections?(?: (?:&|and) clarifications?)?(?:,? \w+\.? \d{1,2}(?:, \d{4})?)?\s*[:—–(-]|corrected:|this (?:article|story|report|post|version) (?:has been|was) (?:\w+ )?(?:corrected|amended)|(?:an|a) (?:earlier|previous) version of (?:this|the) (?:article|story|report|post|column|headline)|(?:a|an) (?:photo )?caption (?:with|in) an earlier version)`)},
	{news.Update, ingest.Regexp(`(?i)^(?:(?:update|updated)\s*:|updated (?:at|on) \d{1,2}:\d\d|this (?:article|story|report|post) (?:has been|was) updated|(?:this|the) story is (?:being updated|developing))`)},
	{news.EditorsNote, ingest.Regexp(`(?i)^(?:editor['’]?s['’]? note|note from the editor|editors['’] note)\b|^this (?:interview|conversation|discussion|transcript|q&a) (?:has been|was) (?:lightly |slightly )?(?:edited|condensed|shortened|abridged|translated)\b`)},
	{news.Print, ingest.Regexp(`(?i)^(?:print headline:|(?:\w+ ){1,3}section on \d{1,2}/\d{1,2}/\d{4}$|(?:a )?version of this (?:article|story) (?:appears|appeared) in print|this (?:article|story) (?:appears|appeared) in (?:the )?print|this (?:article|story) appeared (?:on|in) (?:page|section))`)},
	{news.Credit, ingest.Regexp(`(?i)^(?:information for this (?:article|story|report) was contributed|\((?:additional )?(?:reporting|writing|editing) by|(?:additional )?(?:reporting|writing|editing|research|graphics) by (?-i:\p{Lu})|(?:the )?(?:associated press|reuters|agence france-presse|afp|bloomberg(?: news)?)(?: (?:staff )?(?:writers?|reporters?|journalists?))?[^.!?]{0,200}contributed to this (?:report|article|story)|[\p{L}.'’ ,\-]{3,200} (?:contributed (?:reporting|to this (?:report|article|story))|reported from [\p{L} ,.]+(?:,? and [\p{L} ,.]+ from [\p{L} ,]+)?\.?$))`)},
}

// noticeMarks may stand before a notice.
const noticeMarks = "*_[(—–- \"“"

// Note returns the notice that a paragraph is: a correction, a credit line, a
// print reference and the like.
func Note(s string) (news.Note, bool) {
	bare := strings.TrimLeft(s, noticeMarks)
	for _, n := range notices {
		if n.re().MatchString(s) || n.re().MatchString(bare) {
			return news.Note{Kind: n.kind, Text: s}, true
		}
	}
	return news.Note{}, false
}
