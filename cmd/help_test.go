package cmd

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// every calls f for each command but newsarc itself.
func every(c *cobra.Command, f func(*cobra.Command)) {
	for _, child := range c.Commands() {
		if child.Name() == "help" {
			continue
		}
		f(child)
		every(child, f)
	}
}

// TestHelp holds every help to what a reader needs: how to call it, what it
// does, examples that call it, exit statuses.
func TestHelp(t *testing.T) {
	every(Root(), func(c *cobra.Command) {
		var b bytes.Buffer
		writeHelp(&b, c)
		help := b.String()
		for _, part := range []string{"usage: " + c.CommandPath(), "\nExamples:\n", "\nExit status:\n", "\n  129  wrong usage\n"} {
			if !strings.Contains(help, part) {
				t.Errorf("the help of %q lacks %q", c.CommandPath(), part)
			}
		}
		if !strings.Contains(c.Example, c.CommandPath()) {
			t.Errorf("no example of %q calls it", c.CommandPath())
		}
		if strings.HasSuffix(c.Short, ".") || c.Short == "" || c.Short[0] < 'A' || c.Short[0] > 'Z' {
			t.Errorf("the short text of %q is %q", c.CommandPath(), c.Short)
		}
		for line := range strings.SplitSeq(help, "\n") {
			if len(line) > 100 {
				t.Errorf("the help of %q has a line of %d columns: %s", c.CommandPath(), len(line), line)
			}
		}
	})
}

// TestJSONFlag holds every command that reads to printing JSON: the plumbing
// and export print nothing else, cite has formats of its own, evidence is a file,
// and what only groups or changes need not.
func TestJSONFlag(t *testing.T) {
	without := []string{
		"newsarc completion", "newsarc export", "newsarc cite", "newsarc evidence", "newsarc timex", "newsarc align",
		"newsarc topic", "newsarc topic save", "newsarc topic remove", "newsarc serve", "newsarc import", "newsarc watch", "newsarc remote add", "newsarc remote remove",
	}
	every(Root(), func(c *cobra.Command) {
		has := c.Flags().Lookup("json") != nil
		if want := !slices.Contains(without, c.CommandPath()); has != want {
			t.Errorf("%s: --json is %v, want %v", c.CommandPath(), has, want)
		}
	})
}

// TestGroups holds the help of newsarc to listing every command.
func TestGroups(t *testing.T) {
	root := Root()
	var b bytes.Buffer
	writeHelp(&b, root)
	for _, c := range root.Commands() {
		if c.Name() != "help" && !strings.Contains(b.String(), "\n  "+c.Name()+" ") {
			t.Errorf("the help does not list %s", c.Name())
		}
	}
}

// TestStatus holds the table of exit statuses.
func TestStatus(t *testing.T) {
	for _, test := range []struct {
		err  error
		want int
	}{
		{nil, 0},
		{errNo, 1},
		{errSaid, 128},
		{usage("log", "no"), 129},
		{hint(usage("log", "no"), "x"), 129},
	} {
		if got := status(test.err); got != test.want {
			t.Errorf("%v: got %d, want %d", test.err, got, test.want)
		}
	}
}
