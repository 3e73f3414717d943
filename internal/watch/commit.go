package watch

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/answer"
	"github.com/newsarc/newsarc/internal/fetch"
	"github.com/newsarc/newsarc/news"
)

// A batch is written when it has so many visits or so many bytes, if Options.Batch
// does not end it before.
const (
	batchVisits = 400
	batchBytes  = 8 << 20
)

// written is a batch that the writer gives back: durable, unless there is an error.
type written struct {
	batch []*visit
	err   error
}

// write makes batches durable until stop is closed: first what they brought, then
// what is remembered of their pages. It is called once, beside the plan.
func (w *Watcher) write(ctx context.Context, stop <-chan struct{}) {
	for {
		select {
		case batch := <-w.batches:
			err := w.commit(ctx, batch)
			if err != nil {
				w.log.Error("batch is not written", "error", err)
			}
			w.settled <- written{batch, err}
		case <-stop:
			return
		}
	}
}

// commit makes a batch durable. What was received is archived even if the watcher
// was told to stop, but not for ever.
func (w *Watcher) commit(ctx context.Context, batch []*visit) error {
	ctx, cancel := patient(ctx)
	defer cancel()
	began := time.Now()
	added, err := w.archive(ctx, batch)
	if err != nil {
		return err
	}
	if err := w.keep(ctx, batch); err != nil {
		return err
	}
	o := w.options()
	for _, v := range batch {
		v.settle(&o)
	}
	w.discover(batch)
	notices := w.notices.find(ctx, added)
	if err := w.save(ctx, batch, notices); err != nil {
		return err
	}
	w.notices.add(notices)
	for _, v := range batch {
		w.tell(v)
	}
	w.count.batch(len(batch), len(added), time.Since(began))
	return nil
}

// patient returns a context that lasts for a while after ctx is done.
func patient(ctx context.Context) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(shutdown, cancel) })
	return longer, func() { stop(); cancel() }
}

// tell logs what became of a visit: troubles when they begin and end.
func (w *Watcher) tell(v *visit) {
	if v.after == nil {
		return
	}
	url, before, after := v.before.ask(), &v.before, v.after
	var failing *fetch.RobotsError
	switch {
	case v.err != nil && len(v.items) == 0:
		level := slog.LevelWarn
		if v.hostFails() && v.fails > 1 || !v.hostFails() && before.Error == after.Error {
			level = slog.LevelDebug // it was said
		}
		if errors.As(v.err, &failing) && failing.Err == nil && len(after.Via) > 0 {
			level = min(level, slog.LevelInfo) // as the publisher wants it
		} else {
			w.count.troubles.Add(1)
		}
		about := []any{"url", url, "error", v.err, "next", after.Due}
		var knows interface{ Hint() string }
		if errors.As(v.err, &knows) {
			about = append(about, "hint", knows.Hint())
		}
		w.log.Log(context.Background(), level, "cannot be had", about...)
	case before.Fails > 0 || v.recovered:
		w.log.Info("can be had again", "url", url, "unchanged", v.same)
	default:
		w.log.Debug("looked", "url", url, "unchanged", v.same, "next", after.Due)
	}
}

// archive adds the articles of a batch and returns the revisions added.
func (w *Watcher) archive(ctx context.Context, batch []*visit) ([]news.Revision, error) {
	var inputs []archive.Input
	var of []*visit
	o := w.options()
	for _, v := range batch {
		for _, it := range v.items {
			if it.Err != nil || v.canceled() {
				continue
			}
			in := archive.Input{Article: it.Article, Captured: v.at, Extractor: it.Extractor, Where: v.before.ask()}
			if !o.NoCaptures {
				in.Capture, in.CaptureExt, in.MediaType = it.Raw, it.Ext, it.MediaType
			}
			inputs, of = append(inputs, in), append(of, v)
		}
	}
	if len(inputs) == 0 {
		return nil, nil
	}
	var added []news.Revision
	n := 0
	_, err := w.a.Add(ctx, slices.Values(inputs), func(out archive.Outcome) {
		v := of[n] // outcomes come in the order of inputs
		n++
		v.outcomes = append(v.outcomes, out)
		switch out.Status {
		case archive.Added:
			added = append(added, out.Revision)
			v.added++
			w.log.Info("added", "story", out.Revision.Story, "revision", out.Revision.Number, "headline", out.Revision.Headline, "change", out.Revision.Summary, "url", out.Input.Where)
		case archive.Refused:
			w.count.troubles.Add(1)
			w.log.Warn("refused", "url", out.Input.Where, "error", out.Err)
		}
	})
	return added, err
}

