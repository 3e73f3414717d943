package cmd

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// exitOne is the key of the annotation that says when a command ends with
// status 1.
const exitOne = "exit-1"

// exitSkipped is what it says of commands that use withRest.
var exitSkipped = map[string]string{exitOne: "a revision is damaged or missing: the others are shown"}

// ExitStatuses returns the lines of a command's help on its exit status.
func ExitStatuses(c *cobra.Command) []string {
	lines := []string{"0    done"}
	if why := c.Annotations[exitOne]; why != "" {
		lines = append(lines, "1    "+why)
	}
	return append(lines,
		"128  fatal: the line on standard error says what is wrong",
		"129  wrong usage",
		"130  interrupted")
}

// newHelp is "newsarc help COMMAND", which says what "newsarc COMMAND --help" says.
func newHelp(e *env) *cobra.Command {
	return &cobra.Command{
		Use:               "help [COMMAND]...",
		Short:             "Say more of a command",
		PersistentPreRunE: noArchive,
		RunE: func(c *cobra.Command, args []string) error {
			about, rest, err := c.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(about, rest[0])
			}
			writeHelp(e.stdout, about)
			return nil
		},
		ValidArgsFunction: func(c *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			about, _, err := c.Root().Find(args)
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var names []string
			for _, child := range available(about) {
				names = append(names, child.Name()+"\t"+child.Short)
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
	}
}

// writeHelp prints the help of a command.
func writeHelp(w io.Writer, c *cobra.Command) {
	fmt.Fprintf(w, "usage: %s\n\n", c.UseLine())
	fmt.Fprintln(w, strings.TrimSpace(describe(c)))
	if children := available(c); len(children) > 0 {
		writeCommands(w, c, children)
	}
	if c.Example != "" {
		fmt.Fprintln(w, "\nExamples:")
		for line := range strings.SplitSeq(strings.TrimSpace(c.Example), "\n") {
			fmt.Fprintln(w, strings.TrimRight("  "+line, " "))
		}
	}
	writeFlags(w, "Flags", c.LocalNonPersistentFlags())
	if c.HasParent() {
		writeFlags(w, "Flags of every command", c.InheritedFlags())
	} else {
		writeFlags(w, "Flags of every command", c.PersistentFlags())
	}
	fmt.Fprintln(w, "\nExit status:")
	for _, line := range ExitStatuses(c) {
		fmt.Fprintln(w, "  "+line)
	}
	if !c.HasParent() {
		fmt.Fprintln(w, "\nnewsarc COMMAND --help says more of a command.")
	}
}

func describe(c *cobra.Command) string {
	if c.Long != "" {
		return c.Long
	}
	return c.Short
}

// available returns the commands below c that a help should list.
func available(c *cobra.Command) []*cobra.Command {
	return slices.DeleteFunc(slices.Clone(c.Commands()), func(child *cobra.Command) bool {
		return !child.IsAvailableCommand()
	})
}

func writeCommands(w io.Writer, c *cobra.Command, children []*cobra.Command) {
	list := func(title string, id string) {
		first := true
		for _, child := range children {
			if child.GroupID != id {
				continue
			}
			if first {
				fmt.Fprintf(w, "\n%s:\n", title)
				first = false
			}
			fmt.Fprintf(w, "  %-11s %s\n", child.Name(), child.Short)
		}
	}
	for _, g := range c.Groups() {
		list(g.Title, g.ID)
	}
	if c.HasParent() { // the one without a group at the top is "help"
		list("Commands", "")
	}
}

func writeFlags(w io.Writer, title string, flags *pflag.FlagSet) {
	if usages := flags.FlagUsagesWrapped(80); strings.TrimSpace(usages) != "" {
		fmt.Fprintf(w, "\n%s:\n%s", title, usages)
	}
}
