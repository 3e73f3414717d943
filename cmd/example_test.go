package cmd

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestExamples: what the help, the README and the documents tell a reader to type
// is a command that there is, with flags and as many arguments as it takes.
func TestExamples(t *testing.T) {
	var lines []string
	every(Root(), func(c *cobra.Command) { lines = append(lines, strings.Split(c.Example, "\n")...) })
	pages, err := filepath.Glob(filepath.Join("..", "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range append(pages, filepath.Join("..", "README.md")) {
		if filepath.Base(page) == "cli.md" {
			continue // made of the help, and of lines that show the grammar
		}
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fenced(string(text))...)
	}
	checked := 0
	for _, line := range lines {
		for _, args := range calls(line) {
			checked++
			if err := parses(args); err != nil {
				t.Errorf("%s: %v", strings.TrimSpace(line), err)
			}
		}
	}
	if checked < 100 {
		t.Errorf("found %d commands to check: the documents have more", checked)
	}
}

// fenced returns the lines of the fenced blocks of a page.
func fenced(page string) []string {
	var lines []string
	for i, block := range strings.Split(page, "\n```") {
		if i%2 == 1 {
			lines = append(lines, strings.Split(block, "\n")[1:]...)
		}
	}
	return lines
}

// word is a word of a shell's line, or what parts two commands.
var word = regexp.MustCompile(`'[^']*'|"[^"]*"|[|&;<>]+|[^\s'"|&;<>]+`)

// calls returns the arguments of each call of newsarc on a line. Two columns of
// spaces begin an explanation, as does "#".
func calls(line string) [][]string {
	line = strings.TrimPrefix(strings.TrimSpace(line), "$ ")
	line, _, _ = strings.Cut(line, " #")
	line, _, _ = strings.Cut(line, "  ")
	var all [][]string
	words := word.FindAllString(line, -1)
	for len(words) > 0 {
		end := slices.IndexFunc(words, func(w string) bool { return strings.ContainsAny(w[:1], "|&;<>") })
		if end < 0 {
			end = len(words)
		}
		command := words[:end]
		for len(command) > 0 && strings.HasPrefix(command[0], "NEWSARC_") { // a setting
			command = command[1:]
		}
		if len(command) > 0 && command[0] == "newsarc" {
			args := slices.Clone(command[1:])
			for i := range args {
				args[i] = strings.Trim(args[i], `'"`)
			}
			all = append(all, args)
		}
		if end < len(words) && strings.ContainsAny(words[end], "<>") {
			end++ // the file belongs to the command
		}
		words = words[min(end+1, len(words)):]
	}
	return all
}

// parses reports what is wrong with the arguments of a call.
func parses(args []string) error {
	for len(args) > 1 && (args[0] == "-C" || args[0] == "--archive") {
		args = args[2:]
	}
	c, rest, err := Root().Find(args)
	if err != nil {
		return err
	}
	if err := c.ParseFlags(rest); err != nil {
		return err
	}
	return c.ValidateArgs(c.Flags().Args())
}
