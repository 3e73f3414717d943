package cmd

import (
	"encoding/json"
	"os"
	"regexp"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// scriptEventually runs a command until its output matches a pattern:
//
//	eventually PATTERN COMMAND [ARGUMENT]...
func scriptEventually(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: eventually PATTERN COMMAND [ARGUMENT]...")
	}
	pattern, err := regexp.Compile("(?m)" + args[0])
	ts.Check(err)
	wait := 20 * time.Millisecond
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(wait) {
		wait = min(2*wait, time.Second)
		if ts.Exec(args[1], args[2:]...) == nil && pattern.MatchString(ts.ReadFile("stdout")) {
			return
		}
	}
	ts.Fatalf("%s never printed %q; at last:\n%s", args[1], args[0], ts.ReadFile("stdout"))
}

// scriptSignal sends a signal to the watcher of which a file holds the status as
// JSON: signal HUP FILE or signal TERM FILE.
func scriptSignal(ts *testscript.TestScript, neg bool, args []string) {
	signals := map[string]syscall.Signal{"HUP": syscall.SIGHUP, "TERM": syscall.SIGTERM}
	if neg || len(args) != 2 || signals[args[0]] == 0 {
		ts.Fatalf("usage: signal HUP|TERM FILE")
	}
	var s struct{ PID int }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[1])), &s))
	if s.PID == 0 {
		ts.Fatalf("nobody watches")
	}
	p, err := os.FindProcess(s.PID)
	ts.Check(err)
	ts.Check(p.Signal(signals[args[0]]))
}
