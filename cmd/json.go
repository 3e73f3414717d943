package cmd

import "github.com/spf13/cobra"

// schema names the form of a JSON document or line and its version. Fields are
// only added to a form; what would break a reader raises the version.
type schema struct {
	Schema  string `json:"schema"`
	Version int    `json:"version"`
}

// schemaOf returns the schema of what a command prints with --json.
func schemaOf(name string) schema { return schema{"newsarc." + name, 1} }

// jsonFlag declares --json.
func jsonFlag(c *cobra.Command, asJSON *bool) {
	c.Flags().BoolVar(asJSON, "json", false, "print JSON")
}
