package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"
)

// report is what a run found.
type report struct {
	*options
	load   *load
	start  time.Duration // to the first page
	added  int           // revisions, meanwhile
	cpu    time.Duration // of the server's, meanwhile
	memory memory
}

func (r *report) print(w io.Writer) {
	fmt.Fprintf(w, "%s of processor time for each answer\n", millis(r.perAnswer()))
	fmt.Fprintf(w, "first page %s after the start; %d revisions added meanwhile; memory %s at its peak (seen: %s its own, %s mapped files)\n",
		millis(r.start), r.added, mib(r.memory.peak), mib(r.memory.anon), mib(r.memory.file))
}

// perAnswer is the processor time that an answer took the server. It says more
// than the times of the answers where other programs want the processors too.
func (r *report) perAnswer() time.Duration {
	n := 0
	for _, times := range r.load.times {
		n += len(times)
	}
	return r.cpu / time.Duration(max(n, 1))
}

// section is the report as a part of a Markdown page.
func (r *report) section() string {
	var sb strings.Builder
	fmt.Fprintf(&sb, "## %s revisions\n\n", r.size)
	fmt.Fprintf(&sb, "%d requests a second for %v in an open loop, %d stories in turn by chance, %d revisions added one by one meanwhile; %s/%s, %d cores,\n`make bench SIZE=%s`.\n\n",
		r.rate, r.length, r.stories, r.added, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), r.size)
	sb.WriteString("| page | answers | failed | p50 | p90 | p99 | most | aim for p99 |\n|---|---|---|---|---|---|---|---|\n")
	for _, kind := range kinds {
		at := func(part float64) string { return millis(r.load.quantile(kind, part)) }
		fmt.Fprintf(&sb, "| %s | %d | %d | %s | %s | %s | %s | below 50 ms |\n", kind, len(r.load.times[kind]), r.load.failed[kind], at(.5), at(.9), at(.99), at(1))
	}
	fmt.Fprintf(&sb, "\nMemory %s at its peak (aim: below 256 MiB): when most was seen, %s its own and %s mapped files. First page %s after\nthe start (aim: below 100 ms). An answer takes the server %s of processor time.\n",
		mib(r.memory.peak), mib(r.memory.anon), mib(r.memory.file), millis(r.start), millis(r.perAnswer()))
	if n := len(r.load.states); n > 0 {
		sb.WriteString("\nHeap in use and goroutines meanwhile:")
		for _, st := range r.load.states {
			fmt.Fprintf(&sb, " %d MiB, %d;", st.heap>>20, st.goroutines)
		}
		fmt.Fprintf(&sb, " after it %d goroutines.\n", r.load.after.goroutines)
	}
	return sb.String()
}

// write replaces the section of this size in a file, or adds it at the end.
func (r *report) write(file string) error {
	old, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	first, last := fmt.Sprintf("<!-- webload %s -->\n", r.size), fmt.Sprintf("<!-- end of webload %s -->\n", r.size)
	section := first + r.section() + last
	text := string(old)
	before, rest, ok := strings.Cut(text, first)
	if _, after, closed := strings.Cut(rest, last); ok && closed {
		text = before + section + after
	} else {
		text = strings.TrimLeft(strings.TrimRight(text, "\n")+"\n\n"+section, "\n")
	}
	return os.WriteFile(file, []byte(text), 0o644)
}
