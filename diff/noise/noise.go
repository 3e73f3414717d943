// Package noise says when the change from one text to another tells a reader
// nothing, and by which rule: other spaces, other forms of the same marks, the
// tracking parameters of an address, stamps such as "3 hours ago" that stand
// alone.
//
// It labels and never drops: what to do with noise is for those who ask. It
// reads two texts and knows no articles.
package noise

import (
	"strings"
	"unicode/utf8"

	"github.com/newsarc/newsarc/diff/english"
)

// The rules by which a change is noise. Each is a way to write two texts alike:
// a change is noise by the first rule under which nothing is left of it. What a
// rule does not name is never noise; above all no rule touches a number, a date,
// a name, a quote mark, a negation or an attribution in the text of a story.
const (
	WhiteSpace   = "white-space"   // spaces, tabs, line breaks, invisible characters
	Typographic  = "typographic"   // the form of quote marks, dashes, dots, spaces
	TrackingLink = "tracking-link" // parameters of an address that only count clicks
	RelativeTime = "relative-time" // a stamp such as "3 hours ago", standing alone
	ReadTime     = "read-time"     // "4 min read", standing alone
	ShareCounter = "share-counter" // "1.2K shares", standing alone
)

// Rules lists the rules in the order in which they are tried.
var Rules = []string{WhiteSpace, Typographic, TrackingLink, RelativeTime, ReadTime, ShareCounter}

// Rule returns the rule by which the change from text a to text b is noise
// as a whole, "" if it is none. Nothing became something where a or b is empty.
func Rule(a, b string) string {
	if a == b {
		return ""
	}
	if a, b = PlainSpace(a), PlainSpace(b); a == b {
		return WhiteSpace
	}
	if a, b = PlainMarks(a), PlainMarks(b); a == b {
		return Typographic
	}
	if a, b = plainLinks(a), plainLinks(b); a == b {
		return TrackingLink
	}
	if x, y := unstamped(a), unstamped(b); x == y && (x != a || y != b) {
		return RelativeTime
	}
	return furnitureRule(a, b)
}

// furnitureRule returns the rule by which a became b where both are furniture of
// a page, or lines of which the parts between bars and dots are.
func furnitureRule(a, b string) string {
	ra, rb := Furniture(a), Furniture(b)
	switch {
	case a == "":
		return rb
	case b == "" || ra != "" && ra == rb:
		return ra
	}
	if strings.IndexByte(a, '|') < 0 && !strings.Contains(a, "·") && !strings.Contains(a, "•") {
		return ""
	}
	x, y := strings.FieldsFunc(a, isBar), strings.FieldsFunc(b, isBar)
	if len(x) != len(y) || len(x) < 2 {
		return ""
	}
	rule := ""
	for i := range x {
		if x[i] == y[i] {
			continue
		}
		r := Furniture(x[i])
		if r == "" || r != Furniture(y[i]) {
			return ""
		}
		rule = r
	}
	return rule
}

func isBar(r rune) bool { return r == '|' || r == '·' || r == '•' }

// Furniture returns the rule by which all of s is furniture of a page, "" if it
// is not. It reads s word by word: every word must belong to the stamp.
func Furniture(s string) string {
	if len(s) > 80 || !mayStamp(s) {
		return ""
	}
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return strings.ContainsRune(" ()|·•:,!-–—/+&#[]*", r)
	})
	for i, w := range words {
		words[i] = strings.TrimRight(w, ".")
	}
	switch {
	case stamp(words):
		return RelativeTime
	case reading(words):
		return ReadTime
	case counter(words):
		return ShareCounter
	}
	return ""
}

// mayStamp reports whether s has a digit, "ago" or "now", of which each kind of
// furniture has one.
func mayStamp(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			return true
		case i+3 <= len(s) && (c|0x20 == 'a' || c|0x20 == 'n'):
			if w := s[i : i+3]; strings.EqualFold(w, "ago") || strings.EqualFold(w, "now") {
				return true
			}
		}
	}
	return false
}

