package archive

import (
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// cpuTime returns the processor time that this process has used.
func cpuTime() time.Duration {
	var r syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// benchSize returns the number of revisions that the environment asks for.
func benchSize() int {
	if n, err := strconv.Atoi(os.Getenv("REVISIONS")); err == nil {
		return n
	}
	return 10_000
}

// BenchmarkAddBulk reports the processor time for each revision of a bulk add,
// without the time for making up the texts. BENCH_DIR keeps the archive.
func BenchmarkAddBulk(b *testing.B) {
	n := benchSize()
	c := corpus{revisions: n, sources: 40, perStory: 5}
	start := cpuTime()
	for range c.inputs() {
	}
	making := cpuTime() - start
	for i := 0; b.Loop(); i++ {
		dir := b.TempDir()
		if keep := os.Getenv("BENCH_DIR"); keep != "" {
			dir = filepath.Join(keep, strconv.Itoa(i))
		}
		a, err := Init(b.Context(), dir, Options{})
		if err != nil {
			b.Fatal(err)
		}
		start, wall := cpuTime(), time.Now()
		if _, err := a.Add(b.Context(), c.inputs(), nil); err != nil {
			b.Fatal(err)
		}
		if err := a.Close(); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64((cpuTime()-start-making).Nanoseconds())/1000/float64(n), "cpu-µs/rev")
		b.ReportMetric(float64((time.Since(wall)-making).Nanoseconds())/1000/float64(n), "wall-µs/rev")
	}
}
