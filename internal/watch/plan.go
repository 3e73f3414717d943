package watch

import (
	"context"
	"sync"
	"time"
)

// planner owns the plan: what is due when, at which host. It starts requests,
// collects what they bring, and hands it to the writer in batches. A host is free
// as soon as it has answered; a page waits for its next time once what it showed
// is durable. All of it belongs to one goroutine.
type planner struct {
	w     *Watcher
	queue *queue

	running int // requests under way
	slow    int // those of them to slow hosts

	// out holds the pages that are not settled yet, with the page to look at
	// again if a listing asked for one meanwhile.
	out map[string]*page

	batch   []*visit // answered, and not with the writer yet
	bytes   int      // received with them
	batchAt time.Time
	writing bool // the writer is at work

	stored time.Time // when sightings were last stored in git
	beat   time.Time // when it was last looked at the clock for whether it was set back
}

func newPlanner(w *Watcher) *planner {
	return &planner{w: w, queue: newQueue(), out: map[string]*page{}, stored: w.clock.Now(), beat: w.clock.Now()}
}

// run starts what is due and takes back what came of it, until it is over; what
// was received by then is durable when it returns. The error is the archive's.
// Between two events it holds the clock, as when it begins and ends.
func (p *planner) run(whole context.Context) error {
	w := p.w
	var writing sync.WaitGroup
	stop := make(chan struct{})
	writing.Go(func() { w.write(whole, stop) })
	defer func() { close(stop); writing.Wait() }()
	ctx, cancel := context.WithCancel(whole)
	defer cancel()
	alarm := newAlarm(w)
	defer alarm.stop()
	life := time.NewTicker(beat) // by the real clock: it is about the process
	defer life.Stop()
	for {
		p.start(ctx)
		p.flush(false)
		if w.options().Once && p.idle() {
			return nil
		}
		alarm.set(ctx, p.wake())
		w.release()
		select { // whatever is received brings a hold on the clock, or gets one
		case v := <-w.answered:
			p.answer(v)
		case done := <-w.settled:
			if err := p.settle(done); err != nil {
				cancel()
				p.finish(err)
				return err
			}
		case <-alarm.rings:
			alarm.rang()
		case <-life.C:
			w.hold()
			p.alive(ctx)
		case o := <-w.options().Reload:
			w.hold()
			p.reload(o)
		case <-w.poked():
			w.hold()
			if err := p.takeHanded(ctx); err != nil && ctx.Err() == nil {
				w.log.Error("what others found cannot be read", "error", err)
			}
		case <-ctx.Done():
			w.hold()
			return p.finish(nil)
		}
	}
}

// finish waits for the requests under way, which are broken off, and has what
// came of them written, unless writing fails.
func (p *planner) finish(err error) error {
	for p.running > 0 {
		p.answer(<-p.w.answered)
		p.w.release()
	}
	for err == nil && (p.writing || len(p.batch) > 0) {
		p.flush(true)
		err = p.settle(<-p.w.settled)
		p.w.release()
	}
	return err
}

// idle reports whether nothing is left to do now.
func (p *planner) idle() bool {
	return p.running == 0 && !p.writing && len(p.batch) == 0 && !p.queue.overdue(p.w.clock.Now(), hostWait)
}

// full reports whether what was received has to be written before more is asked
// for.
func (p *planner) full() bool { return len(p.batch) >= batchVisits || p.bytes >= batchBytes }

// wake returns when the plan has something to do if nothing else happens.
func (p *planner) wake() (at time.Time) {
	if p.running < maxRequests && !p.full() {
		at, _ = p.queue.next()
		if now := p.w.clock.Now(); !at.IsZero() && !at.After(now) { // slow hosts that have to wait for each other
			at = now.Add(time.Second)
		}
	}
	if len(p.batch) > 0 && !p.writing && (at.IsZero() || p.batchAt.Before(at)) {
		at = p.batchAt
	}
	return at
}

// start starts every request that is due and may run.
func (p *planner) start(ctx context.Context) {
	w := p.w
	now := w.clock.Now()
	for p.running < maxRequests && !p.full() && ctx.Err() == nil {
		h, page := p.queue.take(now, func(h *host) bool { return !h.slow || p.slow < maxSlow })
		if h == nil {
			break
		}
		p.running++
		w.count.running.Add(1)
		if h.slow {
			p.slow++
		}
		p.out[page.key()] = nil
		w.hold()
		v := &visit{w: w, host: h, wasSlow: h.slow, before: *page}
		go v.run(ctx)
	}
}

