package cmd

import (
	"os"
	"runtime"
	"runtime/debug"
	"testing"
)

// What a command says of garbage holds until it ends, also where the first
// collection comes meanwhile; what the environment says goes before both.
func TestRoomyGC(t *testing.T) {
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	defer paced.Store(paced.Load())
	percent := func() int {
		now := debug.SetGCPercent(100)
		debug.SetGCPercent(now)
		return now
	}
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		t.Setenv(name, "") // which brings back what it was
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	patientGC()
	stop := roomyGC()
	for range 3 {
		runtime.GC()
	}
	if got := percent(); got != roomyGrowth {
		t.Errorf("during an add: %d", got)
	}
	stop()
	if got := percent(); got != 100 {
		t.Errorf("afterwards: %d", got)
	}
	debug.SetGCPercent(70)
	t.Setenv("GOGC", "70")
	patientGC()
	defer roomyGC()()
	if got := percent(); got != 70 {
		t.Errorf("with GOGC=70: %d", got)
	}
}
