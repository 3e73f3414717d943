package remote

import (
	"net/url"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestParseAddress(t *testing.T) {
	for _, test := range []struct{ address, protocol, user, host, path string }{
		{"https://example.org/a.git", "https", "", "example.org", "/a.git"},
		{"https://ann@example.org:443/a.git", "https", "ann", "example.org", "/a.git"},
		{"http://[::1]:8080/a%20b", "http", "", "[::1]:8080", "/a b"},
		{"http://example.org:/100%25.git", "http", "", "example.org", "/100%.git"},
		{"http://example.org:443/", "http", "", "example.org:443", "/"},
		{"git://example.org:9419/a", "git", "", "example.org:9419", "/a"},
		{"git://example.org:9418/~ann/a", "git", "", "example.org", "~ann/a"},
		{"ssh://git@example.org:2222/~ann/a", "ssh", "git", "example.org:2222", "~ann/a"},
		{"ssh://example.org/what?#1", "ssh", "", "example.org", "/what?#1"},
		{"git@example.org:a/b.git", "ssh", "git", "example.org", "a/b.git"},
		{"example.org:/srv/a", "ssh", "", "example.org", "/srv/a"},
		{"example.org:/~ann/a", "ssh", "", "example.org", "~ann/a"},
		{"example.org:2222:a", "ssh", "", "example.org", "2222:a"},
		{"example.org:a%20b", "ssh", "", "example.org", "a%20b"},
		{"git@[::1]:a", "ssh", "git", "[::1]", "a"},
		{"[fe80::1%eth0]:a", "ssh", "", "[fe80::1%eth0]", "a"},
		{"ann@c:news", "ssh", "ann", "c", "news"},
	} {
		u, err := parseAddress(test.address)
		if err != nil {
			t.Errorf("%s: %v", test.address, err)
			continue
		}
		got := [...]string{u.Scheme, u.User.Username(), u.Host, u.Path}
		if want := [...]string{test.protocol, test.user, test.host, test.path}; got != want {
			t.Errorf("%s: got %q, want %q", test.address, got, want)
		}
	}
	for _, bad := range []string{
		"nowhere", "://x", "ftp://example.org/a", "https://example.org:port/x", "https://example.org:70000/x", "https:///x", "http://:80/x",
		"http://example.org/a?b=c", "https://example.org/a#b", "ssh://example.org", "git://example.org/", "git://example.org/a%00b", "ssh://example.org/%",
	} {
		if u, err := parseAddress(bad); err == nil {
			t.Errorf("%s: got %v", bad, u)
		}
	}
}

// What is a path of this machine: all that stock git takes for one, and what no
// host can be called.
func TestShortForm(t *testing.T) {
	for _, test := range []struct {
		address string
		path    bool // for git
		here    bool // for us
	}{
		{"news", true, true},
		{"./example.org:news", true, true},
		{"here/there:else", true, true},
		{"ann/x@example.org:news", true, true},
		{"example.org:news", false, false},
		{"ann@example.org:news/2024", false, false},
		{"[::1]:news", false, false},
		{"c:news", false, true}, // a drive elsewhere
		{`\\?\d:news`, false, true},
		{"my notes:today", false, true},
		{"[a]:b", false, true},
	} {
		out, err := exec.Command("git", "fetch-pack", "--diag-url", test.address).Output()
		if err != nil {
			t.Fatalf("%s: %v", test.address, err)
		}
		if got := strings.Contains(string(out), "protocol=file"); got != test.path && runtime.GOOS != "windows" { // where drives are paths for git too
			t.Errorf("%s: git says\n%s", test.address, out)
		}
		if got := shortForm(test.address) == nil; got != test.here {
			t.Errorf("%s: a path: %v", test.address, got)
		}
	}
	if dir := filepath.Join(t.TempDir(), "a:b"); !isFolder(dir) {
		t.Errorf("%s is no folder", dir)
	}
}

// An address is read or refused; what was read of a URL is read the same when it
// is written again, what was read of a short form gives it back; what git takes
// for a path is none; and no way to a host is opened that crashes on it.
func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{
		"https://ann@example.org:443/100%25.git", "http://[fe80::1%25eth0]:8080/a%2Fb", "git://example.org/~ann/a", "ssh://git@example.org:2222/what?#1",
		"git@[::1]:a", "example.org:a%20b", "here/there:else", "c:news", "a::b", "@:x", "ssh://h/%7Ea",
	} {
		f.Add(s)
	}
	o := Options{Getenv: func(string) string { return "" }}
	f.Fuzz(func(t *testing.T, address string) {
		_, _ = openURL(address, o)
		u, err := parseAddress(address)
		if err != nil {
			return
		}
		if !strings.Contains(address, "://") {
			colon, slash := strings.IndexByte(address, ':'), strings.IndexByte(address, '/')
			if colon < 0 || slash >= 0 && slash < colon {
				t.Errorf("%q is a path for git", address)
			}
			user := ""
			if u.User != nil {
				user = u.User.Username() + "@"
			}
			if back := user + u.Host + ":" + u.Path; back != strings.Replace(address, ":/~", ":~", 1) {
				t.Errorf("%q: read as %q", address, back)
			}
			return
		}
		again, err := parseAddress(u.String())
		if err != nil || again.String() != u.String() || again.Path != u.Path || again.Host != u.Host {
			t.Errorf("%q: %q, then %v, %v", address, u, again, err)
		}
		if w, err := url.Parse(u.String()); err != nil || w.Host != u.Host {
			t.Errorf("%q: host %q is %v, %v for others", address, u.Host, w, err)
		}
	})
}
