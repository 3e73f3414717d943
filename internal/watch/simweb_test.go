package watch

import (
	"fmt"
	"hash/fnv"
	"html"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/encoding/charmap"
)

// The simulated web is a function of time: what each outlet shows at a moment
// depends on nothing else, so that a process that is killed leaves no state.

// simStart is when the simulation begins.
var simStart = time.Date(2024, 5, 1, 6, 0, 0, 0, time.UTC)

// outletKind says what is peculiar about an outlet.
type outletKind int

const (
	plainOutlet outletKind = iota
	sitemapOutlet
	frontOutlet
	slowOutlet    // every answer takes 20 s
	failingOutlet // answers 500 now and then
	busyOutlet    // answers 429 with Retry-After now and then
	latinOutlet   // ISO 8859-1
	shortOutlet   // the feed drops items after three
	strictOutlet  // robots.txt forbids a folder and asks for 10 s
	silentOutlet  // breaks off every connection for some hours
	outletKinds
)

const (
	slowTime   = 20 * time.Second
	crawlDelay = 10 * time.Second
)

type outlet struct {
	n        int
	host     string
	kind     outletKind
	articles []*simArticle
	also     []*outlet // whose articles its feed lists as well
}

// articleKind says what becomes of an article.
type articleKind int

const (
	neverEdited articleKind = iota
	editedOnce
	reverted
	headlineTested
	updatedOften
	movedAway  // to another address, by a permanent redirect, and edited there
	goneAway   // 404
	botWalled  // a bot check in its place, for a while
	softGone   // a page that says "not found" with status 200, for a while
	unreliable // edited, and gone for a moment
	articleKinds
)

type simArticle struct {
	outlet    *outlet
	n         int
	kind      articleKind
	versions  []version // in order; the first is its publication
	from, to  time.Time // of what befalls it by its kind
	published time.Time
}

// version is a state of an article, from a time on.
type version struct {
	at       time.Time
	content  int
	headline int
}

// newWeb makes outlets with articles published in the first part of a span.
func newWeb(outlets, articles int, span time.Duration) []*outlet {
	var web []*outlet
	for n := range outlets {
		o := &outlet{n: n, host: fmt.Sprintf("www.outlet%d.example", n), kind: outletKind(n) % outletKinds}
		for k := range articles {
			rnd := rand.New(rand.NewPCG(uint64(n), uint64(k)))
			o.articles = append(o.articles, newSimArticle(o, k, rnd, span))
		}
		slices.SortFunc(o.articles, func(a, b *simArticle) int { return a.published.Compare(b.published) })
		web = append(web, o)
	}
	for _, n := range []int{1, 4, 9} { // two lists lead to their pages
		if web[0].kind == plainOutlet && n < len(web) {
			web[0].also = append(web[0].also, web[n])
		}
	}
	return web
}

func newSimArticle(o *outlet, n int, rnd *rand.Rand, span time.Duration) *simArticle {
	between := func(min, max time.Duration) time.Duration {
		return (min + time.Duration(rnd.Int64N(int64(max-min)))).Truncate(time.Second)
	}
	a := &simArticle{outlet: o, n: n, kind: articleKind(n) % articleKinds, published: simStart.Add(between(0, span/2))}
	at, v := a.published, version{at: a.published}
	add := func(wait time.Duration, content, headline int) {
		at = at.Add(wait)
		v = version{at: at, content: content, headline: headline}
		a.versions = append(a.versions, v)
	}
	add(0, 0, 0)
	switch a.kind {
	case editedOnce, unreliable:
		add(between(5*time.Minute, 5*time.Hour), 1, 0)
	case reverted:
		add(between(30*time.Minute, 2*time.Hour), 1, 0)
		add(between(30*time.Minute, 2*time.Hour), 0, 0)
	case headlineTested:
		for i := range 4 {
			add(25*time.Minute, 0, (i+1)%2)
		}
	case updatedOften:
		for i := range 4 {
			add(between(10*time.Minute, 3*time.Hour), i+1, i/2)
		}
	case movedAway:
		a.from = at.Add(between(time.Hour, 3*time.Hour))
		add(a.from.Sub(at)+between(time.Hour, 2*time.Hour), 1, 0)
	}
	switch a.kind {
	case goneAway:
		a.from, a.to = at.Add(between(2*time.Hour, 5*time.Hour)), simStart.Add(1000*time.Hour)
	case botWalled, softGone:
		a.from = at.Add(between(2*time.Hour, 3*time.Hour))
		a.to = a.from.Add(3 * time.Hour)
	case unreliable:
		a.from = at.Add(between(20*time.Minute, time.Hour))
		a.to = a.from.Add(10 * time.Minute)
	}
	return a
}

// shows returns the version that stands at a time; false before publication.
func (a *simArticle) shows(t time.Time) (version, bool) {
	for i := len(a.versions) - 1; i >= 0; i-- {
		if !t.Before(a.versions[i].at) {
			return a.versions[i], true
		}
	}
	return version{}, false
}

func (a *simArticle) struck(t time.Time) bool { return !t.Before(a.from) && t.Before(a.to) }

