package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"
)

// row is one line of the report.
type row struct {
	work, against, aim string
	mine, other        string
	ratio              float64 // ours to theirs; 0 where there is nothing to compare
}

func (b *bench) add(r row) {
	b.rows = append(b.rows, r)
	fmt.Fprintf(b.log, "  %s: %s, %s %s: ratio %s (aim: %s)\n", r.work, r.mine, r.against, r.other, r.ratioText(), r.aim)
}

func (r row) ratioText() string {
	switch {
	case r.ratio == 0:
		return ""
	case r.ratio < 0.2:
		return fmt.Sprintf("1/%.3g", 1/r.ratio)
	}
	return fmt.Sprintf("%.2f", r.ratio)
}

func (b *bench) table(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 0, 1, ' ', 0)
	fmt.Fprintln(tw, "| work\t| newsarc\t| against\t| figure\t| ratio\t| aim\t|")
	fmt.Fprintln(tw, "|---\t|---\t|---\t|---\t|---\t|---\t|")
	for _, r := range b.rows {
		fmt.Fprintf(tw, "| %s\t| %s\t| %s\t| %s\t| %s\t| %s\t|\n", r.work, r.mine, r.against, r.other, r.ratioText(), r.aim)
	}
	return tw.Flush()
}

// writeSection replaces the section of this size in file, or adds it at the end.
func (b *bench) writeSection(file string) error {
	old, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	var sec bytes.Buffer
	first, last := fmt.Sprintf("<!-- bench %d -->\n", b.size), fmt.Sprintf("<!-- end of bench %d -->\n", b.size)
	fmt.Fprintf(&sec, "%s## %s revisions\n\n", first, thousands(b.size))
	runs := fmt.Sprintf("Medians of %d runs in turn", b.repeats)
	if b.repeats == 1 {
		runs = "One run of what takes long, medians of the rest, in turn"
	}
	fmt.Fprintf(&sec, "%s, %s, %s, `make bench SIZE=%d`.\n\n", runs, time.Now().Format(time.DateOnly), machine(), b.size)
	if err := b.table(&sec); err != nil {
		return err
	}
	sec.WriteString(last)
	text := string(old)
	before, rest, ok := strings.Cut(text, first)
	if _, after, closed := strings.Cut(rest, last); ok && closed {
		text = before + sec.String() + after
	} else {
		text = strings.TrimRight(text, "\n") + "\n\n" + sec.String()
	}
	return os.WriteFile(file, []byte(strings.TrimLeft(text, "\n")), 0o644)
}

// machine says what this ran on.
func machine() string {
	name := ""
	info, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(info)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			name = ", " + strings.TrimSpace(value)
			break
		}
	}
	return fmt.Sprintf("%s/%s, %d cores%s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), name)
}

func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }

func micro(d time.Duration, n float64) string {
	return fmt.Sprintf("%.0f µs", float64(d.Nanoseconds())/1000/n)
}
func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }
func millis(d time.Duration) string  { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }
func mib(n int64) string             { return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20)) }
