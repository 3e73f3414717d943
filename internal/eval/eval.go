// Package eval is the helper binary newsarc-eval: each subcommand reads JSON
// lines and writes JSON lines, so that a scorer outside the project can measure
// the packages that newsarc is built from. It scores nothing itself, and needs
// no network and no archive.
package eval

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Command answers one question about text, line by line.
type Command struct {
	Name string
	Help string
	// Run answers one line of input by calling emit once or, where the contract
	// says so, once for each thing found.
	Run func(line []byte, emit func(any) error) error
}

// commands is the explicit list of subcommands.
var commands = []Command{
	{"timex", "find the time expressions of a document", runTimex},
	{"timeline", "build the timeline of a topic", runTimeline},
	{"align", "pair the sentences of two versions of a text", align},
	{"words", "find the words that differ between two sentences", words},
	{"split", "cut a text into sentences", split},
	{"extract", "find the article in a page", extract},
	{"signals", "say what changed between two texts", signals},
	{"claims", "find the claims of a sentence", claims},
}

// Main runs the subcommand that args name and returns the exit status: 0 done,
// 128 failed, 129 wrong usage.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	i := -1
	if len(args) == 1 {
		i = slices.IndexFunc(commands, func(c Command) bool { return c.Name == args[0] })
	}
	if i < 0 {
		fmt.Fprintln(stderr, "usage: newsarc-eval COMMAND <in.jsonl >out.jsonl")
		for _, c := range commands {
			fmt.Fprintf(stderr, "  %-10s %s\n", c.Name, c.Help)
		}
		return 129
	}
	if err := run(commands[i], stdin, stdout); err != nil {
		fmt.Fprintf(stderr, "newsarc-eval: %s: %v\n", args[0], err)
		return 128
	}
	return 0
}

func run(c Command, stdin io.Reader, stdout io.Writer) error {
	in := bufio.NewReaderSize(stdin, 1<<20)
	out := bufio.NewWriterSize(stdout, 1<<20)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if len(strings.TrimSpace(string(line))) > 0 {
			if err := c.Run(line, enc.Encode); err != nil {
				return fmt.Errorf("line %d: %w", n, err)
			}
		}
		if errors.Is(err, io.EOF) {
			return out.Flush()
		}
		if err != nil {
			return err
		}
	}
}
