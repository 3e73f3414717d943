package ingest

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/newsarc/newsarc/news"
)

// Site returns the registered domain of an address, or the host where it has none;
// empty where there is no host.
func Site(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if domain, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return domain
	}
	return host
}

// SameSite reports whether two addresses belong to one publisher, as far as their
// registered domain tells.
func SameSite(a, b string) bool { return Site(a) != "" && Site(a) == Site(b) }

// KeepToSite takes from the article of a page that was received from an address the
// addresses of other sites. What a site says of its pages counts for no other: a
// page that names an address of a newspaper as its canonical one must not become a
// revision of that newspaper's story. A page without an address keeps all.
func KeepToSite(a *news.Article, page string) {
	if Site(page) == "" {
		return
	}
	if a.URL != "" && !SameSite(a.URL, page) {
		if a.Source == SourceOf(a.URL) {
			a.Source = SourceOf(page)
		}
		a.URL = page
	}
	a.Aliases = slices.DeleteFunc(a.Aliases, func(alias string) bool { return alias == a.URL || !SameSite(alias, page) })
}
