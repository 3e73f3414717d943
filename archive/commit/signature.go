package commit

import (
	"strconv"
	"strings"
	"time"
)

// Signature is a git identity with a time.
type Signature struct {
	Identity
	When time.Time
}

// appendSignature writes an identity and a time as git stores them. A time
// before 1970 does not fit and becomes 1970; the front matter of the text is
// the authority.
func appendSignature(b []byte, s Signature) []byte {
	b = append(b, identityPart(s.Name, "unknown")...)
	b = append(b, " <"...)
	b = append(b, identityPart(s.Email, "")...)
	b = append(b, "> "...)
	b = strconv.AppendInt(b, max(s.When.Unix(), 0), 10)
	_, offset := s.When.Zone()
	sign := byte('+')
	if offset < 0 {
		sign, offset = '-', -offset
	}
	hours, minutes := offset/3600%100, offset/60%60
	return append(b, ' ', sign, '0'+byte(hours/10), '0'+byte(hours%10), '0'+byte(minutes/10), '0'+byte(minutes%10))
}

// identityPart drops what git would drop or choke on.
func identityPart(s, fallback string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == '<' || r == '>' || r == 0x7f {
			return -1
		}
		return r
	}, s)
	if s = strings.Trim(s, " .,:;\"\\'"); s == "" {
		return fallback
	}
	return s
}

// parseSignature reads an identity and a time as git stores them, as far as
// they can be read.
func parseSignature(s string) Signature {
	var sig Signature
	open, end := strings.Index(s, "<"), strings.LastIndex(s, ">")
	if open < 0 || end < open {
		sig.Name = strings.TrimSpace(s)
		return sig
	}
	sig.Name, sig.Email = strings.TrimSpace(s[:open]), s[open+1:end]
	seconds, zone, _ := strings.Cut(strings.TrimSpace(s[end+1:]), " ")
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return sig
	}
	sig.When = time.Unix(n, 0).UTC()
	if z, err := strconv.Atoi(zone); err == nil && z != 0 {
		sig.When = sig.When.In(time.FixedZone("", (z/100*60+z%100)*60))
	}
	return sig
}

// Identity is a git identity. Characters that git does not allow in one are
// dropped.
type Identity struct{ Name, Email string }
