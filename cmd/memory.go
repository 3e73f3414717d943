package cmd

import (
	"os"
	"runtime"
	"runtime/debug"
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
