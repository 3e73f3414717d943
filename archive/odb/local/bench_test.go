//go:build unix

package local_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/local"
	"github.com/newsarc/newsarc/archive/odb/odbtest"
)

var (
	revisions = flag.Int("revisions", 10_000, "revisions in the benchmarks' history")
	perBatch  = flag.Int("batch", 100_000, "revisions in a batch of BenchmarkImport")
)

func cpuTime(who int) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(who, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkImport compares a bulk import with git fast-import of the same
// history from the same file, and the pack with that of git repack -adf.
func BenchmarkImport(b *testing.B) {
	stream := writeStream(b)
	n := float64(*revisions)
	for b.Loop() {
		dir := filepath.Join(b.TempDir(), "a.git")
		t0, w0 := cpuTime(syscall.RUSAGE_SELF), time.Now()
		head := importStream(b, dir, stream)
		ours, wall := cpuTime(syscall.RUSAGE_SELF)-t0, time.Since(w0)
		size := packBytes(b, dir)

		theirs, theirSize := fastImport(b, stream, head)
		git(b, dir, "repack", "-adfq")
		b.ReportMetric(float64(ours.Microseconds())/n, "us-cpu/rev")
		b.ReportMetric(float64(wall.Microseconds())/n, "us-wall/rev")
		b.ReportMetric(float64(theirs.Microseconds())/n, "git-us-cpu/rev")
		b.ReportMetric(float64(theirs)/float64(ours), "x-less-cpu")
		b.ReportMetric(float64(size)/n, "B/rev")
		b.ReportMetric(float64(size)/float64(theirSize), "of-fast-import")
		b.ReportMetric(float64(size)/float64(packBytes(b, dir)), "of-repack")
		b.ReportMetric(0, "ns/op")
	}
}

// writeStream makes a history up, in the form that git fast-import reads.
func writeStream(b *testing.B) (name string) {
	b.Helper()
	name = filepath.Join(b.TempDir(), "history")
	f, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	if err := odbtest.WriteFastImport(f, odbtest.Main, odbtest.Corpus{Seed: 1}.Revisions(*revisions)); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return name
}

func importStream(b *testing.B, dir, stream string) (head odb.ID) {
	b.Helper()
	s, err := local.Init(b.Context(), dir, local.Options{})
	if err != nil {
		b.Fatal(err)
	}
	in, err := os.Open(stream)
	if err != nil {
		b.Fatal(err)
	}
	defer in.Close()
	var im odbtest.Importer
	if err := im.Import(b.Context(), s, odbtest.Main, *perBatch, odbtest.ReadFastImport(in)); err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	return im.Head
}

// fastImport imports a stream with stock git and returns its cost.
func fastImport(b *testing.B, stream string, want odb.ID) (cpu time.Duration, size int64) {
	b.Helper()
	dir := b.TempDir()
	git(b, dir, "init", "-q", "--bare")
	in, err := os.Open(stream)
	if err != nil {
		b.Fatal(err)
	}
	defer in.Close()
	cmd := exec.Command("git", "-C", dir, "fast-import", "--quiet")
	cmd.Stdin = in
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("fast-import: %v\n%s", err, out)
	}
	if got := git(b, dir, "rev-parse", odbtest.Main); got != want.String()+"\n" {
		b.Fatalf("fast-import made %s, want %s", bytes.TrimSpace([]byte(got)), want)
	}
	b.Logf("fast-import: %d MB", cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss>>10)
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), packBytes(b, dir)
}
