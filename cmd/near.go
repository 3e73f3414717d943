package cmd

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/newsarc/newsarc/config"
)

// nearFlags names the flags of a command that an unknown one may have meant:
// those that begin with it or that it begins with, as a rule a slip at the end.
func nearFlags(c *cobra.Command, err error) []string {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return nil
	}
	var hints []string
	name := unknown.GetSpecifiedName()
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if len(name) > 2 && !f.Hidden && near(name, f.Name) && len(hints) == 0 {
			hints = append(hints, "did you mean --"+f.Name+"?")
		}
	})
	return hints
}

// near reports whether one word is the beginning of the other or at most two
// letters away from it.
func near(a, b string) bool {
	return strings.HasPrefix(b, a) || strings.HasPrefix(a, b) || config.Distance(a, b) <= 2
}
