package main

import (
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"strings"
)

// report writes the page.
func report(w io.Writer, results []result) error {
	var sb strings.Builder
	sb.WriteString("# Speed of comparisons\n\n")
	fmt.Fprintf(&sb, "Written by `go run ./internal/bench/diffbench`. %s, %d processors, %s, %s, %s.\n\n",
		runtime.Version(), runtime.NumCPU(), runtime.GOOS+"/"+runtime.GOARCH, version("git", "--version"), version("wdiff", "--version"))
	sb.WriteString("Each way is a process that reads two files, one sentence a line, and prints what differs; what is shown is the run with the median CPU time.\n")
	sb.WriteString("A ratio is CPU time against newsarc's. *Marked* counts the words shown as old or new; *edited* those that really differ, on both sides.\n\n")
	for _, way := range ways {
		fmt.Fprintf(&sb, "- **%s**: %s\n", way.name, way.what)
	}
	for _, r := range results {
		fmt.Fprintf(&sb, "\n## %s\n\n", r.Name)
		fmt.Fprintf(&sb, "One call in a running process, signals included: %.1f ms CPU (aim: %s).", ms(r.call), r.Aim)
		if r.Edited >= 0 {
			fmt.Fprintf(&sb, " Edited: %d words.", r.Edited)
		}
		sb.WriteString("\n\n| way | CPU, ms | ratio | wall, ms | peak memory, MiB | marked words |\n|---|--:|--:|--:|--:|--:|\n")
		base := r.ways[ways[0].name]
		for _, way := range ways {
			u := r.ways[way.name]
			if u.stopped {
				fmt.Fprintf(&sb, "| %s | stopped after %.0f s | | | | |\n", way.name, u.wall.Seconds())
				continue
			}
			fmt.Fprintf(&sb, "| %s | %.0f | %.2f | %.0f | %.0f | %d |\n",
				way.name, ms(u.cpu), float64(u.cpu)/float64(base.cpu), ms(u.wall), float64(u.rss)/(1<<20), u.marked)
		}
	}
	_, err := io.WriteString(w, sb.String())
	return err
}

// version returns the first line of what a program says of itself.
func version(name string, args ...string) string {
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		return name + " not there"
	}
	line, _, _ := strings.Cut(string(out), "\n")
	return line
}
