package cmd

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// shells lists those that newsarc completes for.
var shells = []string{"bash", "zsh", "fish", "powershell"}

func newCompletion(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "completion bash|zsh|fish|powershell",
		Short: "Print the completion script of a shell",
		Long: `Prints a script that makes a shell complete commands, flags, story ids and
revisions; these it asks of the archive's catalog as you type.`,
		Example: `source <(newsarc completion bash)
newsarc completion zsh >"${fpath[1]}/_newsarc"
newsarc completion fish >~/.config/fish/completions/newsarc.fish`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 || !slices.Contains(shells, args[0]) {
				return fmt.Errorf("completion takes %s", either(shells))
			}
			return nil
		},
		ValidArgs:         shells,
		PersistentPreRunE: noArchive,
		RunE:              func(c *cobra.Command, args []string) error { return runCompletion(e, c.Root(), args[0]) },
	}
}

func runCompletion(e *env, root *cobra.Command, shell string) error {
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(e.stdout, true)
	case "zsh":
		return root.GenZshCompletion(e.stdout)
	case "fish":
		return root.GenFishCompletion(e.stdout, true)
	}
	return root.GenPowerShellCompletionWithDesc(e.stdout)
}

// completeFlags prepares the flags of all commands for a shell: placeholders lose
// their quotation marks, and where no file is wanted none is offered.
func completeFlags(c *cobra.Command) {
	prepare := func(f *pflag.Flag) {
		placeholder, usage := pflag.UnquoteUsage(f)
		f.Usage = usage
		if !slices.Contains([]string{"FILE", "FOLDER", "DIR", "PATH"}, placeholder) {
			// The error says that a flag has a completion of its own.
			_ = c.RegisterFlagCompletionFunc(f.Name, cobra.NoFileCompletions)
		}
	}
	c.LocalFlags().VisitAll(prepare)
	for _, child := range c.Commands() {
		completeFlags(child)
	}
}
