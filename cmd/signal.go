package cmd

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/internal/join"
)

// signals is the flag --signal of lists: only changes of these kinds.
type signals struct {
	names []string
}

// signalNames lists what --signal takes, what matters most first.
func signalNames() []string {
	names := make([]string, len(diff.SignalKinds))
	for i, k := range diff.SignalKinds {
		names[i] = string(k)
	}
	return names
}

func (s *signals) declare(c *cobra.Command) {
	c.Flags().StringSliceVar(&s.names, "signal", nil, "only changes of `KIND`: "+strings.Join(signalNames(), ", ")+"; may be repeated")
	complete(c, "signal", signalNames())
}

// check refuses what is no kind of change; the command is named in errors.
func (s *signals) check(command string) error {
	for _, name := range s.names {
		if err := checkWord(command, "signal", name, signalNames()); err != nil {
			return err
		}
	}
	return nil
}

// asked reports whether the flag was given.
func (s *signals) asked() bool { return len(s.names) > 0 }

// in reports whether a change is of one of the kinds. The first text of a story
// is no change.
func (s *signals) in(d *join.Digest) bool {
	return !d.First && slices.ContainsFunc(d.Kinds, func(k diff.SignalKind) bool { return slices.Contains(s.names, string(k)) })
}
