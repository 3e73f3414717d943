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
	usual := debug.SetGCPercent(800)
	first := new([16]byte)
	runtime.AddCleanup(first, func(percent int) { debug.SetGCPercent(percent) }, usual)
}
