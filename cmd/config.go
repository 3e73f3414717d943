package cmd

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/config"
	"github.com/newsarc/newsarc/internal/render"
)

func newConfig(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "config [--json]",
		Short: "List the settings, and where each comes from",
		Long: `Lists every setting with its value and where that was found. A variable of the
environment goes before the file .newsarc.yaml at the root of the archive, and that
before the default: NEWSARC_OUTPUT_COLOR=never sets output.color. Flags go before all
of them. The file says what each setting means; a password is not shown.`,
		Example: `newsarc config
NEWSARC_LOG_CLOCK=published newsarc config
newsarc config --json | jq -r 'select(.from != "default").key'`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error { return runConfig(e, asJSON) },
	}
	jsonFlag(c, &asJSON)
	return c
}

func runConfig(e *env, asJSON bool) error {
	settings, err := config.List(e.root)
	if err != nil {
		return err
	}
	for _, s := range settings {
		if store, ok := s.Value.(string); ok && s.Key == "archive.store" && store != "" {
			s.Value = archive.StoreName(store)
		}
		if err := printSetting(e, s, asJSON); err != nil {
			return err
		}
	}
	return nil
}

// printSetting prints a setting on a line.
func printSetting(e *env, s config.Setting, asJSON bool) error {
	if asJSON {
		return render.JSONLine(e.stdout, struct {
			schema
			config.Setting
		}{schemaOf("setting"), s})
	}
	value, err := json.Marshal(s.Value)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.stdout, "%-21s %s  (%s)\n", s.Key, render.Safe(string(value)), render.Safe(s.From))
	return err
}
