package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// killWriters kills two writers at random moments, again and again, beside two
// readers who must not notice.
func killWriters(ctx context.Context, l *lab) (string, error) {
	if err := l.init(ctx); err != nil {
		return "", err
	}
	// One whole run first: it says how long one takes, and gives the readers
	// something to read.
	start := time.Now()
	w, err := l.startWriter(ctx, run1{"first", 600}, false)
	if err == nil {
		err = w.wait()
	}
	if err != nil {
		return "", err
	}
	whole := time.Since(start)

	readers, stop := l.startReaders(ctx, 2)
	killed, round := 0, 0
	for ; killed < l.kills && err == nil && ctx.Err() == nil; round++ {
		n := 0
		if n, err = l.killRound(ctx, round, whole); err != nil {
			break
		}
		killed += n
		if round%10 == 9 {
			err = l.check(ctx)
		}
	}
	stop()
	commands, readErr := readers()
	if err = errors.Join(err, readErr, ctx.Err()); err != nil {
		return "", err
	}
	acked := l.count()
	if err := l.finish(ctx, 0); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d kills in %d rounds; %d revisions acknowledged, 0 lost; %d commands read beside them, 0 errors", killed, round, acked, commands), nil
}

// killRound starts two writers and kills both, each at its moment. It returns
// how many were still at work.
func (l *lab) killRound(ctx context.Context, round int, whole time.Duration) (killed int, err error) {
	bursts := round%2 == 1
	size, most := 600, whole*3/2
	if bursts {
		size, most = 8*burst, whole/2+6*burstPause
	}
	var pair [2]*writer
	for i := range pair {
		if pair[i], err = l.startWriter(ctx, run1{fmt.Sprintf("run%d-%d", round, i), size}, bursts); err != nil {
			return killed, err
		}
	}
	for _, w := range pair {
		l.pause(ctx, most/2)
		if w.kill() {
			killed++
		} else if w.err != nil {
			err = errors.Join(err, w.err)
		}
	}
	return killed, err
}

// startReaders starts n readers. stop tells them to end; readers returns, after
// that, how many commands they ran and what went wrong.
func (l *lab) startReaders(ctx context.Context, n int) (readers func() (int, error), stop func()) {
	done := make(chan struct{})
	var wg sync.WaitGroup
	var mu sync.Mutex
	var errs error
	commands := 0
	for range n {
		r := rand.New(rand.NewPCG(l.random.Uint64(), 2))
		wg.Go(func() {
			for {
				select {
				case <-done:
					return
				case <-ctx.Done():
					return
				default:
				}
				_, err := l.newsarcOutput(ctx, l.question(r)...)
				mu.Lock()
				commands++
				if err != nil && ctx.Err() == nil && len(fmt.Sprint(errs)) < 4000 {
					errs = errors.Join(errs, fmt.Errorf("reader: %w", err))
				}
				mu.Unlock()
			}
		})
	}
	return func() (int, error) { wg.Wait(); return commands, errs }, func() { close(done) }
}

// question is a command of a reader, which has an answer.
func (l *lab) question(r *rand.Rand) []string {
	switch r.IntN(6) {
	case 0:
		return []string{"log", "--oneline", "-n", "50"}
	case 1:
		return []string{"stories", "-n", "20"}
	case 2:
		return []string{"search", "observers"}
	case 3:
		return []string{"log", "report-1-from-first"}
	}
	if id := l.known(r); id != "" {
		return []string{"show", id}
	}
	return []string{"show"}
}
