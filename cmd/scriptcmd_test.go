package cmd

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/newsarc/newsarc/archive/odb/pgstore/pgtest"
)

// scriptCommands are the commands that scripts have beside testscript's own.
var scriptCommands = map[string]func(*testscript.TestScript, bool, []string){
	"status":     scriptStatus,
	"fsck":       scriptFsck,
	"json":       scriptJSON,
	"repeat":     scriptRepeat,
	"rewrite":    scriptRewrite,
	"site":       scriptSite,
	"older":      scriptOlder,
	"captureid":  scriptCaptureID,
	"postgres":   scriptPostgres,
	"sqlite":     scriptSQLite,
	"eventually": scriptEventually,
	"signal":     scriptSignal,
}

// scriptCondition knows the conditions of our own: [postgres], where a server can
// be started. In CI one must be.
func scriptCondition(name string) (bool, error) {
	switch name {
	case "postgres":
		return pgtest.Available() || os.Getenv("CI") != "", nil
	}
	return false, fmt.Errorf("condition %q is unknown", name)
}

// scriptPostgres sets a variable to the URL of a new place in a database:
//
//	postgres STORE
func scriptPostgres(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: postgres VARIABLE")
	}
	cluster, err := pgtest.SharedCluster()
	ts.Check(err)
	ts.Setenv(args[0], cluster.Schema())
}

// scriptStatus runs a command that must end with an exit status:
//
//	status 128 newsarc show nothing
func scriptStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N COMMAND [ARGUMENT]...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// scriptFsck has stock git check the archive in a folder.
func scriptFsck(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 1 {
		ts.Fatalf("usage: fsck [ARCHIVE]")
	}
	dir := "."
	if len(args) == 1 {
		dir = args[0]
	}
	git := ts.MkAbs(dir) + "/.newsarc/archive.git"
	if store := ts.Getenv("NEWSARC_ARCHIVE_STORE"); store != "" {
		git = filepath.Join(ts.Getenv("WORK"), ".fsck.git")
		ts.Check(os.RemoveAll(git))
		ts.Check(pgtest.Dump(store, git))
	}
	c := exec.Command("git", "--git-dir="+git, "fsck", "--strict", "--full", "--no-dangling")
	c.Env = append(os.Environ(), "LC_ALL=C")
	out, err := c.CombinedOutput()
	if err != nil || len(bytes.TrimSpace(out)) > 0 && !bytes.HasPrefix(out, []byte("notice: ")) {
		ts.Fatalf("git fsck: %v\n%s", err, out)
	}
}

// scriptJSON checks values in the JSON lines or the one document of a file:
//
//	json stdout .schema newsarc.log .revision.number 2
//
// A path is of names and numbers; a first number picks the line.
func scriptJSON(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 3 || len(args)%2 == 0 {
		ts.Fatalf("usage: json FILE PATH VALUE [PATH VALUE]...")
	}
	text := ts.ReadFile(args[0])
	if strings.Contains(text, `"schema":"newsarc.`) { // also what newsarc gave to another program
		ts.Check(judge(strings.NewReader(text)))
	}
	dec := json.NewDecoder(strings.NewReader(text))
	var lines []any
	for dec.More() {
		var line any
		ts.Check(dec.Decode(&line))
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		ts.Fatalf("%s holds no JSON", args[0])
	}
	for i := 1; i < len(args); i += 2 {
		got := fmt.Sprint(lookUp(lines, args[i]))
		if (got == args[i+1]) == neg {
			ts.Fatalf("%s is %s, want %s", args[i], got, args[i+1])
		}
	}
}

// lookUp follows a path such as ".body.0.kind" or "2.error".
func lookUp(lines []any, path string) any {
	value := lines[0]
	if !strings.HasPrefix(path, ".") {
		value, path = any(lines), "."+path
	}
	for name := range strings.SplitSeq(strings.TrimPrefix(path, "."), ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[name]
		case []any:
			i, err := strconv.Atoi(name)
			if name == "length" {
				return len(v)
			}
			if err != nil || i >= len(v) {
				return nil
			}
			value = v[i]
		default:
			return nil
		}
	}
	return value
}

// scriptRepeat writes a text many times over: repeat FILE N TEXT. In the text,
// \n, \t and \xNN are understood.
func scriptRepeat(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: repeat FILE N TEXT")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	text, err := strconv.Unquote(`"` + args[2] + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Repeat(text, n)), 0o666))
}

// scriptRewrite replaces a text in a file: rewrite FILE OLD NEW.
func scriptRewrite(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: rewrite FILE OLD NEW")
	}
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.ReplaceAll(text, args[1], args[2])), 0o666))
}

// scriptSQLite runs the statements of a file on a database, which it creates:
// sqlite DATABASE FILE.
func scriptSQLite(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: sqlite DATABASE FILE")
	}
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = db.Exec(ts.ReadFile(args[1]))
	ts.Check(errors.Join(err, db.Close()))
}
