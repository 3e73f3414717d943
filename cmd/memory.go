package cmd

import (
	"os"
	"runtime"
	"runtime/debug"
	"sync/atomic"
)

// paced says that a command has its own way with garbage.
var paced atomic.Bool

// patient is how much the heap may grow, in percent, before the first collection.
const patient = 800

// patientGC puts off the first garbage collection until the heap has grown to
// eight times the 4 MiB at which Go begins: most commands end before, and a
// collection costs them milliseconds. Afterwards Go's own pace applies, or
// what GOGC says.
func patientGC() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	usual := debug.SetGCPercent(patient)
	first := new([16]byte)
	runtime.AddCleanup(first, func(percent int) {
		if !paced.Load() {
			debug.SetGCPercent(percent)
		}
	}, usual)
}

// leanGC collects garbage when the heap has grown by half of what is in use: a
// watcher runs for months beside others, and most of what it holds it holds for
// long. GOGC goes before it.
func leanGC() {
	if os.Getenv("GOGC") == "" {
		paced.Store(true)
		debug.SetGCPercent(50)
	}
}

// A bulk add holds little beside what it goes through, and a collection costs the
// same however little it frees: the heap may grow by roomyGrowth percent of what is
// in use and of roomyBallast bytes, which nobody touches, so that they take no
// memory. The next bound so follows from the latest collection alone.
const (
	roomyGrowth  = 50
	roomyBallast = 40 << 20
)

// roomyGC collects garbage less often while the heap is small, until stop.
func roomyGC() (stop func()) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	paced.Store(true)
	ballast := make([]byte, roomyBallast)
	debug.SetGCPercent(roomyGrowth)
	return func() {
		debug.SetGCPercent(100) // Go's own pace
		runtime.KeepAlive(ballast)
	}
}
