package cmd

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// perRun is how many texts one add of these tests archives: enough for several
// steps of its work to be under way when it is killed.
const perRun = 120

// records returns JSON lines of one run: the second half changes the first.
func records(run string) []byte {
	var b bytes.Buffer
	for i := range perRun {
		story := i % (perRun / 2)
		fmt.Fprintf(&b, `{"id":"%s-%d","source":"wire.example","headline":"Report %d of run %s",`, run, story, story, run)
		fmt.Fprintf(&b, `"captured":"2024-05-%02dT10:00:00Z","text":"Run %s counted %d boats on Monday.\nNo word came from station %d."}`+"\n",
			1+i/(perRun/2), run, i, story)
	}
	return b.Bytes()
}

// newsarcIn prepares newsarc to run in an archive.
func newsarcIn(dir string, args ...string) *exec.Cmd {
	c := exec.Command("newsarc", args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "HOME="+dir, "GORACE=atexit_sleep_ms=0",
		"GIT_COMMITTER_NAME=Ann Archivist", "GIT_COMMITTER_EMAIL=ann@example.org")
	return c
}

// added returns the commits that add --json reported as added, however its
// output ends.
func added(out io.Reader) []string {
	var commits []string
	scan := bufio.NewScanner(out)
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		var line struct {
			Status   string
			Revision struct{ Commit string }
		}
		if json.Unmarshal(scan.Bytes(), &line) == nil && line.Status == "added" {
			commits = append(commits, line.Revision.Commit)
		}
	}
	return commits
}

// checkArchive asks git for every commit, and git and newsarc whether all is
// sound.
func checkArchive(t *testing.T, dir string, commits []string) {
	t.Helper()
	git := "--git-dir=" + filepath.Join(dir, ".newsarc", "archive.git")
	history, err := exec.Command("git", git, "rev-list", "--all").Output()
	if err != nil {
		t.Fatalf("git rev-list: %v", err)
	}
	reachable := map[string]bool{}
	for id := range strings.FieldsSeq(string(history)) {
		reachable[id] = true
	}
	for _, id := range commits {
		if !reachable[id] {
			t.Fatalf("revision %s was reported as added and is not there", id)
		}
	}
	if out, err := exec.Command("git", git, "fsck", "--strict", "--no-dangling").CombinedOutput(); err != nil {
		t.Fatalf("git fsck: %v\n%s", err, out)
	}
	if out, err := newsarcIn(dir, "verify", "--read-data").CombinedOutput(); err != nil {
		t.Fatalf("newsarc verify: %v\n%s", err, out)
	}
}

// kills is how often TestKill kills: 50 times, or KILLS (see make stress).
func kills() int {
	if n, err := strconv.Atoi(os.Getenv("KILLS")); err == nil && n > 0 {
		return n
	}
	return 50
}

// TestKill kills add at a random moment, again and again: every revision that
// it reported is there, and the archive stays sound.
func TestKill(t *testing.T) {
	t.Parallel()
	times := kills()
	dir := t.TempDir()
	if out, err := newsarcIn(dir, "init").CombinedOutput(); err != nil {
		t.Fatalf("init: %v\n%s", err, out)
	}
	random := rand.New(rand.NewPCG(1, 2))
	var commits []string
	whole := time.Duration(0) // of an add that nobody kills
	killed := 0
	for run := range times + 1 {
		c := newsarcIn(dir, "add", "--json", "-")
		c.Stdin = bytes.NewReader(records(fmt.Sprint(run)))
		var out bytes.Buffer
		c.Stdout = &out
		start := time.Now()
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		if run > 0 {
			time.AfterFunc(time.Duration(random.Int64N(int64(whole))), func() { _ = c.Process.Kill() })
		}
		err := c.Wait()
		switch {
		case run == 0 && err != nil:
			t.Fatalf("add: %v", err)
		case run == 0:
			whole = time.Since(start)
		case err != nil:
			killed++
		default: // it was faster than the first one
			whole = min(whole, time.Since(start))
		}
		commits = append(commits, added(&out)...)
		if run%10 == 0 {
			checkArchive(t, dir, commits)
		}
	}
	if killed < times/5 {
		t.Errorf("only %d of %d were killed before they had ended", killed, times)
	}
	t.Logf("killed %d of %d; %d revisions were reported and are there", killed, times, len(commits))

	// What was cut short goes in with a second run, and nothing twice.
	var all bytes.Buffer
	for run := range times + 1 {
		all.Write(records(fmt.Sprint(run)))
	}
	c := newsarcIn(dir, "add", "--quiet", "-")
	c.Stdin = &all
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("second run: %v\n%s", err, out)
	}
	checkArchive(t, dir, commits)
	out, err := newsarcIn(dir, "log", "--oneline").Output()
	if got := bytes.Count(out, []byte("\n")); err != nil || got != (times+1)*perRun {
		t.Errorf("%v: the archive has %d revisions, want %d", err, got, (times+1)*perRun)
	}
}

// TestTwoWriters lets two processes add at once: nothing is lost.
func TestTwoWriters(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if out, err := newsarcIn(dir, "init").CombinedOutput(); err != nil {
		t.Fatalf("init: %v\n%s", err, out)
	}
	var wait sync.WaitGroup
	outs := make([]bytes.Buffer, 4)
	for i := range outs {
		wait.Go(func() {
			c := newsarcIn(dir, "add", "--json", "-")
			// Two pairs add the very same texts.
			c.Stdin = bytes.NewReader(records(fmt.Sprint(i / 2)))
			c.Stdout = &outs[i]
			if err := c.Run(); err != nil {
				t.Errorf("add: %v", err)
			}
		})
	}
	wait.Wait()
	var commits []string
	for i := range outs {
		commits = append(commits, added(&outs[i])...)
	}
	if len(commits) != 2*perRun {
		t.Errorf("%d revisions were reported as added, want %d", len(commits), 2*perRun)
	}
	checkArchive(t, dir, commits)
}

// TestInterrupt interrupts an add that waits for more input: it ends with
// status 130 and leaves a sound archive.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if out, err := newsarcIn(dir, "init").CombinedOutput(); err != nil {
		t.Fatalf("init: %v\n%s", err, out)
	}
	c := newsarcIn(dir, "add", "--json", "-")
	stdin, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	var out, stderr bytes.Buffer
	c.Stdout, c.Stderr = &out, &stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	// More than a pipe holds: when all is written, newsarc is reading.
	if _, err := stdin.Write(bytes.Repeat(records("interrupted"), 4)); err != nil {
		t.Fatal(err)
	}
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	// Without an answer the test would wait for ever.
	timer := time.AfterFunc(time.Minute, func() { _ = c.Process.Kill() })
	defer timer.Stop()
	if err := c.Wait(); c.ProcessState.ExitCode() != statusInterrupted {
		t.Errorf("got %v, want exit status %d\n%s", err, statusInterrupted, &stderr)
	}
	checkArchive(t, dir, added(&out))
}
