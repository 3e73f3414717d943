package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/sergi/go-diff/diffmatchpatch"

	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/news"
)

// way is a way to compare two files: a program with its arguments, or, without,
// this program called again.
type way struct {
	name, what string
	args       []string
}

var ways = []way{
	{"newsarc", "`diff.Articles` with signals, printed as a plain word diff", nil},
	{"structure", "the same without signals", nil},
	{"git", "`git diff --no-index --word-diff`, which compares lines first", []string{"git", "diff", "--no-index", "--word-diff", "--"}},
	{"wdiff", "GNU `wdiff`", []string{"wdiff"}},
	{"go-diff words", "go-diff on tokens, without time-out or semantic clean-up", nil},
	{"go-diff", "go-diff as its own page shows it: `DiffMain` on characters with the time-out of 1 s", nil},
}

// compare runs a way that is not a program of its own.
func compare(name, oldFile, newFile string, w io.Writer) error {
	from, err := os.ReadFile(oldFile)
	if err != nil {
		return err
	}
	to, err := os.ReadFile(newFile)
	if err != nil {
		return err
	}
	switch name {
	case "newsarc", "structure":
		r := diff.Articles(article(string(from)), article(string(to)), diff.Options{Structure: name == "structure"})
		return render.DiffWords(w, r, render.WordPlain, render.DiffOptions{})
	case "go-diff":
		return brackets(w, diffmatchpatch.New().DiffMain(string(from), string(to), false))
	case "go-diff words":
		return goDiffWords(w, string(from), string(to))
	}
	return fmt.Errorf("no way %q", name)
}

// article makes an article of a text with one sentence per line.
func article(s string) *news.Article {
	a := &news.Article{Headline: "Benchmark"}
	for p := range strings.SplitSeq(strings.TrimSpace(s), "\n\n") {
		a.Body = append(a.Body, news.Paragraph{Sentences: strings.Split(p, "\n")})
	}
	return a
}

// goDiffWords lets go-diff compare words, each as one rune.
func goDiffWords(w io.Writer, from, to string) error {
	ids, words := map[string]rune{}, map[rune]string{}
	encode := func(s string) []rune {
		var out []rune
		for f := range strings.FieldsSeq(s) {
			r, ok := ids[f]
			if !ok {
				r = 0x4E00 + rune(len(ids))
				if r >= 0xD800 {
					r += 0x2800 // over the surrogates and the private use area
				}
				ids[f], words[r] = r, f+" "
			}
			out = append(out, r)
		}
		return out
	}
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = 0
	diffs := dmp.DiffMainRunes(encode(from), encode(to), false)
	for i := range diffs {
		var sb strings.Builder
		for _, r := range diffs[i].Text {
			sb.WriteString(words[r])
		}
		diffs[i].Text = sb.String()
	}
	return brackets(w, diffs)
}

func brackets(w io.Writer, diffs []diffmatchpatch.Diff) error {
	var sb strings.Builder
	for _, d := range diffs {
		switch d.Type {
		case diffmatchpatch.DiffDelete:
			sb.WriteString("[-" + d.Text + "-]")
		case diffmatchpatch.DiffInsert:
			sb.WriteString("{+" + d.Text + "+}")
		default:
			sb.WriteString(d.Text)
		}
	}
	_, err := io.WriteString(w, sb.String())
	return err
}

// marked counts the words between the marks of a word diff.
func marked(s string) int {
	n := 0
	for _, m := range [][2]string{{"[-", "-]"}, {"{+", "+}"}} {
		rest := s
		for {
			i := strings.Index(rest, m[0])
			if i < 0 {
				break
			}
			j := strings.Index(rest[i+2:], m[1])
			if j < 0 {
				break
			}
			n += len(strings.FieldsFunc(rest[i+2:i+2+j], func(r rune) bool { return strings.ContainsRune(" \n.,¶", r) }))
			rest = rest[i+4+j:]
		}
	}
	return n
}

// timeCall prints the median CPU time of a comparison in a running process.
func timeCall(oldFile, newFile string, w io.Writer) error {
	from, err := os.ReadFile(oldFile)
	if err != nil {
		return err
	}
	to, err := os.ReadFile(newFile)
	if err != nil {
		return err
	}
	a, b := article(string(from)), article(string(to))
	var times []time.Duration
	for start := time.Now(); len(times) < 5 || len(times) < 200 && time.Since(start) < time.Second; {
		t := cpuTime()
		diff.Articles(a, b, diff.Options{})
		times = append(times, cpuTime()-t)
	}
	slices.Sort(times)
	_, err = fmt.Fprintln(w, int64(times[len(times)/2]))
	return err
}

// cpuTime returns what this process has used, on all processors.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
