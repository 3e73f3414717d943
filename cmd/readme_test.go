package cmd

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// demoTimes says when the revisions of examples/demo were seen: as the script
// beside them does.
var demoTimes = []string{
	"2024-05-14T09:10:00Z", "2024-05-14T12:00:00Z", "2024-05-14T16:00:00Z",
	"2024-05-15T08:10:00Z", "2024-05-15T13:00:00Z", "2024-05-15T18:30:00Z",
}

// TestReadme holds what the README shows to what newsarc prints: each line
// after "$ " in a block is run on the story of the demo. With UPDATE_README set,
// the README is written instead.
func TestReadme(t *testing.T) {
	readme := filepath.Join("..", "README.md")
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	archive := demoArchive(t)
	var out strings.Builder
	lines := strings.SplitAfter(string(text), "\n")
	commands := 0
	for i := 0; i < len(lines); i++ {
		out.WriteString(lines[i])
		command, ok := strings.CutPrefix(lines[i], "$ ")
		if !ok {
			continue
		}
		commands++
		out.WriteString(runInDemo(t, archive, strings.TrimSpace(command)))
		for i+1 < len(lines) && !strings.HasPrefix(lines[i+1], "```") && !strings.HasPrefix(lines[i+1], "$ ") {
			i++
		}
	}
	if commands < 5 {
		t.Errorf("the README shows only %d commands", commands)
	}
	if out.String() == string(text) {
		return
	}
	if os.Getenv("UPDATE_README") == "" {
		t.Error("README.md shows what newsarc no longer prints: UPDATE_README=1 go test ./cmd -run TestReadme")
		return
	}
	if err := os.WriteFile(readme, []byte(out.String()), 0o666); err != nil {
		t.Fatal(err)
	}
}

// demoArchive archives the story of the demo.
func demoArchive(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	texts, err := filepath.Glob(filepath.Join("..", "examples", "demo", "*.md"))
	if err != nil || len(texts) != len(demoTimes) {
		t.Fatalf("%d texts, %v", len(texts), err)
	}
	runInDemo(t, dir, "newsarc init")
	for i, path := range texts {
		path, err := filepath.Abs(path)
		if err != nil {
			t.Fatal(err)
		}
		runInDemo(t, dir, "newsarc add --captured "+demoTimes[i]+" '"+path+"'")
	}
	return dir
}

// runInDemo runs a command line in an archive, with the clock and the identity
// of the demo.
func runInDemo(t *testing.T, dir, command string) string {
	t.Helper()
	c := exec.Command("sh", "-c", command)
	c.Dir = dir
	c.Env = append(os.Environ(), "TZ=UTC", "LC_ALL=C", "GORACE=atexit_sleep_ms=0", "NO_COLOR=1",
		"GIT_COMMITTER_NAME=Demo", "GIT_COMMITTER_EMAIL=demo@example.org", "GIT_COMMITTER_DATE=2024-05-16T09:00:00Z",
		"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull)
	var stderr strings.Builder
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", command, err, stderr.String())
	}
	return string(out)
}
