package html

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/news"
)

// addresses are where the pages of testdata are said to come from.
var addresses = map[string]string{"quake.html": "https://www.example.org/2024/05/01/quake-hits-coast?utm=x"}

// TestGolden reads each testdata/NAME.html and compares it with the stored form
// in NAME.md.
func TestGolden(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.html")
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(strings.TrimSuffix(name, ".html") + ".md")
			if err != nil {
				t.Fatal(err)
			}
			raw := ingest.Raw{Name: name, URL: addresses[filepath.Base(name)], Reader: bytes.NewReader(data)}
			it := slices.Collect(Decoder{}.Decode(raw))[0]
			if it.Err != nil {
				t.Fatal(it.Err)
			}
			if diff := cmp.Diff(string(want), string(news.Encode(it.Article))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if !bytes.Equal(it.Raw, data) || it.Ext != "html" || it.Quality != ingest.Whole {
				t.Errorf("capture or quality is wrong: %q %s", it.Quality, it.Reason)
			}
		})
	}
}

// TestTrace holds that each field says where it comes from, and what was passed
// over for it.
func TestTrace(t *testing.T) {
	data, err := os.ReadFile("testdata/quake.html")
	if err != nil {
		t.Fatal(err)
	}
	it, err := Article(string(data), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []ingest.Origin{
		{Field: "headline", From: "json-ld headline", Value: "Quake hits coast, at least 12 dead", Used: true},
		{Field: "headline", From: "meta og:title", Value: "Deadly quake: what we know"},
		{Field: "section", From: "meta article:section", Value: "Nation"},
		{Field: "dateline", From: "first paragraph", Value: "PORT ELBA, Norland (NP)", Used: true},
		{Field: "body", From: "main column", Value: "RELATED: Ministers fly to the coast"},
		{Field: "body", From: "main column", Value: "Ana Ruiz is a senior reporter who covers disasters for The Norland Post."},
	} {
		if !slices.Contains(it.Trace, want) {
			t.Errorf("trace lacks %+v", want)
		}
	}
	if t.Failed() {
		for _, o := range it.Trace {
			t.Logf("%+v", o)
		}
	}
}

// para is a paragraph of news for pages built in tests.
const para = "<p>The harbor of Port Elba reopened on Wednesday after a ship that had blocked it for two days was floated at noon, officials said.</p>"

func page(head, body string) string {
	return "<!doctype html><html><head>" + head + "</head><body>" + body + "</body></html>"
}

func TestQuality(t *testing.T) {
	story := strings.Repeat(para, 5)
	ld := func(fields string) string {
		return `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Harbor reopens"` + fields + `}</script>`
	}
	for _, test := range []struct {
		name, page, address string
		want                ingest.Quality
	}{
		{"article", page("<title>Harbor reopens</title>", story), "", ingest.Whole},
		{"short article", page("<title>Harbor reopens</title>", "<h1>Harbor reopens</h1>"+para), "", ingest.Whole},
		{"article on robots", page("<title>Are you a robot? How captchas fail</title>", "<h1>Are you a robot? How captchas fail</h1>"+strings.Repeat(story, 3)), "", ingest.Whole},
		{"article on cookies", page("<title>Court rules on cookie consent</title>"+ld(""), "<h1>Court rules on cookie consent</h1>"+strings.Repeat("<p>The court said that consent to cookies must be free, and that privacy is a right which no web site may sell to its partners.</p>", 4)), "", ingest.Whole},
		{"article on a missing page", page("<title>Missing page of the diary not found, police say</title>"+ld(""), story), "", ingest.Whole},
		{"soft 404", page("<title>Page not found | The Norland Post</title>", "<h1>Page not found</h1><p>Sorry, the page you are looking for does not exist. Try our search, or go back to the front page of the site.</p>"), "", ingest.NotFound},
		{"404 by text", page("<title>The Norland Post</title>", "<h2>The Norland Post</h2><p>We can't find the page you were looking for. It may have been moved, or you may have mistyped the address in your browser.</p>"), "", ingest.NotFound},
		{"expired", page("<title>The Norland Post</title>", "<p>This article is no longer available. It has been removed from our site because the licence of the agency has expired.</p>"), "", ingest.NotFound},
		{"browser check", page("<title>Just a moment...</title>", "<p>Checking if the site connection is secure. Enable JavaScript and cookies to continue.</p>"), "", ingest.BotPage},
		{"access denied", page("<title>Access Denied</title>", "<h1>Access Denied</h1><p>You don't have permission to access this page on this server. Reference #18.1a2b3c4d.1700000000.5e6f7a8b</p>"), "", ingest.BotPage},
		{"captcha without text", page("<title>example.org</title>", `<iframe src="https://geo.captcha-delivery.com/captcha/"></iframe><p>Please enable JS</p>`), "", ingest.BotPage},
		{"consent", page("<title>Before you continue</title>", "<p>We and our partners use cookies to personalise content and ads. By clicking Accept all you consent to this use of your personal data.</p>"), "", ingest.Consent},
		{"consent by text", page("<title>The Norland Post</title>", "<h1>Welcome</h1><p>With your consent, we and our 812 partners use cookies to store personal data. You may accept all cookies, reject all cookies, or manage settings of your privacy choices at any time, except for legitimate interest.</p>"), "", ingest.Consent},
		{"paywall declared", page("<title>Harbor reopens</title>"+ld(`,"isAccessibleForFree":"False"`), para+"<p>The ship, the Norland Star, ran...</p><div>Subscribe to continue reading</div>"), "", ingest.Paywall},
		{"paywall seen", page("<title>Harbor reopens</title>", "<h1>Harbor reopens</h1>"+para+"<p>The ship, which is called the Norland Star and belongs to…</p><div>Already a subscriber? Sign in</div>"), "", ingest.Paywall},
		{"paywalled, and yet all there", page("<title>Harbor reopens</title>"+ld(`,"isAccessibleForFree":false`), strings.Repeat(story, 4)), "", ingest.Whole},
		{"cut in a tag", "<!doctype html><html><head><title>Harbor reopens</title></head><body><h1>Harbor reopens</h1>" + story + `<p class="a`, "", ingest.Truncated},
		{"cut in a sentence", "<!doctype html><html><head><title>Harbor reopens</title></head><body><h1>Harbor reopens</h1>" + story + `<p>The ship, which had been waiting outside the port since Monday, was`, "", ingest.Truncated},
		{"no end tags", "<!doctype html><html><head><title>Harbor reopens</title></head><body><h1>Harbor reopens</h1>" + story, "", ingest.Whole},
		{"front page", page(`<title>The Norland Post</title><meta property="og:url" content="https://example.org/"><meta property="og:type" content="website">`, para), "https://example.org/2024/harbor", ingest.FrontPage},
	} {
		t.Run(test.name, func(t *testing.T) {
			it, err := Article(test.page, test.address)
			if it.Quality != test.want {
				t.Errorf("got %q (%s), want %q", it.Quality, it.Reason, test.want)
			}
			var q *ingest.QualityError
			partial := test.want == ingest.Whole || test.want == ingest.Paywall || test.want == ingest.Truncated
			if errors.As(err, &q) == partial || (it.Article != nil) != partial {
				t.Errorf("article %v, error %v", it.Article != nil, err)
			}
			dec := slices.Collect(Decoder{}.Decode(ingest.Raw{Reader: strings.NewReader(test.page), URL: test.address}))[0]
			if (dec.Err == nil) != (test.want == ingest.Whole) || len(dec.Raw) == 0 {
				t.Errorf("as a file: error %v, capture of %d bytes", dec.Err, len(dec.Raw))
			}
			if (test.want == ingest.Whole) != (it.Reason == "") {
				t.Errorf("reason is %q", it.Reason)
			}
		})
	}
}

func TestTooMuch(t *testing.T) {
	for name, test := range map[string]struct{ page, err string }{
		"large":      {strings.Repeat("x", maxPage+1), "page is larger than 5 MB"},
		"many tags":  {strings.Repeat("<br>", maxTags+1), "page has more than 60000 tags"},
		"nested":     {strings.Repeat("<div>", maxTags), "page cannot be parsed: html: open stack of elements exceeds 512 nodes"},
		"no article": {page("<title>x</title>", ""), "page holds no article"},
	} {
		if _, err := Article(test.page, ""); err == nil || err.Error() != test.err {
			t.Errorf("%s: got %v, want %s", name, err, test.err)
		}
	}
}

// TestMarkedLiveBlog holds that a live blog which only its markup shows is read as
// its entries, and that lists which look alike are not.
func TestMarkedLiveBlog(t *testing.T) {
	entry := func(tag, id, class, clock, heading, text string) string {
		return "<" + tag + ` id="` + id + `" class="` + class + `"><time datetime="` + clock + `">10.05</time>` + heading +
			`<p class="byline">By Raj Patel</p><p>` + text + `</p><ul><li><a href="#">Share</a></li></ul></` + tag + ">"
	}
	three := entry("article", "block-1", "block", "2024-05-01T10:05:00Z", "<h2>Port closed</h2>", "The port is closed, and ships wait outside, the harbour master says.") +
		entry("article", "block-2", "block", "2024-05-01T09:40:00Z", "", "Twelve people died and forty were hurt, the hospital of Port Elba says. Eight are children.") +
		entry("article", "block-3", "block", "2024-05-01T09:10:00Z", "<h2>Trains stop</h2>", "No trains run on the coast until the tracks have been looked at, the railway says.")
	prose := strings.Repeat("<p>A strong earthquake struck the coast on Wednesday, and officials said that it was the worst in decades.</p>", 4)
	for _, tt := range []struct {
		name, body string
		want       []string
	}{
		{"entries", `<h1>Quake: live</h1><div id="liveblog-body">` + three + `</div>`, []string{
			"https://example.org/quake/live#block-1|Port closed|By Raj Patel|2024-05-01T10:05:00Z|The port is closed, and ships wait outside, the harbour master says.",
			"https://example.org/quake/live#block-2|Twelve people died and forty were hurt, the hospital of Port Elba says.|By Raj Patel|2024-05-01T09:40:00Z|Twelve people died and forty were hurt, the hospital of Port Elba says. Eight are children.",
			"https://example.org/quake/live#block-3|Trains stop|By Raj Patel|2024-05-01T09:10:00Z|No trains run on the coast until the tracks have been looked at, the railway says.",
		}},
		{"two entries are none", `<h1>Quake</h1>` + prose + `<div class="live-updates">` + three[:strings.Index(three, `<article id="block-3"`)] + `</div>`, nil},
		{"comments", `<h1>Quake</h1>` + prose + `<div class="live-comments comments">` + strings.ReplaceAll(three, "block", "comment") + `</div>`, nil},
		{"other stories", `<h1>Quake</h1>` + prose + `<div class="latest">` + three + `</div>`, nil},
	} {
		var got []string
		doc := page(`<title>Quake: live</title><link rel="canonical" href="https://example.org/quake/live">`, tt.body)
		for it := range (Decoder{}).Decode(ingest.Raw{Name: "live.html", Reader: strings.NewReader(doc)}) {
			if it.Err != nil {
				t.Errorf("%s: %v", tt.name, it.Err)
				continue
			}
			if a := it.Article; a.ID != "" {
				got = append(got, strings.Join([]string{a.ID, a.Headline, a.Byline, a.Published.String(), a.Body.Text()}, "|"))
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestLiveBlog holds that each entry of a live blog is an article with an
// identifier that lasts.
func TestLiveBlog(t *testing.T) {
	blog := page(`<title>Quake: live</title><link rel="canonical" href="https://example.org/quake/live"><script type="application/ld+json">
{"@type":"LiveBlogPosting","headline":"Quake: live","author":{"name":"Ana Ruiz"},"liveBlogUpdate":[
{"@type":"BlogPosting","@id":"#e2","headline":"Port closed","datePublished":"2024-05-01T11:00:00Z","articleBody":"<p>The port is closed. Ships wait.</p><p>It may open on Friday.</p>"},
{"@type":"BlogPosting","url":"https://example.org/quake/live#e1","datePublished":"2024-05-01T10:00:00Z","author":{"name":"Raj Patel"},"articleBody":"Twelve people died &amp; forty were hurt."},
{"@type":"BlogPosting","url":"https://example.org/quake/live#e1","articleBody":"The same entry again."},
{"@type":"BlogPosting","headline":"No text"}]}</script>`, para)
	var got []string
	for it := range (Decoder{}).Decode(ingest.Raw{Name: "live.html", Reader: strings.NewReader(blog)}) {
		if it.Err != nil {
			t.Fatal(it.Err)
		}
		a := it.Article
		got = append(got, strings.Join([]string{a.ID, a.Headline, a.Byline, a.Published.String(), a.Body.Text()}, "|"))
	}
	want := []string{
		"https://example.org/quake/live#e2|Port closed|Ana Ruiz|2024-05-01T11:00:00Z|The port is closed. Ships wait.\n\nIt may open on Friday.",
		"https://example.org/quake/live#e1|Twelve people died & forty were hurt.|Raj Patel|2024-05-01T10:00:00Z|Twelve people died & forty were hurt.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMetadata(t *testing.T) {
	for _, test := range []struct {
		name, page, address string
		get                 func(*news.Article) string
		want                string
	}{
		{"headline completed by the visible one", page(`<script type="application/ld+json">{"@type":"Article","headline":"Harbor of Port Elba..."}</script>`, "<h1>Harbor of Port Elba reopens</h1>"+para), "", headlineOf, "Harbor of Port Elba reopens"},
		{"visible headline before the social one", page(`<title>Harbor reopens | Post</title><meta property="og:title" content="You won't believe this ship">`, "<h1>Harbor reopens</h1>"+para), "", headlineOf, "Harbor reopens"},
		{"site name off the title", page(`<title>Harbor reopens - The Post</title><meta property="og:site_name" content="The Post">`, para), "", headlineOf, "Harbor reopens"},
		{"hyphen kept in the title", page(`<title>Ship - and crew - saved</title>`, para), "", headlineOf, "Ship - and crew - saved"},
		{"first sentence stands in", page("", para), "", headlineOf, "The harbor of Port Elba reopened on Wednesday after a ship that had blocked it for two days was floated at noon, officials said."},
		{"entities in JSON-LD", page(`<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ship &amp;amp; crew &#8216;saved&#8217;"}</script>`, para), "", headlineOf, "Ship & crew ‘saved’"},
		{"article that the title names", page(`<title>Harbor reopens</title><script type="application/ld+json">[{"@type":"NewsArticle","headline":"Other news"},{"@type":"NewsArticle","headline":"Harbor reopens"}]</script>`, para), "", headlineOf, "Harbor reopens"},
		{"author of organisation", page(`<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Organization","name":"Norland Press"}}</script>`, para), "", bylineOf, "Norland Press"},
		{"author is no address", page(`<meta property="article:author" content="https://example.org/ruiz">`, `<span class="byline">By Ana Ruiz</span>`+para), "", bylineOf, "Ana Ruiz"},
		{"canonical of another page", page(`<link rel="canonical" href="https://example.org/">`, para), "https://example.org/harbor", urlOf, "https://example.org/harbor"},
		{"credentials are no address", page(`<link rel="canonical" href="https://u:p@example.org/harbor">`, para), "https://example.org/harbor", urlOf, "https://example.org/harbor"},
		{"language of the page", `<!doctype html><html lang="pt_BR"><body>` + para, "", func(a *news.Article) string { return a.Language }, "pt-BR"},
		{"no language", `<!doctype html><html lang="{{lang}}"><body>` + para, "", func(a *news.Article) string { return a.Language }, ""},
		{"time without zone is a day", page(`<meta property="article:published_time" content="2024-05-01 09:30:00">`, para), "", publishedOf, "2024-05-01"},
		{"bad date passed over", page(`<meta property="article:published_time" content="2024-02-30"><meta name="date" content="May 1, 2024">`, para), "", publishedOf, "2024-05-01"},
		{"time element", page("", `<time datetime="2024-05-01T09:30:00Z">today</time>`+para), "", publishedOf, "2024-05-01T09:30:00Z"},
	} {
		t.Run(test.name, func(t *testing.T) {
			it, err := Article(test.page, test.address)
			if err != nil {
				t.Fatal(err)
			}
			if got := test.get(it.Article); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestKept holds that sentences are text though they look like what stands
// around articles.
func TestKept(t *testing.T) {
	for _, s := range []string{
		"Photos from the scene showed a bus on fire.",
		"Video from the port showed ships adrift.",
		"Contact with the ship was lost at 3 a.m. on Monday.",
		"Like many users on Twitter, she was shocked.",
		"Copyright law is about to change, the minister said.",
		"The agent earns a commission of 5 percent on each sale.",
		"Join the army today, the poster said.",
		"Get the news out, she told them, and do it daily.",
		"Related charges were dropped in May.",
		"More on the talks is expected on Friday.",
		"The price rose by 12 percent (Source: the ministry said so, and nobody else did, in a statement that was published on Monday and withdrawn on Tuesday).",
		"Ana Ruiz was the first to see the wave.",
		"Subscribers to the service were told on Monday.",
		"Corrections officers went on strike.",
		"\"We ran.\"",
		"By Monday the water had fallen by two metres.",
		"Letters to the editor filled a page of the paper on Friday.",
		"Zum Thema Klima sagte er nichts.",
		"Lire aussi bien que son frère, c'est ce qu'il voulait.",
		"The score was 3 of 12.",
		"The talks end on Friday, 3 May 2024.",
		"References to the king were cut.",
	} {
		page := page("<title>Quake hits coast</title><meta name=author content='Bo Dale'>", "<h1>Quake hits coast</h1>"+para+para+"<p>"+s+"</p>"+para+para)
		it, err := Article(page, "")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(it.Article.Body.Text(), s) {
			t.Errorf("lost %q", s)
		}
	}
}

// TestKeptParts holds that parts of a text are text though they are built like
// what is not.
func TestKeptParts(t *testing.T) {
	about := "<p>The bridge was built in 1931, and nobody who crossed it then is alive to tell how the wind sang in its cables on winter nights.</p>"
	for name, test := range map[string]struct{ body, want string }{
		"a section about something": {para + para + "<h2>About the bridge</h2>" + about + "<h2>What comes next</h2>" + para, "winter nights"},
		"a company in the middle":   {para + "<h2>About Helvar</h2>" + strings.ReplaceAll(about, "The bridge", "Helvar") + "<h2>What comes next</h2>" + para, "winter nights"},
		"a link that never ends":    {`<a href="/more"><div>` + para + para + "</div><div>" + about + "</div>", "winter nights"},
		"items with buttons":        {para + strings.Repeat(`<div class="item"><h3>A lamp</h3><p>It shines all night.</p><p><a href="/buy">Buy it</a></p></div>`, 3) + para, "It shines all night."},
		"a first list":              {"<ul><li>Twelve dead</li><li>Forty hurt</li></ul>" + para + para, "Forty hurt"},
		"a first section":           {"<h2>Monday</h2>" + para + para + "<h2>Tuesday</h2>" + para + para, "Monday"},
		"times between entries":     {"<p>The first ship left the port at dawn on Monday, officials said.</p><div>May 3, 2024</div>" + para + "<div>May 4, 2024</div>" + about, "first ship"},
		"a rest that is folded":     {para + para + para + `<a href="#">Read more</a><div style="display:none">` + about + "</div>", "winter nights"},
	} {
		it, err := Article(page("<title>Bridge closed</title>", "<h1>Bridge closed</h1>"+test.body), "")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !strings.Contains(it.Article.Body.Text(), test.want) {
			t.Errorf("%s: lost %q:\n%s", name, test.want, it.Article.Body.Text())
		}
	}
}

func headlineOf(a *news.Article) string  { return a.Headline }
func bylineOf(a *news.Article) string    { return a.Byline }
func urlOf(a *news.Article) string       { return a.URL }
func publishedOf(a *news.Article) string { return a.Published.String() }

func TestDecodeCharset(t *testing.T) {
	for _, test := range []struct{ name, data, mediaType, want string }{
		{"UTF-8", "<p>Café", "", "<p>Café"},
		{"byte order mark", "\uFEFF<p>Café", "", "<p>Café"},
		{"declared in meta", "<meta charset=iso-8859-2><p>\xB3", "", "<meta charset=iso-8859-2><p>ł"},
		{"declared by the server", "<p>\xB3", "text/html; charset=iso-8859-2", "<p>ł"},
		{"not declared", "<p>Caf\xE9 \x93x\x94", "", "<p>Café “x”"},
		{"declared wrongly", "<meta charset=iso-8859-1><p>Café", "", "<meta charset=iso-8859-1><p>Café"},
		{"broken UTF-8", "<meta charset=utf-8><p>Über Caf\xE9", "", "<meta charset=utf-8><p>Über Caf\uFFFD"},
		{"declared as UTF-8, and never is", "<meta charset=utf-8><p>Caf\xE9 \x93x\x94", "", "<meta charset=utf-8><p>Café “x”"},
		{"UTF-16", "\xFF\xFE<\x00p\x00>\x00", "", "<p>"},
		{"Shift JIS", "<meta charset=shift_jis><p>\x93\xFA", "", "<meta charset=shift_jis><p>日"},
		{"NUL dropped", "<p>Ca\x00fe", "text/html; charset=utf-8", "<p>Cafe"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := decode([]byte(test.data), test.mediaType)
			if err != nil || got != test.want {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
		})
	}
}

func TestWhen(t *testing.T) {
	for s, want := range map[string]string{
		"2024-05-01T09:30:00+02:00":       "2024-05-01T09:30:00+02:00",
		"2024-05-01T09:30:00.123Z":        "2024-05-01T09:30:00Z",
		"2024-05-01T09:30:00+0200":        "2024-05-01T09:30:00+02:00",
		"2024-05-01T09:30+02:00":          "2024-05-01T09:30:00+02:00",
		"2024-05-01 09:30:00 UTC":         "2024-05-01T09:30:00Z",
		"Wed, 01 May 2024 09:30:00 +0200": "2024-05-01T09:30:00+02:00",
		"Wed, 1 May 2024 09:30:00 GMT":    "2024-05-01T09:30:00Z",
		"2024-05-01T09:30:00":             "2024-05-01",
		"2024-05-01":                      "2024-05-01",
		"20240501":                        "2024-05-01",
		"May 1, 2024":                     "2024-05-01",
		"1 May 2024":                      "2024-05-01",
		"05/01/2024":                      "2024-05-01",
		"2024-02-30":                      "",
		"0001-01-01T00:00:00Z":            "",
		"yesterday":                       "",
		"":                                "",
	} {
		got, _ := when(s)
		if got.String() != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
}

func FuzzArticle(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.html")
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data), "https://example.org/a")
	}
	f.Add(page("<title>Page not found</title>", para), "")
	f.Fuzz(func(t *testing.T, page, address string) {
		it, err := Article(strings.ToValidUTF8(page, ""), address)
		if err != nil {
			if it.Article != nil || strings.Contains(err.Error(), "\n") {
				t.Fatalf("article with error %q", err)
			}
			return
		}
		if err := it.Article.Validate(); err != nil {
			t.Fatalf("invalid article: %v", err)
		}
		back, err := news.Decode(news.Encode(it.Article))
		if err != nil || !back.Equal(it.Article) {
			t.Fatalf("does not survive the stored form: %v", err)
		}
	})
}
