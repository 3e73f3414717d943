package cmd

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"newsarc": func() { os.Exit(Main(os.Args[1:])) },
	})
}

// TestScript runs the scripts: newsarc as a user has it, and stock git as the
// judge of what it leaves behind. Clock, identity and time zone are given, so
// that the ids of commits can stand in the scripts.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Setup:               setupScript,
		Cmds:                scriptCommands,
	})
}

func setupScript(env *testscript.Env) error {
	home := filepath.Join(env.WorkDir, ".home")
	if err := os.MkdirAll(home, 0o777); err != nil {
		return err
	}
	env.Vars = append(env.Vars,
		"HOME="+home,
		"TZ=UTC",
		"LC_ALL=C",
		"GORACE=atexit_sleep_ms=0",
		"GIT_CONFIG_NOSYSTEM=1",
		"GIT_CONFIG_GLOBAL="+os.DevNull,
		"GIT_COMMITTER_NAME=Ann Archivist",
		"GIT_COMMITTER_EMAIL=ann@example.org",
		"GIT_COMMITTER_DATE=2024-05-16T09:00:00Z",
		"GIT_AUTHOR_DATE=2024-05-16T09:00:00Z",
		"PAGER=cat",
	)
	return nil
}
