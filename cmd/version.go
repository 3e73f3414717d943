package cmd

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/internal/render"
)

// version is set by the linker: see the Makefile.
var version = ""

func newVersion(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:               "version [--json]",
		Short:             "Print the version of newsarc",
		Example:           "newsarc version\nnewsarc version --json",
		Args:              noArgs,
		PersistentPreRunE: noArchive,
		RunE:              func(*cobra.Command, []string) error { return runVersion(e, asJSON) },
	}
	jsonFlag(c, &asJSON)
	return c
}

func runVersion(e *env, asJSON bool) error {
	v := versionName()
	if asJSON {
		return render.JSON(e.stdout, struct {
			schema
			NewsarcVersion string `json:"newsarc"`
			Go             string `json:"go"`
			Platform       string `json:"platform"`
		}{schemaOf("version"), v, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH})
	}
	fmt.Fprintf(e.stdout, "newsarc version %s\n", v)
	return nil
}

// versionName returns the version of this program.
func versionName() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}
