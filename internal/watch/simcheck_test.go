package watch

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/news"
)

// simCheck holds the archive and the requests to what the web was.
type simCheck struct {
	t        *testing.T
	sim      *simulation
	web      []*outlet
	restarts []time.Time

	requests, captures, revisions int
}

func (c *simCheck) run() {
	c.politeness()
	ctx := c.t.Context()
	a, err := archive.Open(ctx, c.sim.Dir, archive.Options{Store: c.sim.Store})
	if err != nil {
		c.t.Fatal(err)
	}
	defer a.Close()
	kept := map[string][]archive.Kept{}
	for k, err := range a.Kept(ctx, archive.Filter{}) {
		if err != nil {
			c.t.Fatal(err)
		}
		kept[archive.NormalURL(k.URL)] = append(kept[archive.NormalURL(k.URL)], k)
	}
	missed, checked := 0, 0
	for _, o := range c.web {
		for _, art := range o.articles {
			revs := c.history(ctx, a, art)
			c.revisions += len(revs)
			must := c.article(art, revs)
			checked += must
			if len(revs) == 0 && must == 0 {
				missed++
			}
			c.kept(art, kept[archive.NormalURL(art.url())])
		}
	}
	if checked == 0 {
		c.t.Error("no change had to be archived: the test shows nothing")
	}
	c.t.Logf("%d changes had to be archived, %d articles could not be seen", checked, missed)
	if sum, err := a.Verify(ctx, archive.VerifyOptions{ReadData: 1}, func(p archive.Problem) { c.t.Error(p) }); err != nil || sum.Revisions == 0 {
		c.t.Errorf("verify: %+v, %v", sum, err)
	}
}

// history returns what is archived of an article, oldest first.
func (c *simCheck) history(ctx context.Context, a *archive.Archive, art *simArticle) []news.Revision {
	var revs []news.Revision
	for rev, err := range a.Log(ctx, archive.Filter{Story: art.url(), Reverse: true}) {
		if errors.Is(err, archive.ErrNotFound) {
			return nil
		}
		if err != nil {
			c.t.Fatal(err)
		}
		if rev.Article, err = a.Article(ctx, rev); err != nil {
			c.t.Fatal(err)
		}
		revs = append(revs, rev)
	}
	return revs
}

// text says what version a revision is of.
func text(a *news.Article) string { return a.Headline + "\n" + a.Body[0].Sentences[1] }

func (a *simArticle) text(v version) string {
	return fmt.Sprintf("%s\nThe report has %d pages.", a.headline(v), 100+v.content)
}

// article checks that what is archived is what was published, in its order, each
// change once; and that whatever stood for long enough is there. It returns how
// many those were.
func (c *simCheck) article(art *simArticle, revs []news.Revision) (must int) {
	c.t.Helper()
	for i, rev := range revs {
		v, ok := art.shows(rev.Captured)
		if !ok || art.text(v) != text(rev.Article) {
			c.t.Errorf("%s@%d, captured %s, says %q, the page said %q", rev.Story, rev.Number, rev.Captured.Format(time.TimeOnly), text(rev.Article), art.text(v))
		}
		if rev.Article.Body[0].Sentences == nil || !strings.Contains(rev.Article.Body.Text(), "The café opposite") {
			c.t.Errorf("%s@%d: the characters are wrong", rev.Story, rev.Number)
		}
		if i > 0 && text(revs[i-1].Article) == text(rev.Article) && revs[i-1].URL == rev.URL {
			c.t.Errorf("%s@%d repeats the revision before it", rev.Story, rev.Number)
		}
	}
	end := simStart.Add(c.sim.Span)
	for i, v := range art.versions {
		until := end
		if i+1 < len(art.versions) && art.versions[i+1].at.Before(end) {
			until = art.versions[i+1].at
		}
		within := 0
		var last time.Time // the change that was known when the version came
		for _, rev := range revs {
			if !rev.Captured.Before(v.at.Add(-time.Second)) && rev.Captured.Before(until) && text(rev.Article) == art.text(v) {
				within++
			}
			if rev.Captured.Before(v.at) {
				last = rev.Captured
			}
		}
		if !c.due(art, v.at, until, last, i == 0) {
			continue
		}
		must++
		if within == 0 {
			c.t.Errorf("%s (outlet kind %d, article kind %d): version %d stood from %s to %s and is not archived", art.url(), art.outlet.kind, art.kind, i, v.at.Format(time.TimeOnly), until.Format(time.TimeOnly))
		}
	}
	return must
}

