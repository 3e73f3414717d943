package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"syscall"
	"text/tabwriter"
	"time"
)

// rate is one figure.
type rate struct {
	perSecond float64
	millis    float64 // or another figure that is no rate
	cpu       time.Duration
}

// row is one line of the report.
type row struct {
	work, aim string
	got       map[string]rate // by the name of the place
}

// add enters a figure; both places of one work share a line.
func (b *bench) add(work string, p place, r rate, aim string) {
	fmt.Fprintf(os.Stderr, "%s, %s: %s\n", work, p.name, r)
	for i := range b.rows {
		if b.rows[i].work == work {
			b.rows[i].got[p.name] = r
			return
		}
	}
	b.rows = append(b.rows, row{work, aim, map[string]rate{p.name: r}})
}

func (r rate) String() string {
	switch {
	case r.perSecond > 0 && r.cpu > 0:
		return fmt.Sprintf("%.0f (%d µs CPU each)", r.perSecond, r.cpu.Microseconds())
	case r.perSecond > 0:
		return fmt.Sprintf("%.0f", r.perSecond)
	case r.millis > 0 && r.cpu > 0:
		return fmt.Sprintf("%.1f (%.1f ms CPU)", r.millis, float64(r.cpu.Microseconds())/1000)
	case r.millis > 0:
		return fmt.Sprintf("%.1f", r.millis)
	}
	return ""
}

// usage returns the processor time spent so far: by this process, and with a
// database by its server.
func (b *bench) usage(p place) time.Duration {
	var ru syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &ru) != nil {
		return 0
	}
	own := time.Duration(ru.Utime.Nano() + ru.Stime.Nano())
	if p.store != "" {
		own += b.cluster.CPU()
	}
	return own
}

func (b *bench) report(file string) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, "# An archive in PostgreSQL beside one in a folder\n\nMeasured by `make bench` (internal/bench/storebench) on %s, %s/%s, %d cores, client and server on the same machine, fsync on.\n",
		time.Now().Format(time.DateOnly), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	fmt.Fprintf(&out, "Load average when it ended: %s. CPU is that of newsarc and of the server together.\n\n", load())
	tw := tabwriter.NewWriter(&out, 0, 0, 1, ' ', 0)
	fmt.Fprintln(tw, "| work\t| folder\t| PostgreSQL\t| aim\t|")
	fmt.Fprintln(tw, "|---\t|---\t|---\t|---\t|")
	for _, r := range b.rows {
		fmt.Fprintf(tw, "| %s\t| %s\t| %s\t| %s\t|\n", r.work, r.got["folder"], r.got["PostgreSQL"], r.aim)
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	if file == "-" {
		_, err := os.Stdout.Write(out.Bytes())
		return err
	}
	return os.WriteFile(file, out.Bytes(), 0o666)
}

func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	word, _, _ := bytes.Cut(text, []byte(" "))
	return string(word)
}
