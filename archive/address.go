package archive

import (
	"crypto/sha256"
	"encoding/binary"
	"net/url"
	"slices"
	"strings"

	"github.com/newsarc/newsarc/news"
)

// NormalURL writes a URL so that addresses of one page come out the same. The
// result is a key, and no address.
func NormalURL(raw string) string { return normalURL(raw) }

// normalURL writes a URL so that addresses of one page come out the same: no
// scheme, no "www.", no default port, no fragment, no trailing slash, and none
// of the parameters that only say where a reader came from. What is not a web
// address comes back trimmed.
func normalURL(raw string) string {
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

// hostOf returns the host of a web address without "www."; "" for others.
func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// An address is what identifies a story from outside: a normalised URL, or a
// source with its own id. The catalog holds 63 bits of its hash.

func urlAddress(raw string) int64 { return addressKey("url", normalURL(raw)) }

func idAddress(source, id string) int64 { return addressKey("id", source+"\x00"+id) }

func addressKey(kind, s string) int64 {
	sum := sha256.Sum256([]byte(kind + "\x00" + s))
	return int64(binary.BigEndian.Uint64(sum[:]) >> 1)
}

// addresses returns all keys under which an article is known; source is the
// first part of its story's id.
func addresses(source string, a *news.Article) []int64 {
	var keys []int64
	if a.ID != "" {
		keys = append(keys, idAddress(source, a.ID))
	}
	if a.URL != "" {
		keys = append(keys, urlAddress(a.URL))
	}
	for _, alias := range a.Aliases {
		keys = append(keys, urlAddress(alias))
	}
	return keys
}

// sameAddress reports whether two URLs are addresses of one page.
func sameAddress(a, b string) bool { return a == b || normalURL(a) == normalURL(b) }

// joinAddresses carries the addresses of a story's latest revision into a new
// text of it. A text that comes by an address already known keeps the canonical
// URL, whatever its spelling; a new address becomes canonical and the old one an
// alias. So no address is ever lost, and a page that is fetched by two
// addresses in turn does not change with every fetch. It returns the article
// itself when there is nothing to carry.
func joinAddresses(latest, a *news.Article) *news.Article {
	canonical := latest.URL
	if a.URL != "" && !knows(latest, a.URL) {
		canonical = a.URL
	}
	var aliases []string
	add := func(u string) {
		if u != "" && !sameAddress(u, canonical) && !slices.ContainsFunc(aliases, func(v string) bool { return sameAddress(u, v) }) {
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
	return a.URL != "" && sameAddress(a.URL, u) || slices.ContainsFunc(a.Aliases, func(v string) bool { return sameAddress(u, v) })
}
