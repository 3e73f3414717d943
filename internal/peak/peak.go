// Package peak measures the memory that work takes, for tests of limits. It does
// not say who took it: tests that use it must not run beside others of theirs.
package peak

import (
	"runtime"
	"runtime/metrics"
	"time"
)

// Heap runs f and returns the most memory that objects took while it ran, in bytes,
// with what was there before. It looks every millisecond.
func Heap(f func()) uint64 {
	runtime.GC() // what is left over from earlier work is not of this
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	done, peak := make(chan struct{}), make(chan uint64)
	go func() {
		most := uint64(0)
		for {
			metrics.Read(sample)
			most = max(most, sample[0].Value.Uint64())
			select {
			case <-done:
				peak <- most
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	f()
	close(done)
	return <-peak
}
