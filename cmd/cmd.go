// Package cmd is the command line of newsarc: one file for each command. A
// command reads its flags, loads what it needs, calls one function of the
// domain and renders the result. How texts are compared, dated and stored is
// not decided here.
package cmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// Main runs newsarc with the arguments after its name and returns the exit
// status.
func Main(args []string) int {
	patientGC()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	signals := interrupts{cancel: cancel}
	name := named(args)
	signals.expect(name)

	e := newEnv()
	e.listen = signals.listen
	root := newRoot(e, name)
	if len(args) > 0 && strings.HasPrefix(args[0], "__complete") {
		completeFlags(root)
	}
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if closing := e.close(); err == nil {
		err = closing
	}
	if ctx.Err() != nil && err != nil {
		err = context.Canceled // whatever failed, it failed because of the signal
	}
	e.report(err)
	return status(err)
}

// Root returns the tree of commands, for the generator of documents.
func Root() *cobra.Command { return newRoot(newEnv(), "") }

// named returns the command that a command line asks for: the first argument
// that is no flag of every command. Where it begins with anything else, help or
// a misspelling, all commands are wanted, and the name is empty.
func named(args []string) string {
	for i := 0; i < len(args); i++ {
		switch a := args[i]; a {
		case "-C", "--directory", "--archive":
			i++
		default:
			for _, c := range commands {
				if c.name == a {
					return a
				}
			}
			return ""
		}
	}
	return ""
}

// newRoot declares newsarc itself, and the command of a name or, if it is empty,
// all of them: to declare thirty takes longer than to open an archive.
func newRoot(e *env, only string) *cobra.Command {
	var showVersion bool
	cobra.EnableCommandSorting = false // the order of the list is that of the work
	root := &cobra.Command{
		Use:   "newsarc [-C DIR] COMMAND [ARGUMENT]...",
		Short: "git for the news",
		Long: `newsarc archives every revision of a news story in a git repository, shows what
changed between any two of them, and builds a dated timeline of the events that
the texts report.

Settings stand in .newsarc.yaml at the root of an archive; NEWSARC_OUTPUT_COLOR=never
goes before output.color there, and a flag before both ("newsarc config" lists them).
PAGER, NO_COLOR and CLICOLOR are heeded. GIT_COMMITTER_NAME, GIT_COMMITTER_EMAIL and
GIT_COMMITTER_DATE say who archives, and when.`,
		Example: `newsarc init my-news && cd my-news
newsarc add ~/clippings/*.txt
newsarc log
newsarc diff quake~1 quake
newsarc timeline quake`,
		Args:          cobra.ArbitraryArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case len(args) > 0:
				return unknownCommand(c, args[0])
			case showVersion:
				return runVersion(e, false)
			}
			return c.Help()
		},
		PersistentPreRunE: func(c *cobra.Command, _ []string) error {
			if !c.HasParent() {
				return nil // help, version and misspellings need no archive
			}
			return e.enter()
		},
	}
	root.Flags().BoolVar(&showVersion, "version", false, "print the version of newsarc")
	root.PersistentFlags().StringVarP(&e.chdir, "directory", "C", "", "run as if started in `DIR`")
	root.PersistentFlags().StringVar(&e.archiveDir, "archive", "", "use the archive at `DIR`, not the one above the working directory")
	addCommands(root, e, only)
	speak(root, e)
	finish(root)
	return root
}

// addCommands declares the commands of the list, or only the one of a name.
func addCommands(root *cobra.Command, e *env, only string) {
	root.AddGroup(
		&cobra.Group{ID: groupWrite, Title: "Put texts in"},
		&cobra.Group{ID: groupRead, Title: "Look at stories"},
		&cobra.Group{ID: groupEvents, Title: "Look at events"},
		&cobra.Group{ID: groupExchange, Title: "Exchange with other archives"},
		&cobra.Group{ID: groupCare, Title: "Take care of an archive"},
		&cobra.Group{ID: groupPlumbing, Title: "See what the machine saw"},
		&cobra.Group{ID: groupMore, Title: "More"},
	)
	for _, c := range commands {
		if only != "" && c.name != only {
			continue
		}
		child := c.declare(e)
		child.GroupID = c.group
		root.AddCommand(child)
	}
}

// speak sets what help and wrong usage print, in the place of cobra's words.
func speak(root *cobra.Command, e *env) {
	root.CompletionOptions.DisableDefaultCmd = true
	root.SuggestionsMinimumDistance = 2
	root.SetHelpCommand(newHelp(e))
	root.SetHelpFunc(func(c *cobra.Command, _ []string) { writeHelp(e.stdout, c) })
	root.SetUsageFunc(func(c *cobra.Command) error { _, err := fmt.Fprintln(e.stderr, "usage: "+c.UseLine()); return err })
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return &usageError{err: err, command: c.CommandPath(), hints: nearFlags(c, err)}
	})
}

// The groups in which the help lists commands.
const (
	groupWrite    = "write"
	groupRead     = "read"
	groupEvents   = "events"
	groupExchange = "exchange"
	groupCare     = "care"
	groupPlumbing = "plumbing"
	groupMore     = "more"
)

// command is a command of the list.
type command struct {
	group   string
	name    string
	declare func(*env) *cobra.Command
}

// commands is the explicit list of commands, in the order of the help.
var commands = []command{
	{groupWrite, "init", newInit},
	{groupWrite, "add", newAdd},
	{groupWrite, "import", newImport},
	{groupWrite, "watch", newWatch},
	{groupRead, "log", newLog},
	{groupRead, "show", newShow},
	{groupRead, "diff", newDiff},
	{groupRead, "blame", newBlame},
	{groupRead, "stories", newStories},
	{groupRead, "search", newSearch},
	{groupRead, "cite", newCite},
	{groupRead, "evidence", newEvidence},
	{groupRead, "export", newExport},
	{groupRead, "serve", newServe},
	{groupEvents, "timeline", newTimeline},
	{groupEvents, "topic", newTopic},
	{groupExchange, "clone", newClone},
	{groupExchange, "pull", newPull},
	{groupExchange, "push", newPush},
	{groupExchange, "remote", newRemote},
	{groupCare, "verify", newVerify},
	{groupCare, "doctor", newDoctor},
	{groupCare, "gc", newGC},
	{groupPlumbing, "extract", newExtract},
	{groupPlumbing, "timex", newTimex},
	{groupPlumbing, "align", newAlign},
	{groupMore, "config", newConfig},
	{groupMore, "completion", newCompletion},
	{groupMore, "version", newVersion},
}

// finish gives a command and those below it what all of them have: a line of
// usage that says all it should by itself, and usage errors for arguments.
func finish(c *cobra.Command) {
	c.DisableFlagsInUseLine = true
	if check := c.Args; check != nil {
		c.Args = func(c *cobra.Command, args []string) error {
			if err := check(c, args); err != nil {
				return &usageError{err: err, command: c.CommandPath()}
			}
			return nil
		}
	}
	for _, child := range c.Commands() {
		finish(child)
	}
}

// noArchive is the PersistentPreRunE of commands that must work anywhere.
func noArchive(*cobra.Command, []string) error { return nil }

// unknownCommand says that c has no such command, and which ones look like it.
func unknownCommand(c *cobra.Command, name string) error {
	err := &usageError{err: fmt.Errorf("%q is not a command", name), command: c.CommandPath()}
	for i, near := range c.SuggestionsFor(name) {
		if i < 2 {
			err.hints = append(err.hints, c.CommandPath()+" "+near)
		}
	}
	return err
}
