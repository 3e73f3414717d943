package watch

import (
	"context"
	"slices"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/answer"
	"github.com/newsarc/newsarc/news"
)

// A batch is written when it has waited so long, when it has so many visits or so
// many bytes, or when no request is under way that could join it.
const (
	batchWait   = 300 * time.Millisecond
	batchVisits = 1000
	batchBytes  = 16 << 20
)

// committer collects visits and makes them durable in batches: first what they
// brought, then what is remembered of their pages.
type committer struct {
	w     *Watcher
	batch []*visit
	bytes int
	alarm *alarm
}

func newCommitter(w *Watcher) *committer { return &committer{w: w, alarm: newAlarm(w)} }

// run takes visits until there are no more. After a failure of the archive it
// only hands them back; fail is told why.
func (c *committer) run(ctx context.Context, fail context.CancelCauseFunc) {
	w := c.w
	defer c.alarm.stop()
	stop := ctx.Done()
	for {
		select {
		case v, ok := <-w.visits:
			if !ok {
				w.hold()
				c.flush(ctx, fail)
				return
			}
			c.take(v)
			if w.flying.value() == 0 || len(c.batch) >= batchVisits || c.bytes >= batchBytes || ctx.Err() != nil {
				c.flush(ctx, fail)
				continue
			}
			if len(c.batch) == 1 {
				c.alarm.set(ctx, w.clock.Now().Add(batchWait))
			}
			w.release() // its hold comes back when the batch is written
		case <-c.alarm.rings: // with a hold
			c.flush(ctx, fail)
		case <-stop:
			stop = nil
			w.hold()
			c.flush(ctx, fail)
		}
	}
}

func (c *committer) take(v *visit) {
	c.w.flying.add(-1)
	c.batch = append(c.batch, v)
	if v.resp != nil {
		c.bytes += len(v.resp.Body)
	}
}

// flush writes the batch and hands it back. It is called with one hold on the
// clock, and each visit goes back with its own.
func (c *committer) flush(ctx context.Context, fail context.CancelCauseFunc) {
	w := c.w
	c.alarm.stop()
	batch := c.batch
	c.batch, c.bytes = nil, 0
	for range batch {
		w.hold()
	}
	w.release()
	if len(batch) == 0 {
		return
	}
	// What was received is archived even if the watcher was told to stop, but not
	// for ever.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdown)
	defer cancel()
	if err := w.commit(ctx, batch); err != nil {
		for _, v := range batch {
			v.after, v.found = nil, nil
		}
		fail(err)
	}
	w.settled <- batch
}

// commit makes a batch durable.
func (w *Watcher) commit(ctx context.Context, batch []*visit) error {
	began := time.Now()
	added, err := w.archive(ctx, batch)
	if err != nil {
		return err
	}
	if err := w.keep(ctx, batch); err != nil {
		return err
	}
	o := w.options()
	now := w.clock.Now()
	for _, v := range batch {
		v.settle(&o)
		v.settleHost(now)
	}
	w.discover(batch)
	notices := w.notices.find(ctx, added)
	if err := w.save(ctx, batch, notices); err != nil {
		return err
	}
	w.notices.add(notices)
	w.count.batch(len(batch), len(added), time.Since(began))
	return nil
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
				in.Capture, in.CaptureExt = it.Raw, it.Ext
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
			w.log.Info("added", "story", out.Revision.Story, "revision", out.Revision.Number, "headline", out.Revision.Headline, "change", out.Revision.Summary)
		case archive.Refused:
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
			w.known[v.after.key()] = v.after
		}
	}
	for _, v := range batch {
		if v.after == nil {
			continue
		}
		for _, l := range v.links {
			if p := w.discovered(l, v.at); p != nil {
				w.known[p.key()] = p
				v.found = append(v.found, p)
			}
		}
	}
}

// discovered returns the page of a link if it is new or to be looked at now; nil
// if there is nothing to do.
func (w *Watcher) discovered(l answer.Link, now time.Time) *page {
	changed := now
	if !l.Modified.IsZero() && l.Modified.Before(now) {
		changed = l.Modified
	}
	p := w.known[archive.NormalURL(l.URL)]
	switch {
	case p == nil:
		p = &page{URL: l.URL, Kind: l.Kind, First: now, Changed: changed, Due: now}
		if p.host() == "" || l.Kind == Article && w.o.Schedule.every(now.Sub(changed)) == 0 {
			return nil // older than anything that is watched
		}
		return p
	case l.Modified.IsZero() || !l.Modified.After(p.Checked) || l.Modified.After(now), p.Kind != l.Kind, p.Checked.IsZero():
		return nil
	case p.Fails > 0 || !p.Due.IsZero() && !p.Due.After(now):
		return nil
	}
	sooner := *p
	sooner.Due, sooner.Changed = now, now
	return &sooner
}