// due reports whether what stood from one time to another must have been seen.
func (c *simCheck) due(art *simArticle, from, until, last time.Time, first bool) bool {
	// Every other page of the host may have come before it, and each restart
	// takes a minute and the requests under way.
	pause := 2 * time.Second
	switch art.outlet.kind {
	case slowOutlet:
		pause += slowTime
	case strictOutlet:
		pause += crawlDelay
	}
	wait := time.Minute + 2*simBatch + time.Duration(c.sim.Articles)*pause
	for _, r := range c.restarts {
		if !r.Before(from) && r.Before(until.Add(2*time.Minute)) {
			wait += 2*time.Minute + simListing
		}
	}
	// What stood behind an outage or a wall could not be seen; after it, the wait
	// may have grown to its longest.
	for t := from; t.Before(until); t = t.Add(time.Minute) {
		if _, down := art.outlet.outage(t); down || art.struck(t) {
			from = t.Add(time.Minute)
		}
	}
	if art.outlet.kind == failingOutlet || art.outlet.kind == busyOutlet || art.outlet.kind == silentOutlet || art.kind == unreliable {
		wait += longWait
	}
	if first || last.IsZero() {
		// It is found only while it is on its outlet's list.
		if leaves := art.leaves(); !leaves.IsZero() && leaves.Before(until) {
			until = leaves
		}
		return until.Sub(from) > wait+simListing+simSchedule[0].Every
	}
	every := simSchedule.every(until.Sub(last))
	return every > 0 && until.Sub(from) > wait+every
}

// kept checks that what stood in an article's place is kept as a capture, once
// for each time that it came.
func (c *simCheck) kept(art *simArticle, list []archive.Kept) {
	c.t.Helper()
	word := map[articleKind]string{goneAway: "not-found", botWalled: "bot-page", softGone: "not-found", unreliable: "not-found"}[art.kind]
	if len(list) > 1+len(c.restarts) {
		c.t.Errorf("%s: %d captures kept without a text", art.url(), len(list))
	}
	for _, k := range list {
		if word == "" || !strings.HasPrefix(k.Reason, word+": ") || !art.struck(k.Captured) {
			c.t.Errorf("%s: kept %q at %s", art.url(), k.Reason, k.Captured)
		}
	}
}

// politeness checks the requests against what each outlet asks for.
func (c *simCheck) politeness() {
	last := map[string]request{}
	hosts := map[string]*outlet{}
	for _, o := range c.web {
		hosts[o.host] = o
	}
	for _, r := range c.sim.log(c.t) {
		c.requests++
		if strings.HasPrefix(r.path, "/2024/") {
			c.captures++
		}
		o := hosts[r.host]
		if strings.HasPrefix(r.path, "/private") {
			c.t.Errorf("%s%s was asked for, which robots.txt forbids", r.host, r.path)
		}
		before, ok := last[r.host]
		last[r.host] = r
		if !ok || r.at.Equal(simStart) { // the clock stands while a team gathers
			continue
		}
		pause := time.Second
		if o.kind == strictOutlet && before.path != "/robots.txt" {
			pause = crawlDelay
		}
		if got := r.at.Sub(before.at); got < pause {
			c.t.Errorf("%s: %v between %s and %s, want %v", r.host, got, before.path, r.path, pause)
		}
		if until, down := o.outage(before.at); o.kind == busyOutlet && down && r.at.Before(until) {
			c.t.Errorf("%s: asked for %s at %s, before the time that it had named", r.host, r.path, r.at.Format(time.TimeOnly))
		}
	}
}
