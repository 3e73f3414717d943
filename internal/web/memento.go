package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/news"
)

// The addresses of Memento (RFC 7089); an original's address follows each.
const (
	timegatePath    = "/timegate/"
	timemapLink     = "/timemap/link/"
	timemapJSON     = "/timemap/json/"
	mementoPath     = "/memento/"
	mementoDigits   = "20060102150405"
	maxMementos     = 5000
	originalAddress = "original"
)

func isMemento(path string) bool {
	return slices.ContainsFunc([]string{timegatePath, timemapLink, timemapJSON, mementoPath},
		func(p string) bool { return strings.HasPrefix(path, p) })
}

// memento answers the requests of Memento clients. The request is read as it
// was sent: an address in an address has a double slash.
func (s *Server) memento(ctx context.Context, r *http.Request) (reply, error) {
	uri := r.RequestURI
	for path, do := range map[string]func(context.Context, *http.Request, string) (reply, error){
		timegatePath: s.timegate, timemapLink: s.timemapLink, timemapJSON: s.timemapJSON, mementoPath: s.mementoAt,
	} {
		if rest, ok := strings.CutPrefix(uri, path); ok {
			return do(ctx, r, rest)
		}
	}
	return reply{}, notFound("no page %q here", r.URL.Path)
}

// mementos returns the revisions of an original, oldest first, one for each
// second. Of one that cannot be read it has what the catalog knows: that there is
// a text of that moment stays true, and its address says what is wrong.
func (s *Server) mementos(ctx context.Context, original string) ([]news.Revision, error) {
	if !strings.HasPrefix(original, "http://") && !strings.HasPrefix(original, "https://") {
		original = "http://" + strings.TrimPrefix(strings.TrimPrefix(original, "http:/"), "https:/")
	}
	story, err := s.archive.Story(ctx, original)
	if err != nil {
		return nil, err
	}
	var revs []news.Revision
	for rev, err := range s.archive.Log(ctx, archive.Filter{Story: story.ID, Reverse: true}) {
		if g, ok := gapOf(nil, err); ok {
			rev = news.Revision{Story: g.Story, Number: g.Number, Commit: g.Commit, Captured: g.Captured}
		} else if err != nil {
			return nil, err
		}
		if n := len(revs); n > 0 && revs[n-1].Captured.Equal(rev.Captured) {
			revs[n-1] = rev
			continue
		}
		if len(revs) == maxMementos {
			return nil, &join.LimitError{Limit: maxMementos}
		}
		revs = append(revs, rev)
	}
	return revs, nil
}

// nearest returns the index of the memento that is nearest to a time.
func nearest(revs []news.Revision, t time.Time) int {
	i, _ := slices.BinarySearchFunc(revs, t, func(r news.Revision, t time.Time) int { return r.Captured.Compare(t) })
	switch {
	case i == len(revs):
		return i - 1
	case i > 0 && t.Sub(revs[i-1].Captured) < revs[i].Captured.Sub(t):
		return i - 1
	}
	return i
}

// readable returns the index of the memento that can be read and is nearest in the
// list to one, the earlier of two; that one itself where none can.
func readable(revs []news.Revision, at int) int {
	for d := range revs {
		for _, i := range []int{at - d, at + d} {
			if i >= 0 && i < len(revs) && revs[i].Blob != "" {
				return i
			}
		}
	}
	return at
}

// timegate sends a client to the memento nearest to the time that it asks for
// (RFC 7089, 4.1.1, pattern 2.1).
func (s *Server) timegate(ctx context.Context, r *http.Request, original string) (reply, error) {
	revs, err := s.mementos(ctx, original)
	if err != nil {
		return reply{}, err
	}
	at := len(revs) - 1
	if asked := r.Header.Get("Accept-Datetime"); asked != "" {
		t, err := http.ParseTime(asked)
		if err != nil {
			return reply{}, &badRequest{fmt.Sprintf("Accept-Datetime %q is no date as in RFC 1123", asked)}
		}
		at = nearest(revs, t)
	}
	at = readable(revs, at)
	p := redirect(mementoURL(base(r), &revs[at], original))
	p.header["Vary"] = "accept-datetime"
	p.header["Link"] = strings.Join(s.links(base(r), original, revs, at), ", ")
	return p, nil
}

// mementoURL returns the address of a memento: 14 digits and the original.
func mementoURL(site string, rev *news.Revision, original string) string {
	return site + mementoPath + rev.Captured.UTC().Format(mementoDigits) + "/" + original
}

func httpDate(t time.Time) string { return t.UTC().Format(http.TimeFormat) }

// link is an entry of a Link header and of a TimeMap.
func link(target, rel string, attributes ...string) string {
	target = strings.NewReplacer("<", "%3C", ">", "%3E", " ", "%20", `"`, "%22").Replace(target)
	out := "<" + target + `>; rel="` + rel + `"`
	for i := 0; i+1 < len(attributes); i += 2 {
		out += "; " + attributes[i] + `="` + attributes[i+1] + `"`
	}
	return out
}

