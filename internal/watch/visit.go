package watch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/internal/answer"
	"github.com/newsarc/newsarc/internal/fetch"
)

// visit is one look at a page: a request, what came of it, and what the page is
// afterwards.
type visit struct {
	w       *Watcher
	host    *host
	wasSlow bool // counted as one to a slow host

	before page
	resp   *fetch.Response
	err    error
	at     time.Time // of the request
	hostAt time.Time // when the host may be asked again
	took   time.Duration
	size   int    // of what was received
	sha256 string // of the same; empty for an answer that is no page
	same   bool   // the bytes are those of the last time

	items []ingest.Item // of an article
	kind  Kind          // what the page turned out to be
	links []answer.Link // of a listing

	fails     int  // of the host, in a row, this one included
	recovered bool // the host failed before, and does no more

	outcomes []archive.Outcome // of the items that are articles, in order
	added    int               // of the outcomes: revisions
	after    *page             // nil: the visit came to nothing, the page is as before
	found    []*page           // pages that are new or to be looked at earlier
	handed   []handed          // links to pages of other parts
}

// run asks for the page, reads what comes, and hands itself to the plan.
func (v *visit) run(ctx context.Context) {
	w := v.w
	defer func() {
		if v.resp != nil {
			v.size, v.resp.Body = len(v.resp.Body), nil // the items have of it what is to be kept
		}
		w.answered <- v
	}()
	v.at = w.clock.Now()
	v.resp, v.err = w.client.Get(ctx, w.address(v.before.ask()), v.before.Validators)
	now := w.clock.Now()
	v.took = now.Sub(v.at)
	v.hostAt = w.client.Ready(v.before.ask())
	v.settleHost(now)
	w.count.request(v)
	v.kind = v.before.Kind
	if v.resp == nil {
		return
	}
	v.at = v.resp.Started
	if v.err != nil {
		if it, ok := answer.Gone(v.resp, v.err); ok && v.before.Kind == Article {
			v.items = []ingest.Item{it}
		}
		return
	}
	v.read(ctx)
}

// read reads a page, unless it is as it was.
func (v *visit) read(ctx context.Context) {
	if v.resp.NotModified {
		v.same = true
		return
	}
	sum := sha256.Sum256(v.resp.Body)
	v.sha256 = hex.EncodeToString(sum[:])
	if v.sha256 == v.before.SHA256 {
		v.same = true
		return
	}
	select {
	case v.w.decode <- struct{}{}:
		defer func() { <-v.w.decode }()
	case <-ctx.Done():
		v.err = ctx.Err()
		return
	}
	if v.kind == Auto {
		v.kind = answer.KindOf(v.resp)
	}
	if v.kind == Article {
		v.items = answer.Items(v.resp)
		if !v.w.isTarget(&v.before) { // somebody else named it
			answer.OnlyOwn(v.items, v.resp)
		}
		return
	}
	v.links, v.err = answer.Links(v.kind, v.resp)
}

// canceled reports whether the visit was broken off by the end of the watcher.
func (v *visit) canceled() bool { return errors.Is(v.err, context.Canceled) }

// settleHost notes how the host fares: one that does not answer, or says that it
// is too busy, is left alone for longer and longer, so that its trouble takes
// nobody's time. Until the plan has the visit back, the host is the visit's.
func (v *visit) settleHost(now time.Time) {
	h := v.host
	if v.canceled() {
		return
	}
	h.slow = v.took > slowAnswer
	if !v.hostFails() {
		v.recovered = h.fails > 0
		h.fails = 0
		return
	}
	h.fails++
	v.fails = h.fails
	wait := now.Add(backoff(h.fails))
	var status *fetch.StatusError
	if errors.As(v.err, &status) && status.RetryAfter.After(wait) {
		wait = status.RetryAfter
		if most := now.Add(dayWait); wait.After(most) {
			wait = most
		}
	}
	if wait.After(v.hostAt) {
		v.hostAt = wait
	}
}

// hostFails reports whether the error is about the host and not about the page.
func (v *visit) hostFails() bool {
	var status *fetch.StatusError
	var robots *fetch.RobotsError
	var network net.Error
	switch {
	case v.err == nil:
		return false
	case errors.As(v.err, &robots):
		return robots.Err != nil
	case errors.As(v.err, &status):
		return status.Status == http.StatusTooManyRequests || status.Status == http.StatusServiceUnavailable
	case errors.Is(v.err, context.DeadlineExceeded), errors.As(v.err, &network):
		return true
	}
	return false
}

