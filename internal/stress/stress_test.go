package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/cmd"
)

// stressEnv tells the test binary to be the command stress.
const stressEnv = "NEWSARC_TEST_STRESS"

// TestMain makes the test binary newsarc when it is called by that name, and
// stress when a test asks for it.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "newsarc" {
		os.Exit(cmd.Main(os.Args[1:]))
	}
	if os.Getenv(stressEnv) != "" {
		os.Exit(run(os.Args[1:], os.Stdout))
	}
	os.Exit(m.Run())
}

// TestShort makes a short round of each trial. What a machine cannot do is
// skipped by the trial, with its reason.
func TestShort(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	newsarc := filepath.Join(t.TempDir(), "newsarc")
	if err := os.Symlink(self, newsarc); err != nil {
		t.Skip(err)
	}
	for _, trial := range trials {
		t.Run(trial.name, func(t *testing.T) {
			t.Parallel()
			c := exec.Command(self, "-newsarc", newsarc, "-kills", "3", "-dir", t.TempDir(), trial.name)
			c.Env = append(os.Environ(), stressEnv+"=1")
			out, err := c.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if text := string(out); strings.Contains(text, "skipped: ") {
				t.Skip(text)
			} else if !strings.Contains(text, ", 0 lost") {
				t.Errorf("got %s", text)
			}
		})
	}
}

func TestRecords(t *testing.T) {
	r := run1{"x", 5}
	lines := bytes.Split(bytes.TrimSpace(r.records()), []byte("\n"))
	if len(lines) != 5 || !bytes.Contains(lines[4], []byte(`"id":"x-1"`)) || !bytes.Contains(lines[4], []byte("T11:00:01Z")) {
		t.Errorf("got %q", lines)
	}
}

func TestArguments(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"-newsarc", self, "earthquake"}, {"-newsarc", "/nowhere/newsarc", "kill"}} {
		if status := run(args, &bytes.Buffer{}); status != 1 {
			t.Errorf("%v: status %d, want 1", args, status)
		}
	}
}
