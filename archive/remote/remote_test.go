package remote

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/news"
)

// newArchive makes an archive with some revisions of a few stories of its own,
// and one that others have too.
func newArchive(t *testing.T, name string, revisions int) *archive.Archive {
	t.Helper()
	a, err := archive.Init(t.Context(), t.TempDir(), archive.Options{Committer: commit.Identity{Name: name, Email: name + "@example.org"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	add(t, a, name, revisions)
	return a
}

func add(t *testing.T, a *archive.Archive, name string, revisions int) {
	t.Helper()
	var inputs []archive.Input
	for n := range revisions {
		id := fmt.Sprintf("%s-%d", name, n%3)
		if n%4 == 0 {
			id = "shared"
		}
		art := &news.Article{Headline: "Ferry " + id + " sails", Source: "coast.example", ID: id, Published: news.Instant(time.Unix(1_700_000_000, 0).UTC())}
		art.Body = news.Body{{Sentences: []string{fmt.Sprintf("The ferry carried %d people, the port said.", n), "It sails again on Monday."}}}
		in := archive.Input{Article: art, Captured: time.Unix(1_700_000_000+int64(n)*60, 0)}
		if n%5 == 0 {
			in.Capture, in.CaptureExt = fmt.Appendf(nil, "<p>%s %d", name, n), "html"
		}
		inputs = append(inputs, in)
	}
	if _, err := a.Add(t.Context(), slices.Values(inputs), nil); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, address string) archive.Remote {
	t.Helper()
	r, err := Open(t.Context(), address, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "HOME="+t.TempDir(), "LC_ALL=C")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func bare(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "news.git")
	git(t, t.TempDir(), "init", "-q", "--bare", "-b", "main", dir)
	return dir
}

// missing ends a test for want of a part of git that some systems pack apart. In
// CI that is a failure: what is never tried there is not tried.
func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// gitDaemon serves a folder over git's own protocol.
func gitDaemon(t *testing.T, dir string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	_ = l.Close()
	cmd := exec.Command("git", "daemon", "--reuseaddr", "--export-all", "--enable=receive-pack", "--base-path="+filepath.Dir(dir),
		"--listen=127.0.0.1", fmt.Sprintf("--port=%d", port), filepath.Dir(dir))
	cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "HOME="+t.TempDir())
	if err := cmd.Start(); err != nil {
		t.Fatalf("git daemon: %v", err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	for range 100 {
		if c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			_ = c.Close()
			return fmt.Sprintf("git://127.0.0.1:%d/%s", port, filepath.Base(dir))
		}
		time.Sleep(50 * time.Millisecond)
	}
	missing(t, "git daemon does not listen: this git may come without it")
	return ""
}

// gitHTTP serves a folder by git-http-backend, to who knows the password.
func gitHTTP(t *testing.T, dir string) string {
	t.Helper()
	out, err := exec.Command("git", "--exec-path").Output()
	backend := filepath.Join(strings.TrimSpace(string(out)), "git-http-backend")
	if _, statErr := os.Stat(backend); err != nil || statErr != nil {
		missing(t, "this git comes without http-backend")
	}
	git(t, dir, "config", "http.receivepack", "true")
	h := &cgi.Handler{Path: backend, Env: []string{"GIT_PROJECT_ROOT=" + filepath.Dir(dir), "GIT_HTTP_EXPORT_ALL=1", "REMOTE_USER=ann", "GIT_CONFIG_NOSYSTEM=1", "HOME=" + t.TempDir()}}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, password, _ := r.BasicAuth(); password != "secret" {
			w.Header().Set("WWW-Authenticate", "Basic")
			http.Error(w, "who are you", http.StatusUnauthorized)
			return
		}
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	return srv.URL + "/" + filepath.Base(dir)
}

// Three archives that each grew exchange through a bare repository of stock git,
// by every way to it, and end with the same heads.
func TestThroughStockGit(t *testing.T) {
	for _, way := range []struct {
		name string
		to   func(*testing.T, string) string
	}{
		{"folder", func(_ *testing.T, dir string) string { return dir }},
		{"file", func(_ *testing.T, dir string) string { return "file://" + dir }},
		{"daemon", gitDaemon},
		{"http", gitHTTP},
	} {
		t.Run(way.name, func(t *testing.T) {
			t.Setenv("NEWSARC_REMOTE_PASSWORD", "secret")
			dir := bare(t)
			address := way.to(t, dir)
			through(t, dir, address)
		})
	}
}

func through(t *testing.T, dir, address string) {
	ctx := t.Context()
	o := archive.ExchangeOptions{Name: "origin", Step: 7}
	all := []*archive.Archive{newArchive(t, "ann", 30), newArchive(t, "ben", 20), newArchive(t, "cem", 25)}
	if _, err := all[0].Pull(ctx, open(t, address), o); !errors.Is(err, archive.ErrEmptyRemote) {
		t.Errorf("pull of nothing: %v", err)
	}
	for range 2 {
		for i, a := range all {
			if _, err := a.Pull(ctx, open(t, address), o); err != nil && !errors.Is(err, archive.ErrEmptyRemote) {
				t.Fatalf("archive %d pulls: %v", i, err)
			}
			if _, err := a.Push(ctx, open(t, address), o); err != nil {
				t.Fatalf("archive %d pushes: %v", i, err)
			}
		}
	}
	add(t, all[0], "ann", 40)
	if _, err := all[0].Push(ctx, open(t, address), o); err != nil {
		t.Fatal(err)
	}
	for _, a := range all[1:] {
		if _, err := a.Pull(ctx, open(t, address), o); err != nil {
			t.Fatal(err)
		}
	}
	want, err := all[0].Branches(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range all {
		if got, err := a.Branches(ctx); err != nil || !cmp.Equal(want, got) {
			t.Errorf("archive %d: %v", i, cmp.Diff(want, got))
		}
		if _, err := a.Verify(ctx, archive.VerifyOptions{ReadData: 1}, func(p archive.Problem) { t.Errorf("%+v", p) }); err != nil {
			t.Error(err)
		}
	}
	if head := strings.TrimSpace(git(t, dir, "rev-parse", "main")); head != want[archive.Main] {
		t.Errorf("the repository is at %s, want %s", head, want[archive.Main])
	}
	if out := git(t, dir, "fsck", "--strict", "--no-dangling"); out != "" {
		t.Errorf("fsck: %s", out)
	}
}

// A repository that never moves a branch but forward is given a merge more, and
// what is pulled from there is what was pushed.
func TestForwardOnly(t *testing.T) {
	ctx := t.Context()
	dir := bare(t)
	git(t, dir, "config", "receive.denyNonFastForwards", "true")
	address := gitDaemon(t, dir)
	o := archive.ExchangeOptions{Name: "origin"}
	// Whose tip is older depends on the texts, so each order is tried: in one of
	// them the last to come is not the last in the merge.
	for _, order := range [][]int{{8, 12, 10}, {12, 8, 4}} {
		var last *archive.Archive
		for i, n := range order {
			a := newArchive(t, fmt.Sprint("party", i, n), n)
			if _, err := a.Pull(ctx, open(t, address), o); err != nil && !errors.Is(err, archive.ErrEmptyRemote) {
				t.Fatal(err)
			}
			if _, err := a.Push(ctx, open(t, address), o); err != nil {
				t.Fatal(err)
			}
			last = a
		}
		b := newArchive(t, "late", 2)
		if _, err := b.Pull(ctx, open(t, address), o); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Push(ctx, open(t, address), o); err != nil {
			t.Fatal(err)
		}
		if _, err := last.Pull(ctx, open(t, address), o); err != nil {
			t.Fatal(err)
		}
		x, err := last.Branches(ctx)
		y, err2 := b.Branches(ctx)
		if err != nil || err2 != nil || !cmp.Equal(x, y) {
			t.Errorf("%v %v %s", err, err2, cmp.Diff(x, y))
		}
	}
	if out := git(t, dir, "log", "--oneline", "-1", "main"); !strings.Contains(out, "Archives joined") {
		t.Errorf("head of the repository: %s", out)
	}
}

// An archive that is served over HTTP by newsarc itself is pulled from, and what
// came later is too. Objects that fill many packets come whole.
func TestThroughServe(t *testing.T) {
	ctx := t.Context()
	a, b := newArchive(t, "ann", 30), newArchive(t, "ben", 10)
	noise := make([]byte, 300_000)
	for i := range noise {
		noise[i] = byte(i*i*7919>>9) ^ byte(i>>3)
	}
	art := &news.Article{Headline: "Noise", Source: "coast.example", ID: "noise", Body: news.Body{{Sentences: []string{"It was loud at the port."}}}}
	in := archive.Input{Article: art, Captured: time.Unix(1_700_009_000, 0), Capture: noise, CaptureExt: "bin"}
	if _, err := a.Add(ctx, slices.Values([]archive.Input{in}), nil); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var err error
		if r.Method == http.MethodPost {
			w.Header().Set("Content-Type", "application/x-git-upload-pack-result")
			err = a.UploadPack(r.Context(), r.Body, w)
		} else {
			w.Header().Set("Content-Type", "application/x-git-upload-pack-advertisement")
			err = a.AdvertiseRefs(r.Context(), w)
		}
		if err != nil && !strings.Contains(r.URL.Path, "receive-pack") {
			t.Error(err)
		}
	}))
	defer srv.Close()
	o := archive.ExchangeOptions{Name: "ann"}
	for range 2 {
		if _, err := b.Pull(ctx, open(t, srv.URL+"/archive.git"), o); err != nil {
			t.Fatal(err)
		}
		add(t, a, "ann", 40)
	}
	if _, err := b.Pull(ctx, open(t, srv.URL+"/archive.git"), o); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Verify(ctx, archive.VerifyOptions{ReadData: 1}, func(p archive.Problem) { t.Errorf("%+v", p) }); err != nil {
		t.Error(err)
	}
	if _, err := b.Push(ctx, open(t, srv.URL+"/archive.git"), o); err == nil {
		t.Error("an archive that is only served was pushed to")
	}
}

// What cannot be reached is named, and no secret is.
func TestFailures(t *testing.T) {
	ctx := t.Context()
	dir := bare(t)
	for _, c := range []struct {
		address string
		want    error
		text    string
	}{
		{"https://ann:secret@git.example/news", ErrCredentials, "password in it"},
		{"ftp://git.example/news", nil, `"ftp" is none of`},
		{"--upload-pack=touch", nil, "is no address"},
		{"file://other.example/news", nil, "folder of this machine"},
		{filepath.Join(t.TempDir(), "nothing"), os.ErrNotExist, "nothing"},
		{t.TempDir(), ErrNotThere, "no archive there"},
	} {
		_, err := Open(ctx, c.address, Options{})
		if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", c.address, err)
		}
	}
	address := gitHTTP(t, dir)
	t.Setenv("HOME", t.TempDir())
	t.Setenv("NEWSARC_REMOTE_PASSWORD", "wrong-one")
	_, err := open(t, address).Refs(ctx)
	if !errors.Is(err, ErrDenied) || strings.Contains(err.Error(), "wrong-one") {
		t.Errorf("wrong password: %v", err)
	}
	t.Setenv("NEWSARC_REMOTE_PASSWORD", "secret")
	if _, err := open(t, address+"-not").Refs(ctx); !errors.Is(err, ErrNotThere) {
		t.Errorf("no such repository: %v", err)
	}
	done, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := open(t, address).Refs(done); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
}

