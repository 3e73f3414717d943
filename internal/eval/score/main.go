// Command score measures newsarc's quality: it runs newsarc-eval on texts with
// known answers, has the public scorers judge the result, prints a table and
// compares it with the figures that the project keeps in golden.json, so that a
// change of quality shows up in the review of a change.
//
// Texts and scorers lie outside the project, since they may not be passed on.
// Where they are missing, or python3 is, it says so and measures nothing.
package main

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// tolerance is the difference that the rounding of the scorers may make.
const tolerance = 0.0006

// golden is where the project keeps its figures.
const golden = "internal/eval/golden.json"

func main() {
	update := flag.Bool("update", false, "write the figures to "+golden)
	shared := flag.String("shared", "../shared", "folder with data and eval, the texts and scorers")
	only := flag.String("only", "", "measure only sets whose name begins so")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: score [-update] [-shared DIR] [-only SET] NEWSARC-EVAL")
		os.Exit(129)
	}
	b := &bench{binary: flag.Arg(0), data: filepath.Join(*shared, "data"), scorers: filepath.Join(*shared, "eval")}
	if why := b.missing(); why != "" {
		fmt.Println("make eval: skipped:", why)
		return
	}
	worse, err := b.run(*only, *update)
	if err != nil {
		fmt.Fprintln(os.Stderr, "score:", err)
		os.Exit(128)
	}
	if worse > 0 {
		fmt.Fprintf(os.Stderr, "score: %d figures are worse than in %s\n", worse, golden)
		os.Exit(1)
	}
}

// figures holds what was measured: the name of the set, then of the measure.
type figures map[string]map[string]float64

// bench knows where everything is.
type bench struct {
	binary, data, scorers string
	tmp                   string
}

// missing says what keeps quality from being measured; empty: nothing.
func (b *bench) missing() string {
	for _, dir := range []string{b.data, b.scorers} {
		if _, err := os.Stat(dir); err != nil {
			return dir + " is not there: the texts may not be passed on with the project"
		}
	}
	if _, err := exec.LookPath("python3"); err != nil {
		return "python3, which the scorers need, is not installed"
	}
	return ""
}

// run measures every set and returns how many figures are worse than those
// kept.
func (b *bench) run(only string, update bool) (worse int, err error) {
	if b.tmp, err = os.MkdirTemp("", "newsarc-eval-"); err != nil {
		return 0, err
	}
	defer os.RemoveAll(b.tmp)
	kept := figures{}
	if text, err := os.ReadFile(golden); err == nil {
		if err := json.Unmarshal(text, &kept); err != nil {
			return 0, fmt.Errorf("%s: %w", golden, err)
		}
	}
	fmt.Printf("%-18s %-16s %8s %8s\n", "set", "measure", "now", "kept")
	for _, s := range sets {
		if !strings.HasPrefix(s.name, only) {
			continue
		}
		now, err := s.measure(b)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", s.name, err)
		}
		worse += report(s.name, now, kept[s.name])
		kept[s.name] = now
	}
	if !update {
		return worse, nil
	}
	text, err := json.MarshalIndent(kept, "", "  ")
	if err != nil {
		return 0, err
	}
	if err := os.WriteFile(golden, append(text, '\n'), 0o666); err != nil {
		return 0, err
	}
	return 0, kept.publish()
}

// report prints the figures of a set and returns how many are worse than kept.
func report(set string, now, kept map[string]float64) (worse int) {
	for _, name := range sorted(now) {
		value, note := now[name], ""
		before, ok := kept[name]
		switch {
		case !ok:
			note = "new"
		case value < before-tolerance:
			note = "worse"
			worse++
		case value > before+tolerance:
			note = "better: make eval-update keeps it"
		}
		old := "-"
		if ok {
			old = fmt.Sprintf("%.4f", before)
		}
		fmt.Printf("%-18s %-16s %8.4f %8s  %s\n", set, name, value, old, note)
	}
	return worse
}

// sorted returns the names of the figures of a set.
func sorted(set map[string]float64) []string {
	names := make([]string, 0, len(set))
	for name := range set {
		names = append(names, name)
	}
	slices.SortFunc(names, cmp.Compare[string])
	return names
}

// round keeps the digits that mean something.
func round(x float64) float64 { return math.Round(x*1e4) / 1e4 }
