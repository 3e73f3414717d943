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
	"sync"
	"testing"
	"time"
)

// attack is put into every field of an article, a topic, an address and a query.
const attack = `"'><script>alert(1)</script><img src=//evil.example/x onerror=alert(2)><svg onload=alert(3)></title></textarea>{{.}}`

// site is a server over an archive of its own, the same for all tests.
type site struct {
	url   string
	root  string // of the archive
	bin   string
	paths []string // one of every kind of page
	stop  func() error
}

var theSite = sync.OnceValues(newSite)

func TestMain(m *testing.M) {
	code := m.Run()
	if started {
		if s, err := theSite(); err == nil {
			if err := errors.Join(s.stop(), os.RemoveAll(filepath.Dir(s.root))); err != nil {
				fmt.Fprintln(os.Stderr, "the server ended with", err)
				code = 1
			}
		}
	}
	os.Exit(code)
}

// started says whether theSite was asked for.
var started bool

func siteOf(t *testing.T) *site {
	t.Helper()
	started = true
	s, err := theSite()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// newSite builds newsarc, archives the made-up story of the examples and
// articles that attack, and starts a server.
func newSite() (*site, error) {
	dir, err := os.MkdirTemp("", "newsarc-e2e-")
	if err != nil {
		return nil, err
	}
	s := &site{root: filepath.Join(dir, "The Record"), bin: filepath.Join(dir, "newsarc")}
	repository, err := filepath.Abs("..")
	if err != nil {
		return nil, err
	}
	if err := run(repository, "go", "build", "-o", s.bin, "./cmd/newsarc"); err != nil {
		return nil, err
	}
	if err := run(repository, "sh", "examples/demo/run", s.bin, s.root); err != nil {
		return nil, err
	}
	if err := s.attack(dir); err != nil {
		return nil, err
	}
	if err := s.serve(); err != nil {
		return nil, err
	}
	return s, s.list()
}

// attack archives two revisions of an article with an attack in every field, and
// topics that do the same.
func (s *site) attack(dir string) error {
	file := filepath.Join(dir, "evil.jsonl")
	for i, text := range []string{"A blast killed 3 people on Monday, May 13, 2024.", "A blast killed 5 people on Monday, May 13, 2024."} {
		line, err := json.Marshal(map[string]any{
			"url": "https://evil.example/a?" + attack, "source": "evil.example", "headline": "Blast " + attack, "subhead": attack,
			"byline": attack, "dateline": attack, "section": attack, "language": "en", "captured": fmt.Sprintf("2024-05-1%dT20:00:00Z", 5+i),
			"published": "2024-05-13T09:00:00Z", "text": text + " " + attack + "\n\n\"" + attack + "\" he said.\n\nCorrection: " + attack,
		})
		if err != nil {
			return err
		}
		if err := os.WriteFile(file, line, 0o644); err != nil {
			return err
		}
		if err := run(s.root, s.bin, "add", file); err != nil {
			return err
		}
	}
	return errors.Join(
		run(s.root, s.bin, "topic", "save", "quake", "--query", "quake OR dam"),
		run(s.root, s.bin, "topic", "save", "evil", "--query", attack, "--section", attack),
	)
}

// serve starts a server.
func (s *site) serve() error {
	ctx, cancel := context.WithCancel(context.Background())
	c := exec.CommandContext(ctx, s.bin, "-C", s.root, "serve", "--addr", "127.0.0.1:0")
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = 20 * time.Second
	s.stop = func() error {
		cancel()
		if err := c.Wait(); err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
		return nil
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	s.url = strings.TrimSuffix(strings.TrimSpace(line), "/")
	return err
}

// list follows the address of one page of every kind to where it leads.
func (s *site) list() error {
	for _, p := range []string{
		"/", "/silent", "/stories", "/story/quake", "/revision/quake@4", "/diff/quake@2..quake@3", "/diff/quake@3?facts=1", "/blame/quake",
		"/timeline?story=quake", "/timeline", "/topics", "/topic/quake", "/search?q=dam", "/search", "/source/harbourpost.example", "/about", "/nowhere",
		"/story/evil.example", "/revision/evil.example", "/diff/evil.example", "/blame/evil.example", "/timeline?source=evil.example",
		"/search?q=blast", "/topic/evil", "/source/evil.example", "/search?" + query("q", `"`+attack),
	} {
		path, err := s.address(p)
		if err != nil {
			return err
		}
		s.paths = append(s.paths, path)
	}
	return nil
}

// address follows a path to the page that it stands for.
func (s *site) address(path string) (string, error) {
	resp, err := http.Get(s.url + path)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	return strings.TrimPrefix(resp.Request.URL.String(), s.url), nil
}

// at is address for tests.
func (s *site) at(t *testing.T, path string) string {
	t.Helper()
	to, err := s.address(path)
	if err != nil {
		t.Fatal(err)
	}
	return to
}

func run(dir, name string, args ...string) error {
	c := exec.Command(name, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "TZ=UTC", "NEWSARC_OUTPUT_PAGER=cat")
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %v: %w\n%s", name, args, err, out)
	}
	return nil
}
