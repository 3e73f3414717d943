package main

import (
	"context"
	"fmt"
	"time"
)

const (
	// spare is how many goroutines may be left when the load is over, beside those
	// that there were before: the background's, and a connection that is closing.
	spare = 8
	// soak is from which length of a load on the growth of the heap is judged: in
	// the first half minute the server fills what it keeps. heapSpare is how much
	// more a later look may find: collections come when they come.
	soak      = 2 * time.Minute
	heapSpare = 24 << 20
)

// growth fails if goroutines stay after the load, or if the heap in use was
// larger in the second half of it than ever in the first.
func (l *load) growth(ctx context.Context) error {
	if len(l.states) == 0 {
		return nil
	}
	l.client.CloseIdleConnections()
	for end := time.Now().Add(l.patience); ; {
		var err error
		if l.after, err = l.state(ctx); err != nil {
			return err
		}
		if l.after.goroutines <= l.states[0].goroutines+spare {
			break
		}
		if time.Now().After(end) {
			return fmt.Errorf("%d goroutines before the load, %d after it", l.states[0].goroutines, l.after.goroutines)
		}
		time.Sleep(100 * time.Millisecond)
	}
	first, second := mostHeap(l.states[:len(l.states)/2]), mostHeap(l.states[len(l.states)/2:])
	if l.states[len(l.states)-1].at >= soak && second > first+heapSpare {
		return fmt.Errorf("the heap grows: at most %s in the first half of the load, %s in the second", mib(first), mib(second))
	}
	return nil
}

func mostHeap(states []state) (most int64) {
	for _, s := range states {
		most = max(most, s.heap)
	}
	return most
}
