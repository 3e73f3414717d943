package fetch

import (
	"bufio"
	"bytes"
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// robotsLimit is how much of a robots.txt is read: RFC 9309 section 2.5 asks
// for at least 500 KiB.
const robotsLimit = 512 << 10

// Robots holds the rules of one robots.txt for one crawler (RFC 9309). The zero
// value allows everything.
type Robots struct {
	rules   []rule
	refused bool // nothing may be fetched: the file could not be had
	// Delay is the file's Crawl-delay, which is no part of the standard but is
	// what a publisher asks for; zero if there is none.
	Delay time.Duration
	// Sitemaps are the addresses that the file lists, for anybody.
	Sitemaps []string
}

type rule struct {
	path  string // normalised; may hold * and a final $
	allow bool
}

// ParseRobots reads a robots.txt as the crawler named by product, a token such
// as "newsarc" that is compared without regard to case. Lines that make no
// sense are passed over, as the standard asks.
func ParseRobots(data []byte, product string) *Robots {
	r := &Robots{}
	mine, anybody := &Robots{}, &Robots{}
	named := false // a group names the product; "*" then counts for nothing
	var group []*Robots
	inAgents := false
	data = bytes.TrimPrefix(data[:min(len(data), robotsLimit)], []byte("\xEF\xBB\xBF"))
	lines := bufio.NewScanner(bytes.NewReader(bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))))
	lines.Buffer(nil, robotsLimit+1)
	for lines.Scan() {
		key, value := robotsLine(lines.Text())
		switch key {
		case "user-agent":
			if !inAgents {
				group = nil
			}
			inAgents = true
			switch token := productToken(value); {
			case value == "*":
				group = append(group, anybody)
			case strings.EqualFold(token, product):
				group, named = append(group, mine), true
			}
			continue
		case "sitemap":
			r.Sitemaps = append(r.Sitemaps, value)
			continue // a sitemap line stands outside the groups
		case "allow", "disallow":
			for _, g := range group {
				g.add(value, key == "allow")
			}
		case "crawl-delay":
			for _, g := range group {
				g.setDelay(value)
			}
		default:
			continue // an unknown line does not end a run of user-agent lines
		}
		inAgents = false
	}
	chosen := anybody
	if named {
		chosen = mine
	}
	r.rules, r.Delay = chosen.rules, chosen.Delay
	// The longest match wins, and of two as long the one that allows, so the
	// first match in this order decides.
	slices.SortStableFunc(r.rules, func(a, b rule) int {
		if c := cmp.Compare(len(b.path), len(a.path)); c != 0 {
			return c
		}
		if a.allow == b.allow {
			return 0
		}
		if a.allow {
			return -1
		}
		return 1
	})
	return r
}

func robotsLine(line string) (key, value string) {
	line, _, _ = strings.Cut(line, "#")
	key, value, ok := strings.Cut(line, ":")
	if !ok {
		return "", ""
	}
	return strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
}

// productToken is the part of a user-agent line that counts: letters, "_", "-".
func productToken(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '_' && r != '-'
	})
	if end < 0 {
		return s
	}
	return s[:end]
}

func (r *Robots) add(path string, allow bool) {
	if path == "" {
		return // an empty rule matches nothing
	}
	// A dollar sign means the end at the end of a rule only.
	body, atEnd := strings.CutSuffix(normalisePath(path), "$")
	body = strings.ReplaceAll(body, "$", "%24")
	if atEnd {
		body += "$"
	}
	r.rules = append(r.rules, rule{body, allow})
}

// literal spells the characters of an address that mean something in a rule as
// rules do that mean just them (RFC 9309 section 2.2.3).
var literal = strings.NewReplacer("*", "%2A", "$", "%24")

func (r *Robots) setDelay(value string) {
	if s, err := strconv.ParseFloat(value, 64); err == nil && s > 0 && s < 1e6 {
		r.Delay = time.Duration(s * float64(time.Second))
	}
}

// Allowed reports whether u may be fetched. A robots.txt itself always may.
func (r *Robots) Allowed(u *url.URL) bool {
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if path == "/robots.txt" {
		return true
	}
	if r.refused {
		return false
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	path = literal.Replace(normalisePath(path))
	for _, rule := range r.rules {
		if matchRule(rule.path, path) {
			return rule.allow
		}
	}
	return true
}

// normalisePath brings both sides of a comparison to one spelling (RFC 9309
// section 2.2.2): what is not ASCII is percent-encoded, what is encoded without
// need is decoded, hex digits are upper case.
func normalisePath(s string) string {
	var sb strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) {
			if v, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				if unreserved(byte(v)) {
					sb.WriteByte(byte(v))
				} else {
					sb.WriteString(strings.ToUpper(s[i : i+3]))
				}
				i += 2
				continue
			}
		}
		if c >= 0x80 || c <= ' ' {
			sb.WriteString("%" + strings.ToUpper(strconv.FormatUint(uint64(c)+0x100, 16)[1:]))
			continue
		}
		sb.WriteByte(c)
	}
	return sb.String()
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
		c == '-' || c == '.' || c == '_' || c == '~'
}

// matchRule reports whether pattern matches path from its beginning. Taking the
// leftmost place for each piece between stars is enough, and keeps the work
// linear where backtracking would not.
func matchRule(pattern, path string) bool {
	pattern, atEnd := strings.CutSuffix(pattern, "$")
	pieces := strings.Split(pattern, "*")
	rest, ok := strings.CutPrefix(path, pieces[0])
	if !ok {
		return false
	}
	if len(pieces) == 1 {
		return !atEnd || rest == ""
	}
	last := len(pieces) - 1
	for _, p := range pieces[1:last] {
		i := strings.Index(rest, p)
		if i < 0 {
			return false
		}
		rest = rest[i+len(p):]
	}
	if atEnd {
		return strings.HasSuffix(rest, pieces[last])
	}
	return strings.Contains(rest, pieces[last])
}
