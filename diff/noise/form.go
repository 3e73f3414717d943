package noise

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/newsarc/newsarc/diff/english"
	"github.com/newsarc/newsarc/text"
)

// PlainSpace writes every run of white space as one space, drops invisible
// characters and composes letters with their accents.
func PlainSpace(s string) string {
	if spacedPlainly(s) {
		return s
	}
	var sb strings.Builder
	pending := false
	for _, r := range norm.NFC.String(s) {
		switch {
		case unicode.IsSpace(r):
			pending = sb.Len() > 0
			continue
		case r == 0x200b || r == 0xfeff || r == 0xad || r == 0x2060:
			continue
		}
		if pending {
			sb.WriteByte(' ')
			pending = false
		}
		sb.WriteRune(r)
	}
	return sb.String()
}

// spacedPlainly reports whether s is of ASCII with single spaces between words,
// so that PlainSpace would leave it alone.
func spacedPlainly(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' && (c < ' ' || i == 0 || i == len(s)-1 || s[i-1] == ' ') || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// PlainMarks writes quote marks, apostrophes, dashes, dots and joined letters in
// their plainest form. A mark stays a mark: nothing is dropped.
func PlainMarks(s string) string {
	if !marked(s) {
		return s
	}
	return marks.Replace(s)
}

// marked reports whether s may hold one of marks. Those of ASCII are a grave
// accent, hyphens in a row or by themselves, apostrophes in a row, and dots with
// spaces between them.
func marked(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf || c == '`':
			return true
		case c == '-' && i+1 < len(s) && (s[i+1] == '-' || i > 0 && s[i-1] == ' ' && s[i+1] == ' '):
			return true
		case (c == '\'' || c == '.') && i+1 < len(s) && (s[i+1] == c || s[i+1] == ' ' && i+2 < len(s) && s[i+2] == c):
			return true
		}
	}
	return false
}

var marks = strings.NewReplacer(
	"“", `"`, "”", `"`, "„", `"`, "‟", `"`, "«", `"`, "»", `"`, "＂", `"`, "``", `"`, "''", `"`,
	"‘", "'", "’", "'", "‚", "'", "‛", "'", "ʼ", "'", "`", "'", "´", "'",
	"‐", "-", "‑", "-", "‒", "-", "–", "-", "−", "-",
	" --- ", "—", "---", "—", " -- ", "—", "--", "—", " — ", "—", "— ", "—", " —", "—", "―", "—", " – ", "—", " - ", "—",
	"…", "...", ". . .", "...", "ﬁ", "fi", "ﬂ", "fl", "ﬀ", "ff", "ﬃ", "ffi", "ﬄ", "ffl",
)

// plainLinks takes from the addresses in s what only counts clicks.
func plainLinks(s string) string {
	links := Links(s)
	if len(links) == 0 {
		return s
	}
	var sb strings.Builder
	at := 0
	for _, l := range links {
		sb.WriteString(s[at:l.Start])
		sb.WriteString(Link(l.Of(s)))
		at = l.End
	}
	sb.WriteString(s[at:])
	return sb.String()
}

// Links returns the addresses in s: those with a scheme, those that begin
// with "www.", and mail addresses.
func Links(s string) []text.Span {
	if strings.IndexByte(s, '@') < 0 && !strings.Contains(s, "://") && !strings.Contains(s, "www.") {
		return nil
	}
	var out []text.Span
	for i := 0; i < len(s); {
		start := i
		for i < len(s) && !breaksLink(s[i]) {
			i++
		}
		if w := s[start:i]; len(w) > 4 && isLink(w) {
			end := start + len(strings.TrimRight(w, ".,;:!?'"))
			out = append(out, text.Span{Start: start, End: end})
		}
		i++
	}
	return out
}

func breaksLink(c byte) bool {
	switch c {
	case ' ', '\n', '\t', '\r', '<', '>', '"', '(', ')', '[', ']', '{', '}', '|':
		return true
	}
	return false
}

func isLink(w string) bool {
	if at := strings.IndexByte(w, '@'); at > 0 {
		return strings.Contains(w[at:], ".") && !strings.HasSuffix(w, "@")
	}
	return strings.HasPrefix(w, "http://") || strings.HasPrefix(w, "https://") || strings.HasPrefix(w, "www.")
}

// Link returns an address without its tracking parameters. Scheme,
// order of parameters and a last slash stay: only what is known to count
// clicks is taken.
func Link(s string) string {
	base, rest, ok := strings.Cut(s, "?")
	if !ok {
		return s
	}
	query, fragment, hasFragment := strings.Cut(rest, "#")
	var kept []string
	for p := range strings.SplitSeq(strings.ReplaceAll(query, "&amp;", "&"), "&") {
		name, _, _ := strings.Cut(p, "=")
		if u, err := url.QueryUnescape(name); err == nil {
			name = u
		}
		if p != "" && !tracks(strings.ToLower(name)) {
			kept = append(kept, p)
		}
	}
	if len(kept) > 0 {
		base += "?" + strings.Join(kept, "&")
	}
	if hasFragment {
		base += "#" + fragment
	}
	return base
}

// tracks reports whether a parameter of this name only counts clicks.
func tracks(name string) bool {
	for _, p := range [...]string{"utm_", "at_", "pk_", "mtm_", "hsa_", "ns_", "wt_", "oly_"} {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return trackers()[name]
}

var trackers = english.Set(`fbclid gclid dclid gbraid wbraid msclkid twclid yclid igshid igsh mc_cid mc_eid mkt_tok cmpid cmp ocid icid ito ref
	ref_src ref_url refsrc smid smtyp partner cid sr_share xtor guccounter guce_referrer guce_referrer_sig spm share sh taid
	_ga _gl s_cid soc_src soc_trk campaign_id emc tsrc ncid recirc referer referrer source_id via`)
