package cmd

import (
	"os"
	"runtime"
	"runtime/debug"
	"sync/atomic"
)

// patientGC puts off the first garbage collection until the heap has grown to
// eight times the 4 MiB at which Go begins: most commands end before, and a
// collection costs them milliseconds. Afterwards Go's own pace applies, or
// what GOGC says.
func patientGC() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	const patient = 800
	usual := debug.SetGCPercent(patient)
	first := new([16]byte)
	runtime.AddCleanup(first, func(percent int) {
		if set := debug.SetGCPercent(percent); set != patient { // by leanGC
			debug.SetGCPercent(set)
		}
	}, usual)
}

// leanGC collects garbage when the heap has grown by half of what is in use: a
// watcher runs for months beside others, and most of what it holds it holds for
// long. GOGC goes before it.
func leanGC() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50)
	}
}

// roomyHeap is what the heap of a bulk add may grow to between two collections,
// in bytes, where half of it or more is garbage.
const roomyHeap = 64 << 20

// roomyGC puts off each collection until the heap has roomyHeap bytes, or twice
// what is in use: what a bulk add holds is small beside what it goes through,
// and a collection costs the same however little it frees. What others set
// meanwhile holds from the next collection on no more, so it is for commands that
// end with the add; stop ends it.
func roomyGC() (stop func()) {
	var over atomic.Bool
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	var arm func()
	arm = func() {
		next := new([16]byte)
		runtime.AddCleanup(next, func(struct{}) {
			if over.Load() {
				return
			}
			debug.SetGCPercent(roomyPercent(heapInUse()))
			arm()
		}, struct{}{})
	}
	arm()
	return func() { over.Store(true) }
}

// heapInUse returns how much the last collection left, in bytes, never less than
// 2 MiB. Package runtime/metrics could be asked, but would fill its tables at
// every start, so the bound at which the heap has doubled is.
func heapInUse() uint64 {
	debug.SetGCPercent(100)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return max(m.NextGC/2, 2<<20)
}

// roomyPercent returns by how much a heap with so many bytes in use may grow.
func roomyPercent(used uint64) int {
	if 2*used >= roomyHeap {
		return 100
	}
	return int(min(800, (roomyHeap-used)*100/used))
}
