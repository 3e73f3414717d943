package cmd

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// maxInitAllocs bounds what a package of ours may allocate before main begins:
// every command pays for it. A regular expression that is compiled takes about a
// hundred allocations, a set of words a few, one that waits for its first use two.
// What libraries do is held by internal/layers, with the list of those that do
// too much.
const maxInitAllocs = 120

// TestStartIsCheap reads what the runtime says of the work done before main.
func TestStartIsCheap(t *testing.T) {
	c := exec.Command("newsarc", "version")
	c.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	var stderr bytes.Buffer
	c.Stderr = &stderr
	if err := c.Run(); err != nil {
		t.Fatalf("%v: %s", err, &stderr)
	}
	seen := 0
	for line := range bytes.Lines(stderr.Bytes()) {
		var name string
		var at, clock float64
		var size, allocs int
		// init bytes @1.2 ms, 0.01 ms clock, 112 bytes, 3 allocs
		if n, _ := fmt.Sscanf(string(line), "init %s @%f ms, %f ms clock, %d bytes, %d allocs", &name, &at, &clock, &size, &allocs); n < 5 ||
			!bytes.Contains(line, []byte("newsarc/newsarc/")) {
			continue
		}
		seen++
		if allocs > maxInitAllocs {
			t.Errorf("%s allocates %d times at every start, at most %d are wanted: see sync.OnceValue, ingest.Regexp", name, allocs, maxInitAllocs)
		}
	}
	if seen < 5 {
		t.Errorf("the runtime told of %d packages of ours", seen)
	}
}
