package cmd

import (
	"fmt"

	"github.com/spf13/cobra"
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
