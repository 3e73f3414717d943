//go:build unix

package remote

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/archive"
)

// sshServer is OpenSSH's server on a port of loopback, with keys of its own.
type sshServer struct {
	dir  string
	user string
	port int
}

// keyPair makes a key without a passphrase.
func keyPair(t *testing.T, file string) {
	t.Helper()
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file).CombinedOutput(); err != nil {
		t.Fatalf("ssh-keygen: %v\n%s", err, out)
	}
}

func startSSH(t *testing.T) *sshServer {
	t.Helper()
	sshd, err := exec.LookPath("sshd")
	for _, dir := range []string{"/usr/sbin", "/usr/local/sbin", "/sbin"} {
		if err != nil {
			sshd, err = exec.LookPath(filepath.Join(dir, "sshd"))
		}
	}
	_, noClient := exec.LookPath("ssh")
	if err != nil || noClient != nil {
		missing(t, "OpenSSH's server and client are not both installed: make sshd")
	}
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	s := &sshServer{dir: t.TempDir(), user: me.Username}
	keyPair(t, s.file("host"))
	keyPair(t, s.file("key"))
	keyPair(t, s.file("other"))
	s.write(t, "authorized_keys", s.read(t, "key.pub"))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = l.Addr().(*net.TCPAddr).Port
	_ = l.Close()
	s.write(t, "sshd_config", fmt.Sprintf("Port %d\nListenAddress 127.0.0.1\nHostKey %s\nAuthorizedKeysFile %s\nPidFile none\n"+
		"StrictModes no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\n", s.port, s.file("host"), s.file("authorized_keys")))
	s.write(t, "known_hosts", fmt.Sprintf("[127.0.0.1]:%d %s", s.port, s.read(t, "host.pub")))
	if os.Getuid() == 0 { // as the service does it
		if err := os.MkdirAll("/run/sshd", 0o755); err != nil {
			t.Fatal(err)
		}
	}
	log, err := os.Create(s.file("log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(sshd, "-D", "-e", "-f", s.file("sshd_config"))
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = log.Close()
	})
	for range 100 {
		if c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", s.port)); err == nil {
			_ = c.Close()
			return s
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("sshd does not listen: %s", s.read(t, "log"))
	return nil
}

func (s *sshServer) file(name string) string { return filepath.Join(s.dir, name) }

func (s *sshServer) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(s.file(name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (s *sshServer) read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(s.file(name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// command is how the ssh program is called: with a key and known hosts of the
// test, and without asking anybody.
func (s *sshServer) command(key, known string) string {
	return fmt.Sprintf("ssh -F none -i %s -o IdentitiesOnly=yes -o IdentityAgent=none -o UserKnownHostsFile=%s -o GlobalKnownHostsFile=none -o BatchMode=yes", s.file(key), s.file(known))
}

func (s *sshServer) url(path string) string {
	return fmt.Sprintf("ssh://%s@127.0.0.1:%d%s", s.user, s.port, path)
}

// Two archives exchange through a bare repository of stock git behind OpenSSH's own
// server, in steps, and end with the same heads.
func TestThroughSSH(t *testing.T) {
	s := startSSH(t)
	dir := bare(t)
	t.Setenv("GIT_SSH_COMMAND", s.command("key", "known_hosts"))
	ctx, o := t.Context(), archive.ExchangeOptions{Name: "origin", Step: 9}
	a, b := newArchive(t, "ann", 20), newArchive(t, "ben", 12)
	if _, err := a.Pull(ctx, open(t, s.url(dir)), o); !errors.Is(err, archive.ErrEmptyRemote) {
		t.Errorf("pull of nothing: %v", err)
	}
	for _, x := range []*archive.Archive{a, b, a} {
		if _, err := x.Pull(ctx, open(t, s.url(dir)), o); err != nil && !errors.Is(err, archive.ErrEmptyRemote) {
			t.Fatal(err)
		}
		if _, err := x.Push(ctx, open(t, s.url(dir)), o); err != nil {
			t.Fatal(err)
		}
	}
	ours, err := a.Branches(ctx)
	theirs, err2 := b.Branches(ctx)
	if diff := cmp.Diff(ours, theirs); err != nil || err2 != nil || diff != "" {
		t.Errorf("%v %v %s", err, err2, diff)
	}
	if out := git(t, dir, "fsck", "--strict", "--no-dangling"); out != "" {
		t.Errorf("fsck: %s", out)
	}
	// What GIT_SSH names is a program, and no line for the shell. A path with a quote
	// in it stays one word on the host.
	wrapper := s.file("my ssh")
	s.write(t, "my ssh", "#!/bin/sh\nexec "+s.command("key", "known_hosts")+` "$@"`+"\n")
	if err := os.Chmod(wrapper, 0o700); err != nil {
		t.Fatal(err)
	}
	odd := filepath.Join(t.TempDir(), "it's !news.git")
	if err := os.Rename(dir, odd); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_SSH_COMMAND", "")
	t.Setenv("GIT_SSH", wrapper)
	add(t, b, "ben", 16)
	if _, err := b.Push(ctx, open(t, s.url(odd)), o); err != nil {
		t.Fatal(err)
	}
	heads, err := b.Branches(ctx)
	if head := strings.TrimSpace(git(t, odd, "rev-parse", "main")); err != nil || head != heads[archive.Main] {
		t.Errorf("the repository is at %s, want %s (%v)", head, heads[archive.Main], err)
	}
}

// What the ssh program has to say is one line, with what to type next.
func TestSSHFailures(t *testing.T) {
	s := startSSH(t)
	dir := bare(t)
	s.write(t, "nobody", "")
	s.write(t, "changed", fmt.Sprintf("[127.0.0.1]:%d %s", s.port, s.read(t, "other.pub")))
	for _, c := range []struct{ name, command, address, text, hint string }{
		{"another key", s.command("other", "known_hosts"), s.url(dir), "ssh: " + s.user + "@127.0.0.1: Permission denied (publickey).", "-T -p "},
		{"unknown host", s.command("key", "nobody"), s.url(dir), "ssh: Host key verification failed.", "-T -p "},
		{"another host", s.command("key", "changed"), s.url(dir), "ssh: Host key verification failed.", "-T -p "},
		{"no program", "", s.url(dir), `ssh: there is no program "ssh"`, "GIT_SSH="},
		{"no program of that name", "not-ssh", s.url(dir), "it says", ""},
		{"no host", "", "ssh://127.0.0.1:1/news.git", "", ""},
		{"no repository", s.command("key", "known_hosts"), s.url(dir + "-not"), "no archive there: it says", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("GIT_SSH_COMMAND", c.command)
			if c.name == "no program" {
				t.Setenv("PATH", t.TempDir())
			}
			_, err := open(t, c.address).Refs(t.Context())
			if err == nil || !strings.Contains(err.Error(), c.text) || strings.Contains(err.Error(), "\n") {
				t.Fatalf("got %v", err)
			}
			var own interface{ Hint() string }
			if c.hint != "" && (!errors.As(err, &own) || !strings.Contains(own.Hint(), c.hint)) {
				t.Errorf("%v: no hint with %q", err, c.hint)
			}
		})
	}
}

// Nothing in an address becomes an option of the ssh program or a word for a
// shell, here or there.
func TestSSHWords(t *testing.T) {
	dir := t.TempDir()
	fake := filepath.Join(dir, "ssh")
	if err := os.WriteFile(fake, []byte("#!/bin/sh\nprintf '[%s]' \"$@\" >\"$SSH_WORDS\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	words := filepath.Join(dir, "words")
	t.Setenv("SSH_WORDS", words)
	t.Setenv("GIT_SSH_COMMAND", "")
	t.Setenv("GIT_SSH", fake)
	for _, c := range []struct{ address, want string }{
		{"ssh://git.example/news.git", "[git.example][git-upload-pack '/news.git']"},
		{"ssh://ann@git.example:2222/news.git", "[-p][2222][ann@git.example][git-upload-pack '/news.git']"},
		{"ssh://git.example/~ann/news.git", "[git.example][git-upload-pack '~ann/news.git']"},
		{"ssh://[::1]:2222/news.git", "[-p][2222][::1][git-upload-pack '/news.git']"},
		{"git@git.example:news.git", "[git@git.example][git-upload-pack 'news.git']"},
		{"git@git.example:it's;touch x!", `[git@git.example][git-upload-pack 'it'\''s;touch x'\!'']`},
		{"ssh://-oProxyCommand=touch/news.git", ""},
		{"ssh://-oProxyCommand=touch%20x@git.example/news.git", ""},
		{"ssh://ann;touch@git.example/news.git", ""},
		{"ssh://$(touch)@git.example/news.git", ""},
		{"ssh:///news.git", ""},
		{"ann@-oProxyCommand=x:news.git", ""},
		{"-oProxyCommand=x:news.git", ""},
		{"git.example:-x", ""},
		{"ssh://git.example/news%0agit", ""},
	} {
		_ = os.Remove(words)
		r, err := Open(t.Context(), c.address, Options{})
		if err == nil {
			_, _ = r.Refs(t.Context())
		}
		got, _ := os.ReadFile(words)
		if diff := cmp.Diff(c.want, string(got)); diff != "" || c.want == "" && err == nil {
			t.Errorf("%s: %v\n%s", c.address, err, diff)
		}
	}
}