// settle decides what the page is after the visit. It is called when all that the
// visit brought is durable.
func (v *visit) settle(o *Options) {
	p := v.before
	p.Checked = v.at
	if len(p.Revisions) > 0 {
		p.Changes += v.added
	}
	var robots *fetch.RobotsError
	switch {
	case v.canceled():
		return
	case errors.As(v.err, &robots) && robots.Err == nil:
		p.Forbidden, p.Fails, p.Error, p.Due = true, 0, v.err.Error(), v.at.Add(dayWait)
		v.after = &p
		return
	case v.err != nil && len(v.items) == 0:
		v.fail(&p, o)
	case v.kind != Article:
		v.list(&p, o)
	case v.same:
		if p.Fails = 0; p.Quality == ingest.Whole {
			p.Error = ""
		}
		v.remember(&p)
		p.Due = v.due(&p, o)
	default:
		v.show(&p, o)
	}
	p.Forbidden = false
	v.after = &p
}

// due returns when a page that was answered is looked at again.
func (v *visit) due(p *page, o *Options) time.Time {
	if len(p.Revisions) == 0 && p.Misses > 0 {
		if p.Misses > maxMisses {
			return time.Time{} // no article, it seems
		}
		return v.at.Add(time.Hour << (2 * (p.Misses - 1)))
	}
	return o.Schedule.next(p, v.at)
}

// maxMisses is how often a page that never was an article is looked at.
const maxMisses = 4

// fail notes a failure. Nothing is forgotten, and the next look comes soon.
func (v *visit) fail(p *page, o *Options) {
	p.Fails++
	p.Error = v.err.Error()
	wait := backoff(p.Fails)
	var address *fetch.AddressError
	var wrong *fetch.URLError
	var large *fetch.SizeError
	if errors.As(v.err, &address) || errors.As(v.err, &wrong) || errors.As(v.err, &large) {
		wait = dayWait
	}
	p.Due = v.at.Add(wait)
	if p.Kind == Article && o.Schedule.every(v.at.Sub(p.Changed)) == 0 {
		p.Due = time.Time{}
	}
	if v.resp != nil && v.resp.Status/100 == 2 && v.kind == Front { // read, and of no use
		v.remember(p)
	}
}

// list notes that a listing was read.
func (v *visit) list(p *page, o *Options) {
	p.Kind, p.Fails, p.Error = v.kind, 0, ""
	v.remember(p)
	p.Due = v.at.Add(o.Listing)
	if !v.same {
		p.Changed = v.at
	}
}

// show notes what an article showed.
func (v *visit) show(p *page, o *Options) {
	p.Kind, p.Fails, p.Error = Article, 0, ""
	var revisions []string
	changed := false
	for _, out := range v.outcomes {
		switch out.Status {
		case archive.Refused:
			p.Error = out.Err.Error()
		default:
			changed = changed || out.Status == archive.Added
			revisions = append(revisions, out.Revision.Commit)
		}
	}
	quality := ingest.Whole
	for i := range v.items {
		it := &v.items[i]
		if it.Err == nil {
			continue
		}
		p.Error = it.Err.Error()
		if q, why := answer.Reason(it); q != "" {
			quality, p.Error = q, why
		}
	}
	p.Quality = quality
	if quality == ingest.Whole && len(revisions) == 0 && len(p.Revisions) == 0 {
		p.Misses++
	}
	if len(revisions) > 0 {
		p.Revisions, p.Misses = revisions[:min(len(revisions), maxRevisions)], 0
	}
	if changed && len(v.before.Revisions) > 0 {
		p.Changed = v.at
	}
	v.remember(p)
	p.Due = v.due(p, o)
}

// maxRevisions bounds the entries of a live blog whose sightings are noted.
const maxRevisions = 200

// remember keeps what the next request needs to know. An error page is not to be
// asked for with its validators: it may be answered "not modified" forever.
func (v *visit) remember(p *page) {
	if v.resp == nil {
		return
	}
	if to := settled(v.resp, p.ask()); to != p.URL {
		p.To = to
	}
	if v.err != nil && v.kind != Front {
		p.Validators, p.SHA256 = fetch.Validators{}, ""
		return
	}
	if v.resp.NotModified {
		p.Validators = v.resp.Validators
		return
	}
	p.Validators, p.SHA256 = v.resp.Validators, v.sha256
	if len(v.resp.Redirects) > 0 && p.ask() != v.resp.URL {
		p.Validators = fetch.Validators{} // they belong to another address
	}
}

// seen returns the revisions that the visit found unchanged.
func (v *visit) seen() []string {
	switch {
	case v.err != nil || v.kind != Article:
		return nil
	case v.same && v.before.Quality == ingest.Whole:
		return v.before.Revisions
	}
	var out []string
	for _, o := range v.outcomes {
		if o.Status == archive.Unchanged {
			out = append(out, o.Revision.Commit)
		}
	}
	return out
}

// newlyLess returns the item to keep because the page shows no article, or less
// than one, and did not the last time.
func (v *visit) newlyLess() *ingest.Item {
	for i := range v.items {
		if q, _ := answer.Reason(&v.items[i]); q != "" && q != v.before.Quality {
			return &v.items[i]
		}
	}
	return nil
}
