package fetch

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRobots(t *testing.T) {
	tests := []struct {
		name    string
		file    string
		allowed []string
		refused []string
	}{
		{name: "empty file", allowed: []string{"/", "/a?b"}},
		{
			name:    "longest match wins",
			file:    "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c\n",
			allowed: []string{"/", "/a/b", "/a/b/d", "/b"},
			refused: []string{"/a", "/abc", "/a/c", "/a/b/c/d"},
		},
		{
			name:    "allow wins a tie",
			file:    "User-agent: *\nDisallow: /page\nAllow: /page\n",
			allowed: []string{"/page", "/pages"},
		},
		{
			name:    "own group replaces the general one",
			file:    "User-agent: *\nDisallow: /\n\nUser-agent: NewsArc\nDisallow: /private\n",
			allowed: []string{"/", "/story"},
			refused: []string{"/private/x"},
		},
		{
			name:    "groups of one name are joined",
			file:    "user-agent: newsarc\ndisallow: /a\nuser-agent: other\ndisallow: /\nuser-agent: newsarc\ndisallow: /b\n",
			allowed: []string{"/c"},
			refused: []string{"/a", "/b"},
		},
		{
			name:    "several names share rules, a version is no part of a name",
			file:    "User-agent: other\nUser-agent: newsarc/2.0\nDisallow: /x\n",
			refused: []string{"/x"},
			allowed: []string{"/y"},
		},
		{
			name:    "a longer name is another name",
			file:    "User-agent: newsarchive\nDisallow: /\n",
			allowed: []string{"/"},
		},
		{
			name:    "stars and ends",
			file:    "User-agent: *\nDisallow: /*.pdf$\nDisallow: /print/*/full\nDisallow: *session=\n",
			allowed: []string{"/a.pdfx", "/a.pdf?x=1", "/print/full"},
			refused: []string{"/a.pdf", "/x/y.pdf", "/print/1/2/fuller", "/a?session=3"},
		},
		{
			name:    "one spelling of paths",
			file:    "User-agent: *\nDisallow: /caf%c3%a9\nDisallow: /%7Eann\nDisallow: /ü\n",
			refused: []string{"/caf%C3%A9", "/café", "/~ann", "/%7eann", "/%c3%bc"},
			allowed: []string{"/cafe"},
		},
		{
			name:    "comments, carriage returns, byte order mark, unknown lines",
			file:    "\uFEFFUser-agent: * # all\r\rCrawl-delay: 2\rFoo: bar\rDisallow: /x # why\r",
			refused: []string{"/x"},
			allowed: []string{"/robots.txt", "/y"},
		},
		{
			name:    "characters that mean something, meant as they are",
			file:    "User-agent: *\nDisallow: /file-with-a-%2A.html\nDisallow: /price$list\nDisallow: /end%24$\n",
			refused: []string{"/file-with-a-*.html", "/file-with-a-%2a.html", "/price$list", "/price%24lists", "/end$", "/end%24"},
			allowed: []string{"/file-with-a-x.html", "/price", "/end", "/end$x"},
		},
		{
			name:    "an empty rule refuses nothing",
			file:    "User-agent: *\nDisallow:\n",
			allowed: []string{"/"},
		},
		{
			name:    "rules before any group are nobody's",
			file:    "Disallow: /\nUser-agent: *\nDisallow: /x\n",
			allowed: []string{"/y"},
			refused: []string{"/x"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := ParseRobots([]byte(tt.file), "newsarc")
			for want, paths := range map[bool][]string{true: tt.allowed, false: tt.refused} {
				for _, path := range paths {
					u, err := url.Parse("https://example.org" + path)
					if err != nil {
						t.Fatal(err)
					}
					if got := r.Allowed(u); got != want {
						t.Errorf("Allowed(%s) = %v, want %v", path, got, want)
					}
				}
			}
		})
	}
}

func TestRobotsDelayAndSitemaps(t *testing.T) {
	r := ParseRobots([]byte("Sitemap: https://example.org/news.xml\nUser-agent: *\nCrawl-delay: 1.5\nSitemap: https://example.org/b.xml\n"), "newsarc")
	if r.Delay != 1500*time.Millisecond {
		t.Errorf("delay is %v", r.Delay)
	}
	if diff := cmp.Diff([]string{"https://example.org/news.xml", "https://example.org/b.xml"}, r.Sitemaps); diff != "" {
		t.Error(diff)
	}
}

// FuzzRobots states that a rule without wildcards is a prefix match, whatever
// stands beside it, and that no file breaks the parser.
func FuzzRobots(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /*a*b$\n", "/xaxb")
	f.Fuzz(func(t *testing.T, file, path string) {
		u, err := url.Parse("https://example.org/" + url.PathEscape(path))
		if err != nil {
			return
		}
		ParseRobots([]byte(file), "newsarc").Allowed(u)
		only := ParseRobots(fmt.Appendf(nil, "User-agent: *\nDisallow: %s$\n", strings.ReplaceAll(u.EscapedPath(), "*", "%2A")), "newsarc")
		if only.Allowed(u) && u.EscapedPath() != "/robots.txt" && !strings.ContainsAny(path, "*$#") {
			t.Errorf("a rule with the path %q itself does not match it", u.EscapedPath())
		}
	})
}