// links returns the Link header of a memento or of the gate to it.
func (s *Server) links(site, original string, revs []news.Revision, at int) []string {
	out := frameLinks(site, original)
	seen := map[int]bool{}
	for _, i := range []int{0, at - 1, at, at + 1, len(revs) - 1} {
		if i < 0 || i >= len(revs) || seen[i] {
			continue
		}
		seen[i] = true
		out = append(out, link(mementoURL(site, &revs[i], original), mementoRel(i, at, len(revs)), "datetime", httpDate(revs[i].Captured)))
	}
	return out
}

// frameLinks are the links that every Memento answer has.
func frameLinks(site, original string) []string {
	return []string{
		link(original, originalAddress),
		link(site+timegatePath+original, "timegate"),
		link(site+timemapLink+original, "timemap", "type", "application/link-format"),
	}
}

// mementoRel names the relation of the i-th of n mementos to the one at a place.
func mementoRel(i, at, n int) string {
	var rel []string
	if i == 0 {
		rel = append(rel, "first")
	}
	if i == n-1 {
		rel = append(rel, "last")
	}
	if i == at-1 {
		rel = append(rel, "prev")
	}
	if i == at+1 {
		rel = append(rel, "next")
	}
	return strings.Join(append(rel, "memento"), " ")
}

// mementoHeaders are those of a revision's own page.
func mementoHeaders(site string, rev *news.Revision) map[string]string {
	return map[string]string{
		"Memento-Datetime": httpDate(rev.Captured),
		"Link":             strings.Join(frameLinks(site, rev.URL), ", "),
	}
}

// timemapLink lists all mementos of an original (RFC 7089, 5).
func (s *Server) timemapLink(ctx context.Context, r *http.Request, original string) (reply, error) {
	revs, err := s.mementos(ctx, original)
	if err != nil {
		return reply{}, err
	}
	site := base(r)
	lines := []string{
		link(original, originalAddress),
		link(site+timemapLink+original, "self", "type", "application/link-format",
			"from", httpDate(revs[0].Captured), "until", httpDate(revs[len(revs)-1].Captured)),
		link(site+timegatePath+original, "timegate"),
	}
	for i := range revs {
		lines = append(lines, link(mementoURL(site, &revs[i], original), mementoRel(i, -2, len(revs)), "datetime", httpDate(revs[i].Captured)))
	}
	return reply{contentType: "application/link-format", body: []byte(strings.Join(lines, ",\n") + "\n")}, nil
}

// timemap is a TimeMap in the JSON form that MemGator gave it.
type timemap struct {
	Original string            `json:"original_uri"`
	Self     string            `json:"self"`
	Gate     string            `json:"timegate_uri"`
	Maps     map[string]string `json:"timemap_uri"`
	Mementos struct {
		First timemapEntry   `json:"first"`
		Last  timemapEntry   `json:"last"`
		List  []timemapEntry `json:"list"`
	} `json:"mementos"`
}

type timemapEntry struct {
	Datetime time.Time `json:"datetime"`
	URI      string    `json:"uri"`
}

func (s *Server) timemapJSON(ctx context.Context, r *http.Request, original string) (reply, error) {
	revs, err := s.mementos(ctx, original)
	if err != nil {
		return reply{}, err
	}
	site := base(r)
	doc := timemap{Original: original, Self: site + timemapJSON + original, Gate: site + timegatePath + original, Maps: map[string]string{
		"link_format": site + timemapLink + original, "json_format": site + timemapJSON + original,
	}}
	for i := range revs {
		doc.Mementos.List = append(doc.Mementos.List, timemapEntry{revs[i].Captured, mementoURL(site, &revs[i], original)})
	}
	doc.Mementos.First, doc.Mementos.Last = doc.Mementos.List[0], doc.Mementos.List[len(revs)-1]
	return jsonReply(doc, "")
}

// mementoAt answers with the memento at 14 digits: the latest one seen by then.
func (s *Server) mementoAt(ctx context.Context, r *http.Request, rest string) (reply, error) {
	digits, original, ok := strings.Cut(rest, "/")
	n := min(len(digits), len(mementoDigits))
	t, err := time.Parse(mementoDigits[:n], digits)
	if !ok || err != nil || n < 4 {
		return reply{}, &badRequest{"a memento's address is /memento/, 14 digits, / and the original's address"}
	}
	revs, err := s.mementos(ctx, original)
	if err != nil {
		return reply{}, err
	}
	if n < len(mementoDigits) { // as other archives have it: the nearest to a year, a month, a day
		return redirect(mementoURL(base(r), &revs[readable(revs, nearest(revs, t))], original)), nil
	}
	at, _ := slices.BinarySearchFunc(revs, t, func(r news.Revision, t time.Time) int { return r.Captured.Compare(t) })
	if at == len(revs) || !revs[at].Captured.Equal(t) {
		if at = max(at-1, 0); !revs[at].Captured.Equal(t) {
			return redirect(mementoURL(base(r), &revs[at], original)), nil
		}
	}
	rev := revs[at]
	if rev.Blob == "" { // why it could not be read
		if rev, err = s.archive.Resolve(ctx, revisionName(rev.Story, rev.Number)); err != nil {
			return reply{}, err
		}
	}
	p, err := s.revisionPage(ctx, r, rev, clockTime(t))
	if err != nil {
		return reply{}, err
	}
	p.header = map[string]string{
		"Memento-Datetime": httpDate(revs[at].Captured),
		"Link":             strings.Join(s.links(base(r), original, revs, at), ", "),
	}
	return p, nil
}
