package html

import (
	"fmt"
	"strings"
	"testing"
)

// TestHostile reads pages of up to a megabyte that are made to take long: four
// times as large they took from seconds to many minutes, where something was
// compared with all others of its kind, or looked at from each element below it.
// They are to be read in the time of a large page.
func TestHostile(t *testing.T) {
	repeat := func(n int, form string) string {
		var sb strings.Builder
		for i := range n {
			sb.WriteString(strings.ReplaceAll(form, "%", fmt.Sprint(i)))
		}
		return sb.String()
	}
	three := para + para + para
	for name, test := range map[string]struct{ head, body, err string }{
		"notices":                  {"", three + repeat(1_500, "<p>Correction: it was %, not % as we said.</p>"), ""},
		"short lines below":        {"", three + repeat(1_500, "<div>word</div>"), ""},
		"headings above":           {"", repeat(1_000, "<h3 class=a%>Word %</h3><p>w</p>") + three, ""},
		"pointers":                 {"", repeat(1_000, "<p>a b c d</p>") + three + repeat(1_000, "<h3>More news</h3><p>It was so here.</p>") + `<a href=x>x</a>`, ""},
		"lists of links":           {"", three + repeat(1_000, "<ul><li><a href=x>one two</a></li></ul>") + para, ""},
		"offers":                   {"", three + repeat(1_000, "<div class=b%><h3>Offer</h3><a href=x>Buy</a></div>"), ""},
		"buttons in one box":       {"", three + "<div>" + repeat(1_000, "<p>w</p><p><a href=x>Buy</a></p>") + "</div>", ""},
		"headings in headings":     {"", repeat(60, "<h1><div><h2><div>") + strings.Repeat("word ", 50_000), ""},
		"an id of half a megabyte": {"", "<div id='" + strings.Repeat("x", 1<<19) + "'>" + three + repeat(2_000, "<time>May 3, 2021</time>"), ""},
		"a class of one":           {"", "<div class='" + strings.Repeat("x ", 1<<18) + "'>" + three + repeat(2_000, "<p class=a>word</p>"), ""},
		"attributes":               {"", "<div " + repeat(10_000, "a%=b ") + ">" + three + repeat(1_000, "<time>May 3, 2021</time>"), ""},
		"titles":                   {"<meta property='og:title' content='" + strings.Repeat("word ", 40_000) + "'>" + repeat(100, `<script type="application/ld+json">{"@type":"Article","headline":"some thing %"}</script>`), three, ""},
		"separators":               {"<title>" + strings.Repeat("a - b: ", 20_000) + "</title>", three, ""},
		"deep prose":               {"", strings.Repeat("<div>", 500) + strings.Repeat(para, 600), ""},
		"deep nothing":             {"", strings.Repeat("<div>", 500) + strings.Repeat("<p>w</p>", 3_000), "page holds no article"},
		"open bold":                {"", repeat(1_000, "<b><p>word") + three, ""},
		"live":                     {`<script type="application/ld+json">{"@type":"LiveBlogPosting","url":"https://x.example/a","liveBlogUpdate":[{}` + repeat(2_000, `,{"url":"https://x.example/a#%","articleBody":"Word."}`) + `]}</script>`, three, ""},
	} {
		it, err := Article(page(test.head, test.body), "https://x.example/a")
		switch {
		case err == nil && test.err != "" || err != nil && err.Error() != test.err:
			t.Errorf("%s: got %v, want %q", name, err, test.err)
		case err == nil && len(it.Article.Notes) > maxNotes:
			t.Errorf("%s: %d notes", name, len(it.Article.Notes))
		}
	}
}