func (a *simArticle) path() string { return fmt.Sprintf("/2024/05/%05d-council-report", 10000+a.n) }

func (a *simArticle) newPath() string { return "/archive" + a.path() }

func (a *simArticle) url() string { return "http://" + a.outlet.host + a.path() }

// The words of the articles: each pair of numbers makes a text of its own.
var (
	places  = []string{"Harbourton", "Millbrook", "Easton", "Granvale", "Fernley", "Ashford Bay", "Kirkwell"}
	things  = []string{"bridge", "reservoir", "market hall", "tram line", "sea wall", "library", "power station"}
	persons = []string{"Ann Lee", "Raj Patel", "Maria Ortiz", "Jon Becker", "Ada Novak"}
)

func pick(list []string, a *simArticle, salt int) string {
	h := fnv.New32a()
	fmt.Fprintf(h, "%d/%d/%d", a.outlet.n, a.n, salt)
	return list[int(h.Sum32())%len(list)]
}

// headline of a version.
func (a *simArticle) headline(v version) string {
	verb := []string{"Council delays work on", "Council stops work on"}[v.headline]
	return fmt.Sprintf("%s %s in %s, report %d", verb, pick(things, a, 1), pick(places, a, 2), a.n)
}

// paragraphs of a version. The number of pages tells contents apart.
func (a *simArticle) paragraphs(v version) []string {
	thing, place, who := pick(things, a, 1), pick(places, a, 2), pick(persons, a, 3)
	return []string{
		fmt.Sprintf("The council of %s decided on Wednesday that work on the %s will not go on as planned. The report has %d pages.", place, thing, 100+v.content),
		fmt.Sprintf("Engineers had warned for months that the ground below the %s was too wet. “We cannot build on this,” said %s, who leads the works department.", thing, who),
		fmt.Sprintf("The café opposite the site, number %d on the street, has lost half of its guests since the fence was put up. Its owner hopes for an early end of the works.", 10+a.n),
		"The council will meet again next month. Until then the site stays closed, and the buses take another way through the old town.",
	}
}

// requestLog takes each request at the time at which it came.
type requestLog func(t time.Time, host, path string)

// simServer answers for the whole web.
type simServer struct {
	clock  *simClock
	log    requestLog
	byHost map[string]*outlet
	byPath map[string]*simArticle // host and path
}

func newSimServer(web []*outlet, clock *simClock, log requestLog) *simServer {
	s := &simServer{clock: clock, log: log, byHost: map[string]*outlet{}, byPath: map[string]*simArticle{}}
	for _, o := range web {
		s.byHost[o.host] = o
		for _, a := range o.articles {
			s.byPath[o.host+a.path()], s.byPath[o.host+a.newPath()] = a, a
		}
	}
	return s
}

// outage reports whether an outlet that fails now and then does so: half an hour
// in every four.
func (o *outlet) outage(t time.Time) (until time.Time, down bool) {
	length := 30 * time.Minute
	switch o.kind {
	case failingOutlet, busyOutlet:
	case silentOutlet:
		length = time.Hour
	default:
		return t, false
	}
	const period = 4 * time.Hour
	since := (t.Sub(simStart) + time.Duration(o.n)*time.Minute) % period
	start := 2 * time.Hour
	if since < start || since >= start+length {
		return t, false
	}
	return t.Add(start + length - since), true
}

func (s *simServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := s.clock.Now()
	s.log(now, r.Host, r.URL.Path)
	o := s.byHost[r.Host]
	if o == nil {
		http.NotFound(w, r)
		return
	}
	if o.kind == slowOutlet {
		_ = s.clock.Sleep(r.Context(), slowTime)
	}
	if until, down := o.outage(now); down {
		switch o.kind {
		case failingOutlet:
			http.Error(w, "oops", http.StatusInternalServerError)
		case busyOutlet:
			w.Header().Set("Retry-After", fmt.Sprint(int(until.Sub(now)/time.Second)+1))
			http.Error(w, "busy", http.StatusTooManyRequests)
		case silentOutlet:
			panic(http.ErrAbortHandler)
		}
		return
	}
	switch r.URL.Path {
	case "/robots.txt":
		if o.kind != strictOutlet {
			http.NotFound(w, r)
			return
		}
		fmt.Fprintf(w, "User-agent: *\nDisallow: /private\nCrawl-delay: %d\n", int(crawlDelay/time.Second))
	case "/feed":
		o.feed(w, now)
	case "/sitemap.xml":
		o.sitemap(w, now)
	case "/":
		o.front(w, now)
	default:
		if a := s.byPath[r.Host+r.URL.Path]; a != nil {
			a.serve(w, r, now)
			return
		}
		http.NotFound(w, r)
	}
}

// lists returns how many articles the list of an outlet has, its newest ones.
func (o *outlet) lists() int {
	switch o.kind {
	case shortOutlet:
		return 3
	case sitemapOutlet:
		return 1000
	}
	return 12
}

