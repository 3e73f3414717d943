package cmd

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/newsarc/newsarc/archive/odb/pgstore/pgtest"
)

func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){
		"newsarc": func() { os.Exit(judgedMain(os.Args[1:])) },
	})
}

// tests stops the PostgreSQL server of the tests, if there is one, after them.
type tests struct{ m *testing.M }

func (t tests) Run() int { return pgtest.Main(t.m) }

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
		Condition:           scriptCondition,
	})
}

// TestScriptPostgres runs the scripts of the commands that read and write once
// more, with the archive in a database.
func TestScriptPostgres(t *testing.T) {
	cluster := pgtest.Shared(t)
	var files []string
	for _, name := range []string{"blame", "completion", "diff", "log", "search", "serve", "show", "stories", "timeline"} {
		files = append(files, filepath.Join("testdata", "script", name+".txtar"))
	}
	testscript.Run(t, testscript.Params{
		Files:               files,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("NEWSARC_ARCHIVE_STORE", cluster.Schema())
			return setupScript(env)
		},
		Cmds:      scriptCommands,
		Condition: scriptCondition,
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
