// Package address knows what identifies a story from outside: the URLs of its
// page, written so that all addresses of one page come out the same, and the id
// that its publisher gave it. It makes the keys under which the catalog holds
// them, and carries the addresses of one text of a story into the next.
//
// It fetches nothing, and does not know which story an address is of: the catalog
// does.
package address

import (
	"crypto/sha256"
	"encoding/binary"
	"net/url"
	"slices"
	"strings"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/news"
)

// Normal writes a URL so that addresses of one page come out the same: no scheme,
// no "www.", no default port, no fragment, no trailing slash, and none of the
// parameters that only say where a reader came from. The result is a key, and no
// address. What is not a web address comes back trimmed.
func Normal(raw string) string {
	raw = strings.TrimSpace(raw)
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return raw
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if strings.Contains(host, ":") {
		host = "[" + host + "]" // IPv6
	}
	if p := u.Port(); p != "" && p != "80" && p != "443" {
		host += ":" + p
	}
	return host + strings.TrimRight(u.EscapedPath(), "/") + normalQuery(u.RawQuery)
}

// normalQuery drops tracking parameters and sorts the rest.
func normalQuery(raw string) string {
	if raw == "" {
		return ""
	}
	params := slices.DeleteFunc(strings.Split(raw, "&"), func(p string) bool {
		key, _, _ := strings.Cut(strings.ToLower(p), "=")
		return key == "" || tracking[key] || strings.HasPrefix(key, "utm_") || strings.HasPrefix(key, "at_")
	})
	if len(params) == 0 {
		return ""
	}
	slices.Sort(params)
	return "?" + strings.Join(params, "&")
}

// tracking lists parameters that never choose the page.
var tracking = map[string]bool{
	"fbclid": true, "gclid": true, "dclid": true, "msclkid": true, "igshid": true, "mc_cid": true, "mc_eid": true,
	"cmpid": true, "ocid": true, "ito": true, "smid": true, "smtyp": true, "ns_campaign": true, "ns_source": true,
	"ns_mchannel": true, "ftag": true, "_ga": true, "ref_src": true, "xtor": true, "wt.mc_id": true, "spm": true,
}

// Host returns the host of a web address without "www."; "" for others.
func Host(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// URLKey returns the key of a web address: 63 bits of a hash.
func URLKey(raw string) int64 { return addressKey("url", Normal(raw)) }

// IDKey returns the key of the id that a source, the first part of its stories'
// ids, gave to a story.
func IDKey(source, id string) int64 { return addressKey("id", source+"\x00"+id) }

func addressKey(kind, s string) int64 {
	sum := sha256.Sum256([]byte(kind + "\x00" + s))
	return int64(binary.BigEndian.Uint64(sum[:]) >> 1)
}

// Keys returns all keys under which an article is known; source is the
// first part of its story's id.
func Keys(source string, a *news.Article) []int64 {
	var keys []int64
	if a.ID != "" {
		keys = append(keys, IDKey(source, a.ID))
	}
	if a.URL != "" {
		keys = append(keys, URLKey(a.URL))
	}
	for _, alias := range a.Aliases {
		keys = append(keys, URLKey(alias))
	}
	return keys
}

// Same reports whether two URLs are addresses of one page.
func Same(a, b string) bool { return a == b || Normal(a) == Normal(b) }

// Join carries the addresses of a story's latest revision into a new
// text of it. A text that comes by an address already known keeps the canonical
// URL, whatever its spelling; a new address becomes canonical and the old one an
// alias. So no address is ever lost, and a page that is fetched by two
// Keys in turn does not change with every fetch. It returns the article
// itself when there is nothing to carry.
func Join(latest, a *news.Article) *news.Article {
	canonical := latest.URL
	if a.URL != "" && !knows(latest, a.URL) {
		canonical = a.URL
	}
	var aliases []string
	add := func(u string) {
		if u != "" && !Same(u, canonical) && !slices.ContainsFunc(aliases, func(v string) bool { return Same(u, v) }) {
			aliases = append(aliases, u)
		}
	}
	for _, u := range latest.Aliases {
		add(u)
	}
	add(latest.URL)
	for _, u := range a.Aliases {
		add(u)
	}
	add(a.URL)
	id := a.ID
	if id == "" {
		id = latest.ID
	}
	if canonical == a.URL && slices.Equal(aliases, a.Aliases) && id == a.ID {
		return a
	}
	b := *a
	b.URL, b.Aliases, b.ID = canonical, aliases, id
	return &b
}

// knows reports whether u is an address of an article.
func knows(a *news.Article, u string) bool {
	return a.URL != "" && Same(a.URL, u) || slices.ContainsFunc(a.Aliases, func(v string) bool { return Same(u, v) })
}

// Identity returns what identifies a story: the address of its first text, else its
// publisher's id, else that text itself.
func Identity(text []byte, blob odb.ID) string {
	if head, err := news.Header(text); err == nil {
		if head.URL != "" {
			return "url " + Normal(head.URL)
		}
		if head.ID != "" {
			return "id " + head.ID
		}
	}
	return "text " + blob.String()
}
