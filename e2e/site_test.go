package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// attack is put into every field of an article.
const attack = `"'><script>alert(1)</script><img src=//evil.example/x onerror=alert(2)><svg onload=alert(3)>`

// site is a server over an archive of its own.
type site struct {
	url   string
	paths []string // one of every kind of page
}

var repository = func() string {
	dir, err := filepath.Abs("..")
	if err != nil {
		panic(err)
	}
	return dir
}()

// newSite builds newsarc, archives the made-up story of the examples and an
// article that attacks, and starts a server.
func newSite(t *testing.T) *site {
	t.Helper()
	dir := t.TempDir()
	binary := filepath.Join(dir, "newsarc")
	run(t, repository, "go", "build", "-o", binary, "./cmd/newsarc")
	archive := filepath.Join(dir, "The Record")
	run(t, repository, "sh", "examples/demo/run", binary, archive)
	run(t, archive, binary, "topic", "save", "quake", "--query", "quake OR dam")
	for i, text := range []string{"A blast killed 3 people on Monday, May 13, 2024.", "A blast killed 5 people on Monday, May 13, 2024."} {
		line, err := json.Marshal(map[string]string{
			"url": "https://evil.example/a?" + attack, "source": "evil.example", "headline": "Blast " + attack, "byline": attack, "dateline": attack,
			"section": attack, "captured": fmt.Sprintf("2024-05-1%dT20:00:00Z", 5+i), "text": text + " " + attack + "\n\n\"" + attack + "\" he said.",
		})
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, "evil.jsonl")
		if err := os.WriteFile(file, line, 0o644); err != nil {
			t.Fatal(err)
		}
		run(t, archive, binary, "add", file)
	}
	s := &site{url: serve(t, binary, archive)}
	for _, p := range []string{
		"/", "/silent", "/stories", "/story/quake", "/revision/quake@4", "/diff/quake@2..quake@3", "/diff/quake@3?facts=1", "/blame/quake",
		"/timeline?story=quake", "/timeline", "/topics", "/topic/quake", "/search?q=dam", "/source/harbourpost.example", "/about", "/nowhere",
		"/story/evil.example", "/revision/evil.example", "/diff/evil.example", "/blame/evil.example", "/timeline?source=evil.example", "/search?q=blast",
	} {
		s.paths = append(s.paths, s.address(t, p))
	}
	return s
}

// address follows a path to the page that it stands for.
func (s *site) address(t *testing.T, path string) string {
	t.Helper()
	resp, err := http.Get(s.url + path)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return strings.TrimPrefix(resp.Request.URL.String(), s.url)
}

func run(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	c := exec.Command(name, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "TZ=UTC", "NEWSARC_OUTPUT_PAGER=cat")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
}

// serve starts a server and returns its address.
func serve(t *testing.T, binary, archive string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	c := exec.CommandContext(ctx, binary, "-C", archive, "serve", "--addr", "127.0.0.1:0")
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = 20 * time.Second
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		if err := c.Wait(); err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("the server ended with %v", err)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(strings.TrimSpace(line), "/")
}

// missing ends a test for want of a tool: in CI that is a failure.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// axe returns the source of axe-core, which npm gets once.
func axe(t *testing.T) string {
	t.Helper()
	const version = "4.10.3"
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(cache, "newsarc-e2e", "axe-core-"+version)
	file := filepath.Join(dir, "node_modules", "axe-core", "axe.min.js")
	if source, err := os.ReadFile(file); err == nil {
		return string(source)
	}
	if _, err := exec.LookPath("npm"); err != nil {
		missing(t, "no npm to get axe-core with")
	}
	c := exec.Command("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", dir, "axe-core@"+version)
	if out, err := c.CombinedOutput(); err != nil {
		missing(t, fmt.Sprintf("npm has no axe-core %s: %v\n%s", version, err, out))
	}
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}
