package cmd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// noArgs refuses every argument.
func noArgs(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes no argument, got %q", c.Name(), args[0])
	}
	return nil
}

// minArgs asks for at least n arguments; what says which.
func minArgs(n int, what string) cobra.PositionalArgs {
	return rangeArgs(n, -1, what)
}

// rangeArgs asks for n to most arguments; -1 is no upper bound.
func rangeArgs(n, most int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) < n {
			return fmt.Errorf("%s needs %s", c.Name(), what)
		}
		if most >= 0 && len(args) > most {
			return fmt.Errorf("%s takes %s, got %q too", c.Name(), what, args[most])
		}
		return nil
	}
}

// checkWord refuses what is none of the words that a flag of a command takes, and
// hints at the one that looks like it.
func checkWord(command, flag, got string, words []string) error {
	if slices.Contains(words, got) {
		return nil
	}
	err := &usageError{
		err:     fmt.Errorf("--%s takes %s, got %q", flag, either(words), got),
		command: "newsarc " + command,
	}
	for _, word := range words {
		if len(got) > 2 && near(got, word) && len(err.hints) == 0 {
			err.hints = append(err.hints, "did you mean --"+flag+" "+word+"?")
		}
	}
	return err
}

// either lists words of which one is wanted: "a, b or c".
func either(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// exclusive says that of these flags at most one may be given.
func exclusive(c *cobra.Command, flags ...string) {
	c.MarkFlagsMutuallyExclusive(flags...) // for the shell's completion
	check := c.Args
	c.Args = func(c *cobra.Command, args []string) error {
		first := ""
		for _, name := range flags {
			switch {
			case !c.Flags().Changed(name):
			case first != "":
				return fmt.Errorf("--%s and --%s exclude each other", first, name)
			default:
				first = name
			}
		}
		if check == nil {
			return nil
		}
		return check(c, args)
	}
}

// earlierName lets a flag be called by a name that it had before; no help and no
// completion offers it.
func earlierName(c *cobra.Command, flag, earlier string) {
	c.Flags().SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		if name == earlier {
			name = flag
		}
		return pflag.NormalizedName(name)
	})
}