// leaves returns when an article is no more on its outlet's list; the zero Time:
// it stays there.
func (a *simArticle) leaves() time.Time {
	newer := 0
	for _, other := range a.outlet.articles { // in the order of publication
		if other.published.After(a.published) {
			if newer++; newer == a.outlet.lists() {
				return other.published
			}
		}
	}
	return time.Time{}
}

// listed returns the articles that a list of so many shows, newest first.
func (o *outlet) listed(now time.Time, most int) []*simArticle {
	var list []*simArticle
	for _, a := range slices.Backward(o.articles) {
		if !a.published.After(now) && len(list) < most {
			list = append(list, a)
		}
	}
	return list
}

func (o *outlet) feed(w http.ResponseWriter, now time.Time) {
	most := o.lists()
	w.Header().Set("Content-Type", "application/rss+xml")
	io.WriteString(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><link>http://`+o.host+`/</link>`)
	if o.kind == strictOutlet {
		fmt.Fprintf(w, "<item><title>Not for you</title><link>http://%s/private/12345-not-for-machines</link></item>", o.host)
	}
	for _, a := range o.listed(now, most) {
		v, _ := a.shows(now)
		fmt.Fprintf(w, "<item><title>%s</title><link>%s</link><pubDate>%s</pubDate></item>",
			html.EscapeString(a.headline(v)), a.url(), a.published.Format(time.RFC1123Z))
	}
	for _, other := range o.also {
		for _, a := range other.listed(now, other.lists()) {
			fmt.Fprintf(w, "<item><title>Elsewhere</title><link>%s</link></item>", a.url())
		}
	}
	io.WriteString(w, "</channel></rss>")
}

func (o *outlet) sitemap(w http.ResponseWriter, now time.Time) {
	w.Header().Set("Content-Type", "application/xml")
	io.WriteString(w, `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
	for _, a := range o.listed(now, o.lists()) {
		fmt.Fprintf(w, "<url><loc>%s</loc><lastmod>%s</lastmod></url>", a.url(), a.published.Format(time.RFC3339))
	}
	io.WriteString(w, "</urlset>")
}

func (o *outlet) front(w http.ResponseWriter, now time.Time) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	io.WriteString(w, `<!doctype html><html><title>Outlet</title><body><a href="/about">About</a>`)
	for _, a := range o.listed(now, o.lists()) {
		v, _ := a.shows(now)
		fmt.Fprintf(w, `<h2><a href="%s?from=front#top">%s</a></h2>`, a.path(), html.EscapeString(a.headline(v)))
	}
	io.WriteString(w, "</body></html>")
}

// serve answers with an article as it stands.
func (a *simArticle) serve(w http.ResponseWriter, r *http.Request, now time.Time) {
	v, ok := a.shows(now)
	moved := a.kind == movedAway && !now.Before(a.from)
	switch {
	case !ok, a.kind == movedAway && !moved && r.URL.Path == a.newPath():
		http.NotFound(w, r)
		return
	case moved && r.URL.Path == a.path():
		http.Redirect(w, r, a.newPath(), http.StatusMovedPermanently)
		return
	case a.struck(now):
		a.strike(w, r)
		return
	}
	page := a.page(v, r.URL.Path)
	if a.outlet.n%2 == 0 {
		h := fnv.New64a()
		io.WriteString(h, page)
		tag := fmt.Sprintf(`"%x"`, h.Sum64())
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	} else { // other bytes each time, as advertisements make them
		page = strings.Replace(page, "</body>", fmt.Sprintf("<!-- %d --></body>", now.UnixNano()), 1)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if a.outlet.kind == latinOutlet {
		w.Header().Set("Content-Type", "text/html; charset=iso-8859-1")
		page, _ = charmap.Windows1252.NewEncoder().String(page)
	}
	io.WriteString(w, page)
}

// strike answers with what stands in the article's place.
func (a *simArticle) strike(w http.ResponseWriter, r *http.Request) {
	switch a.kind {
	case botWalled:
		io.WriteString(w, "<!doctype html><html><head><title>Just a moment...</title></head><body><p>Verify you are human by completing the action below.</p></body></html>")
	case softGone:
		io.WriteString(w, "<!doctype html><html><head><title>Page not found</title></head><body><h1>Page not found</h1><p>The page you are looking for does not exist.</p></body></html>")
	default:
		http.NotFound(w, r)
	}
}

func (a *simArticle) page(v version, path string) string {
	var sb strings.Builder
	head := html.EscapeString(a.headline(v))
	fmt.Fprintf(&sb, `<!doctype html><html lang="en"><head><title>%s</title><link rel="canonical" href="http://%s%s">`, head, a.outlet.host, path)
	fmt.Fprintf(&sb, `<meta property="og:type" content="article"><meta property="article:published_time" content="%s"></head>`, a.published.Format(time.RFC3339))
	fmt.Fprintf(&sb, `<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>%s</h1>`, head)
	for _, p := range a.paragraphs(v) {
		fmt.Fprintf(&sb, "<p>%s</p>", html.EscapeString(p))
	}
	sb.WriteString(`</article><footer><p>Imprint</p></footer></body></html>`)
	return sb.String()
}
