package cmd

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// maxInitAllocs and maxInitBytes bound what a package, of ours or of a library,
// may allocate before main begins: every command pays for it. A regular expression
// that is compiled takes about a hundred allocations, a set of words a few, one
// that waits for its first use two. internal/layers lists packages that must not
// be linked at all.
const (
	maxInitAllocs = 120
	maxInitBytes  = 64 << 10
)

// heavy are the libraries that are known to take more, with what it is and why it
// stays.
var heavy = map[string]struct {
	allocs int
	why    string
}{
	"go.yaml.in/yaml/v3":                        {400, "patterns of numbers and dates; viper and the stored form need it"},
	"github.com/mmcdole/gofeed/internal/shared": {400, "patterns; feeds are read by it"},
	"github.com/subosito/gotenv":                {350, "patterns; it comes with viper"},
	"github.com/dustin/go-humanize":             {180, "a pattern and tables; SQLite's libc needs it"},
	"golang.org/x/net/html":                     {100, "the names of characters, 127 KB; pages are read by it"},
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
	ours, others := 0, 0
	for line := range strings.Lines(stderr.String()) {
		var name string
		var at, clock float64
		var size, allocs int
		// init bytes @1.2 ms, 0.01 ms clock, 112 bytes, 3 allocs
		if n, _ := fmt.Sscanf(line, "init %s @%f ms, %f ms clock, %d bytes, %d allocs", &name, &at, &clock, &size, &allocs); n < 5 {
			continue
		}
		host, _, _ := strings.Cut(name, "/")
		known, isHeavy := heavy[name]
		switch {
		case strings.HasPrefix(name, "github.com/newsarc/newsarc/"):
			ours++
			if allocs > maxInitAllocs || size > maxInitBytes {
				t.Errorf("%s allocates %d times, %d bytes, at every start: see sync.OnceValue, ingest.Regexp", name, allocs, size)
			}
		case !strings.Contains(host, "."): // the standard library
		case strings.HasPrefix(name, "github.com/rogpeppe/go-internal/"), strings.HasPrefix(name, "github.com/santhosh-tekuri/jsonschema/"):
			// of the tests, which are the newsarc that runs here
		case isHeavy:
			if allocs > known.allocs {
				t.Errorf("%s allocates %d times at every start, %d are known of it (%s)", name, allocs, known.allocs, known.why)
			}
		default:
			others++
			if allocs > maxInitAllocs || size > maxInitBytes {
				t.Errorf("%s, a library, allocates %d times, %d bytes, at every start: find out who links it (go list -deps), and a lighter one", name, allocs, size)
			}
		}
	}
	if ours < 5 || others < 5 {
		t.Errorf("the runtime told of %d packages of ours and %d of libraries", ours, others)
	}
}