// answer takes a visit whose page was read, and frees its host.
func (p *planner) answer(v *visit) {
	p.running--
	p.w.count.running.Add(-1)
	if v.wasSlow {
		p.slow--
	}
	p.queue.free(v.host, v.hostAt)
	if p.batch = append(p.batch, v); len(p.batch) == 1 {
		p.batchAt = p.w.clock.Now().Add(p.w.options().Batch)
	}
	p.bytes += v.size
}

// flush hands the batch to the writer if it is time, or in any case.
func (p *planner) flush(now bool) {
	if p.writing || len(p.batch) == 0 {
		return
	}
	if !now && !p.full() && p.w.clock.Now().Before(p.batchAt) && p.more() {
		return
	}
	p.w.hold() // for the writer, who gives it back with the batch
	p.writing = true
	p.w.batches <- p.batch
	p.batch, p.bytes = nil, 0
}

// more reports whether something may join the batch before it has to be written.
func (p *planner) more() bool {
	if p.running > 0 {
		return true
	}
	if p.w.options().Once {
		return p.queue.overdue(p.w.clock.Now(), hostWait)
	}
	next, ok := p.queue.next()
	return ok && next.Before(p.batchAt)
}

// settle takes back visits whose result is durable.
func (p *planner) settle(done written) error {
	p.writing = false
	if done.err != nil {
		return done.err
	}
	for _, v := range done.batch {
		next := &v.before
		if v.after != nil {
			next = v.after
		}
		key := next.key()
		if asked := p.out[key]; asked != nil && asked.Due.After(v.at) && !next.Due.IsZero() {
			again := *next
			again.Due = asked.Due
			next = &again
		}
		delete(p.out, key)
		if p.w.follows(next) {
			p.queue.put(next)
		}
	}
	for _, v := range done.batch {
		p.add(v.found)
	}
	return nil
}

// add lets pages that were found wait for their time; those that are out are
// looked at again afterwards.
func (p *planner) add(found []*page) {
	for _, page := range found {
		if _, out := p.out[page.key()]; out {
			p.out[page.key()] = page
			continue
		}
		p.queue.put(page)
	}
}

// reload takes new options: targets that are new are looked at now, those that
// are gone no more, and neither is what only they led to.
func (p *planner) reload(o Options) {
	w := p.w
	w.setOptions(o)
	w.notices.reload()
	for _, waiting := range p.queue.places {
		if !w.follows(waiting.page) {
			p.queue.remove(waiting)
		}
	}
	for _, page := range append(w.pages(), w.targets(w.clock.Now())...) {
		if _, out := p.out[page.key()]; !out && w.follows(page) {
			p.queue.put(w.rescheduled(page))
		}
	}
	w.log.Info("configuration read again", "targets", len(o.Targets), "waiting", len(p.queue.places))
}

// setBack notices a clock that was set back, as one that was wrong when the machine
// started is: what waits is not to wait for as much longer.
func (p *planner) setBack(now time.Time) {
	by := p.beat.Sub(now)
	p.beat = now
	if by <= beat {
		return
	}
	w := p.w
	pages := p.queue.shift(-by)
	w.mu.Lock()
	for _, page := range pages {
		w.known[page.key()] = page
	}
	w.mu.Unlock()
	if len(p.batch) > 0 {
		p.batchAt = now
	}
	p.stored = p.stored.Add(-by)
	w.log.Warn("the clock was set back", "by", by.Round(time.Second))
}

// alive says that this watcher runs, and once a day stores its sightings.
func (p *planner) alive(ctx context.Context) {
	w := p.w
	p.setBack(w.clock.Now())
	err := w.saveRun(ctx, true)
	if now := w.clock.Now(); err == nil && now.Sub(p.stored) >= sightings {
		p.stored = now
		_, err = w.a.StoreSightings(ctx)
	}
	if err != nil && ctx.Err() == nil {
		w.log.Error("state cannot be written", "error", err)
	}
}
