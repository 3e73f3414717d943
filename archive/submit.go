package archive

import (
	"context"
	"slices"
	"sync"
)

// sequencer lines up what many goroutines submit: while one group of inputs is
// made durable, the next gathers, and whoever comes first writes it for all.
// Between processes the store's writer lock does the same.
type sequencer struct {
	once sync.Once
	turn chan struct{} // holds a token while nobody writes
	ad   *adder        // belongs to who has the token

	mu      sync.Mutex
	waiting []*submission
}

// submission is an input that somebody waits for.
type submission struct {
	item
	out  Outcome
	err  error
	done chan struct{} // closed when out and err are set
}

// Submit archives one input and returns when that is durable. It is for many
// goroutines that each have one text at a time: theirs go together into one
// batch, at the cost of one. A stream is better given to Add. Inputs that are no
// good are Refused; the error is about the archive. When ctx ends while the
// input is being written, Submit waits for what becomes of it.
func (a *Archive) Submit(ctx context.Context, in Input) (Outcome, error) {
	if a.o.ReadOnly {
		return Outcome{}, ErrReadOnly
	}
	q := &a.submitted
	q.once.Do(func() {
		q.turn = make(chan struct{}, 1)
		q.turn <- struct{}{}
		q.ad = &adder{a: a, packs: consolidator{a: a}}
	})
	s := &submission{item: item{in: in}, done: make(chan struct{})}
	a.prepare(&s.item, a.o.Now())
	q.mu.Lock()
	q.waiting = append(q.waiting, s)
	q.mu.Unlock()
	for {
		select {
		case <-s.done:
			return s.out, s.err
		case <-ctx.Done():
			if q.withdraw(s) {
				return Outcome{}, context.Cause(ctx)
			}
			<-s.done
			return s.out, s.err
		case <-q.turn:
			// The writing is for all: that one of them gives up does not end it.
			q.write(context.WithoutCancel(ctx), a)
			q.turn <- struct{}{}
		}
	}
}

// withdraw takes a submission back; false if it is being written or was.
func (q *sequencer) withdraw(s *submission) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.Index(q.waiting, s)
	if i < 0 {
		return false
	}
	q.waiting = slices.Delete(q.waiting, i, i+1)
	return true
}

// write makes what waits durable, as one batch.
func (q *sequencer) write(ctx context.Context, a *Archive) {
	q.mu.Lock()
	n := min(len(q.waiting), a.batchItems)
	group := q.waiting[:n:n]
	q.waiting = slices.Clone(q.waiting[n:])
	q.mu.Unlock()
	if n == 0 {
		return
	}
	items := make([]*item, n)
	of := make(map[*Input]*submission, n)
	for i, s := range group {
		s.seq = i
		items[i], of[&s.in] = &s.item, s
	}
	q.ad.now = a.o.Now()
	q.ad.report = func(out Outcome) { of[out.Input].out = out }
	err := q.ad.write(ctx, items)
	for _, s := range group {
		s.err = err
		close(s.done)
	}
}