// keep keeps the captures of a batch that show no article and are worth it.
func (w *Watcher) keep(ctx context.Context, batch []*visit) error {
	var list []archive.Kept
	if w.options().NoCaptures {
		return nil
	}
	for _, v := range batch {
		if v.canceled() {
			continue
		}
		if it := v.newlyLess(); it != nil {
			if k, ok := answer.KeptOf(it, v.before.ask()); ok {
				k.Captured = v.at
				list = append(list, k)
			}
		}
	}
	if len(list) == 0 {
		return nil
	}
	kept, err := w.a.Keep(ctx, list)
	for _, k := range kept {
		if k.Commit != "" {
			w.count.kept.Add(1)
			w.log.Info("kept without a text", "url", k.URL, "reason", k.Reason)
		}
	}
	return err
}

// discover makes pages of the links that a batch found, and brings pages forward
// of which a listing says that they changed since they were looked at.
func (w *Watcher) discover(batch []*visit) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, v := range batch {
		if v.after != nil {
			if p := w.known[v.after.key()]; p != nil && len(p.Via) > len(v.after.Via) {
				v.after.Via = p.Via // found through another target meanwhile
			}
			w.known[v.after.key()] = v.after
		}
	}
	for _, v := range batch {
		if v.after == nil {
			continue
		}
		via := w.leadsOn(v.after)
		for _, l := range v.links {
			if strings.Contains(l.URL, "@") {
				l.URL, _ = cutLogin(l.URL) // a listing has none to give
			}
			if _, other := w.o.place.elsewhere(l.URL); other {
				if h, ok := w.handOn(l, via); ok {
					v.handed = append(v.handed, h)
				}
				continue
			}
			if p := w.discovered(l, via, v.at); p != nil {
				w.known[p.key()] = p
				v.found = append(v.found, p)
			}
		}
	}
}

// maxVia bounds the targets that are remembered of a page.
const maxVia = 8

// leadsOn returns by which targets the links of a page are found: by itself if it
// is one, else by those that led to it.
func (w *Watcher) leadsOn(p *page) []string {
	if key := p.key(); w.wanted[key] {
		return []string{key}
	}
	return p.Via
}

// discovered returns the page of a link if it is new, to be looked at now, or
// found through other targets than before; nil if there is nothing to do.
func (w *Watcher) discovered(l answer.Link, via []string, now time.Time) *page {
	changed := now
	if !l.Modified.IsZero() && l.Modified.Before(now) {
		changed = l.Modified
	}
	p := w.known[archive.NormalURL(l.URL)]
	if p == nil {
		p = &page{URL: l.URL, Kind: l.Kind, First: now, Changed: changed, Due: now, Via: via}
		if p.host() == "" || l.Kind == Article && w.o.Schedule.every(now.Sub(changed)) == 0 {
			return nil // older than anything that is watched
		}
		return p
	}
	next := *p
	for _, key := range via {
		if len(next.Via) < maxVia && !slices.Contains(next.Via, key) {
			next.Via = append(slices.Clip(next.Via), key)
		}
	}
	due, sooner := announced(p, l, now)
	if sooner {
		next.Due, next.Changed = due, now
	}
	if !sooner && len(next.Via) == len(p.Via) {
		return nil
	}
	return &next
}

// aheadOfTime is how far the clock of a publisher may be ahead of ours.
const aheadOfTime = time.Hour

// announced reports whether a link says that its page changed since it was looked
// at, and when to look: now, or when the time comes that the publisher's clock
// shows already.
func announced(p *page, l answer.Link, now time.Time) (due time.Time, ok bool) {
	if due = now; l.Modified.After(now) {
		due = l.Modified
	}
	switch {
	case l.Modified.IsZero(), !l.Modified.After(p.Checked), l.Modified.Sub(now) > aheadOfTime:
		return due, false
	case p.Kind != l.Kind, p.Checked.IsZero(), p.Fails > 0:
		return due, false
	}
	return due, p.Due.IsZero() || p.Due.After(due)
}