// unstamped takes a relative time from the end of a byline: "By Ann Lee, 3 hours
// ago".
func unstamped(s string) string {
	if len(s) > 200 {
		return s
	}
	i := lastBreak(s)
	if i < 0 || Furniture(s[i:]) != RelativeTime {
		return s
	}
	rest := strings.TrimRight(s[:i], " ")
	if !strings.HasPrefix(rest, "By ") {
		for w := range strings.FieldsSeq(rest) { // "Example News, 3 hours ago"
			if !english.Capital(w) || strings.HasSuffix(w, ".") {
				return s
			}
		}
	}
	return rest
}

// lastBreak returns where the last mark stands that may part a byline from what
// follows, -1 for none.
func lastBreak(s string) int {
	for i := len(s) - 1; i >= 0; i-- {
		switch c := s[i]; {
		case c == ',' || c == '|' || c == '(':
			return i
		case c >= utf8.RuneSelf:
			return strings.LastIndexAny(s, ",|·•(—")
		}
	}
	return -1
}

// stamp reports whether words are a relative time that stands alone: "Updated 3
// hours ago".
func stamp(words []string) bool {
	for len(words) > 0 && stampLead()[words[0]] {
		words = words[1:]
	}
	n := len(words)
	switch {
	case n == 2 && words[0] == "just" && words[1] == "now", n == 1 && words[0] == "now", n == 2 && words[0] == "moments" && words[1] == "ago":
		return true
	case n < 2 || words[n-1] != "ago":
		return false
	}
	words = words[:n-1]
	for i := 0; i < len(words); {
		if words[i] == "and" || words[i] == "about" {
			i++
			continue
		}
		if u := strings.TrimLeft(words[i], "0123456789"); u != words[i] && stampUnit()[u] { // "3h"
			i++
			continue
		}
		if i+1 >= len(words) || !figureLike(words[i]) && words[i] != "a" && words[i] != "an" && words[i] != "one" || !stampUnit()[words[i+1]] {
			return false
		}
		i += 2
	}
	return true
}

var (
	stampLead = english.Set(`updated update published posted last modified edited first on at this article story page was by`)
	stampUnit = english.Set(`s sec secs second seconds m min mins minute minutes h hr hrs hour hours d day days w wk wks week weeks
		mo month months y yr yrs year years`)
	readUnit  = english.Set(`min mins minute minutes m minute's sec secs second seconds hour hours`)
	readTail  = english.Set(`read reading to time estimated listen watch`)
	countUnit = english.Set(`share shares comment comments like likes view views retweet retweets tweet tweets liked reaction reactions
		reply replies repost reposts vote votes read reads follower followers bookmark bookmarks pin pins people are reading this now watching viewing
		upvotes upvote claps clap shared viewed save saves`)
	countLead = english.Set(`share shares comments comment like likes view views tweet tweets facebook twitter email whatsapp reddit linkedin
		pinterest print copy link show all see join the conversation total times by`)
)

// reading reports whether words are an estimate of reading time.
func reading(words []string) bool {
	figures, units, tails := 0, 0, 0
	for _, w := range words {
		switch {
		case figureLike(w):
			figures++
		case readUnit()[w]:
			units++
		case readTail()[w]:
			tails++
		default:
			return false
		}
	}
	return figures == 1 && units == 1 && tails > 0
}

// counter reports whether words are a count of shares, comments, views.
func counter(words []string) bool {
	figures, units := 0, 0
	for _, w := range words {
		switch {
		case figureLike(w):
			figures++
		case countUnit()[w]:
			units++
		case !countLead()[w]:
			return false
		}
	}
	return figures > 0 && units > 0 && figures <= units+1
}

// figureLike reports whether w is a number as counters write it: "27", "1.2k".
func figureLike(w string) bool {
	w = strings.TrimRight(w, "km+")
	if w == "" {
		return false
	}
	for _, r := range w {
		if (r < '0' || r > '9') && r != '.' && r != ',' {
			return false
		}
	}
	return w[0] >= '0' && w[0] <= '9'
}