// The password for a host comes from ~/.netrc, for that host and user only.
func TestNetrc(t *testing.T) {
	file := filepath.Join(t.TempDir(), "netrc")
	if err := os.WriteFile(file, []byte("machine other.example login x password 1\nmachine git.example\n login ann\n password 2\nmachine git.example login ben password 3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o := Options{Getenv: func(key string) string { return map[string]string{"NETRC": file}[key] }}
	for name, want := range map[string]string{"": "2", "ann": "2", "ben": "3", "cem": ""} {
		env := map[string]string{"NETRC": file, "NEWSARC_REMOTE_USER": name}
		u := &url.URL{Scheme: "https", Host: "git.example:444"}
		if _, password := httpLogin(u, Options{Getenv: func(key string) string { return env[key] }}); password != want {
			t.Errorf("user %q of the environment: password %q", name, password)
		}
	}
	for _, c := range []struct{ host, user, login, password string }{
		{"git.example", "", "ann", "2"},
		{"git.example", "ben", "ben", "3"},
		{"git.example", "cem", "", ""},
		{"third.example", "", "", ""},
	} {
		if login, password := netrc(o, c.host, c.user); login != c.login || password != c.password {
			t.Errorf("%s %s: got %q %q", c.host, c.user, login, password)
		}
	}
}
