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
// hundred allocations, a set of words a few.
const maxInitAllocs = 100

// heavy are packages known to take more, with the reason.
var heavy = map[string]int{
	"github.com/newsarc/newsarc/ingest/html": 450, // patterns and lists of names
	"github.com/newsarc/newsarc/text/claim":  300, // tables keyed by words, 0.04 ms
}

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
		if most := max(maxInitAllocs, heavy[name]); allocs > most {
			t.Errorf("%s allocates %d times at every start, at most %d are wanted: see sync.OnceValue, ingest.Regexp", name, allocs, most)
		}
	}
	if seen < 5 {
		t.Errorf("the runtime told of %d packages of ours", seen)
	}
}
