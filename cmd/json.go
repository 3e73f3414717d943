package cmd

import (
	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/internal/join"
)

// schema names the form of a JSON document or line and its version.
type schema = join.Schema

// schemaOf returns the schema of what a command prints with --json.
func schemaOf(name string) schema { return join.SchemaOf(name) }

// jsonFlag declares --json.
func jsonFlag(c *cobra.Command, asJSON *bool) {
	c.Flags().BoolVar(asJSON, "json", false, "print JSON")
}
