package cmd

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
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
	if strings.HasPrefix(b, a) || strings.HasPrefix(a, b) {
		return true
	}
	row := make([]int, len(b)+1) // of Levenshtein's table
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)] <= 2
}
