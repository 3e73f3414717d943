package answer

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/internal/fetch"
)

// storyPage is a page that says of itself what its head says.
func storyPage(head string) string {
	return `<!doctype html><html lang="en"><head><title>Bridge closed</title>` + head + `</head><body><article><h1>Bridge closed</h1>` +
		strings.Repeat("<p>The bridge over the Brede is closed until Friday, the harbour office said, since a pier has sunk by a hand's breadth.</p>", 5) +
		`</article></body></html>`
}

func page(address, mediaType, body string, hops ...fetch.Redirect) *fetch.Response {
	return &fetch.Response{URL: address, Redirects: hops, Status: 200, Header: http.Header{"Content-Type": {mediaType}}, Body: []byte(body)}
}

// TestOnlyOwnAddresses holds pages to speaking for their own site: whoever names a
// newspaper's address as the canonical one does not write into its stories.
func TestOnlyOwnAddresses(t *testing.T) {
	canonical := func(u string) string {
		return fmt.Sprintf(`<link rel="canonical" href=%q><meta property="og:url" content=%q><link rel="shortlink" href=%q>`, u, u, u+"?s=1")
	}
	for _, tt := range []struct {
		name        string
		resp        *fetch.Response
		url, source string
		aliases     []string
	}{
		{
			"its own", page("https://www.wire.example/a?utm=1", "text/html", storyPage(canonical("https://wire.example/a"))),
			"https://wire.example/a", "wire.example",
			[]string{"https://wire.example/a?s=1"},
		},
		{
			"another site's", page("https://evil.example/x", "text/html", storyPage(canonical("https://wire.example/a"))),
			"https://evil.example/x", "evil.example", nil,
		},
		{
			"in JSON-LD", page("https://evil.example/x", "text/html", storyPage(`<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge closed","url":"https://wire.example/a","publisher":{"name":"Wire"}}</script>`)),
			"https://evil.example/x", "evil.example", nil,
		},
		{
			"of a site that ends alike", page("https://evilwire.example/x", "text/html", storyPage(canonical("https://wire.example/a"))),
			"https://evilwire.example/x", "evilwire.example", nil,
		},
		{
			"behind a redirect that anybody can use", page("https://evil.example/x", "text/html", storyPage(canonical("https://wire.example/a")),
				fetch.Redirect{Status: 302, From: "https://wire.example/go?to=evil", To: "https://evil.example/x"}),
			"https://evil.example/x", "evil.example",
			[]string{"https://wire.example/go?to=evil"},
		},
		{
			"a part of its own site", page("https://amp.wire.example/a", "text/html", storyPage(canonical("https://wire.example/a"))),
			"https://wire.example/a", "wire.example",
			[]string{"https://amp.wire.example/a", "https://wire.example/a?s=1"},
		},
	} {
		items := Items(tt.resp)
		if len(items) != 1 || items[0].Article == nil {
			t.Errorf("%s: %+v", tt.name, items)
			continue
		}
		a := items[0].Article
		aliases := slices.Sorted(slices.Values(a.Aliases))
		aliases = slices.DeleteFunc(aliases, func(s string) bool { return strings.Contains(s, "utm=") })
		if a.URL != tt.url || a.Source != tt.source || !slices.Equal(aliases, tt.aliases) {
			t.Errorf("%s: url %q, source %q, aliases %q", tt.name, a.URL, a.Source, aliases)
		}
	}
}

// TestOnlyOwnRecords refuses records of other sites in what nobody asked for.
func TestOnlyOwnRecords(t *testing.T) {
	resp := page("https://evil.example/x.jsonl", "application/x-ndjson", `{"url":"https://wire.example/a","headline":"Bridge open","text":"The bridge is open."}
{"url":"https://www.evil.example/b","headline":"Bridge","text":"The bridge is closed."}
`)
	items := Items(resp)
	if len(items) != 2 || items[0].Article == nil || items[0].Article.URL != "https://wire.example/a" {
		t.Fatalf("who asks for records gets them: %+v", items)
	}
	OnlyOwn(items, resp)
	var foreign *ForeignError
	if !errors.As(items[0].Err, &foreign) || items[0].Article != nil || !strings.Contains(items[0].Err.Error(), "https://wire.example/a") {
		t.Errorf("the record of another site: %+v", items[0])
	}
	if items[1].Err != nil || items[1].Article == nil {
		t.Errorf("the site's own record: %v", items[1].Err)
	}
}
