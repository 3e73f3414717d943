package local

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive/odb"
)

// What endangers an archive is found, what does not is passed over.
func TestJudge(t *testing.T) {
	good := func() *surroundings {
		return &surroundings{dir: "/srv/news/.newsarc/archive.git", locks: true, packs: 10 << 30, disk: disk{kind: "ext4", options: []string{"rw", "relatime"}, free: 20 << 30, inodes: 1 << 20}, config: configText}
	}
	for _, c := range []struct {
		name   string
		change func(*surroundings)
		want   string // "check!" for a danger, "check" otherwise
		what   string // part of the line
	}{
		{"nothing", func(*surroundings) {}, "", ""},
		{"not known", func(a *surroundings) { a.disk = disk{free: -1, inodes: -1} }, "", ""},
		{"read only", func(a *surroundings) { a.written = &fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission} }, "permission!", "cannot be written"},
		{"broken disk", func(a *surroundings) { a.written = os.ErrDeadlineExceeded }, "disk!", "synced"},
		{"no locks", func(a *surroundings) { a.locks = false }, "locks!", "twice"},
		{"another's", func(a *surroundings) { a.foreign = "objects/pack" }, "permission", "another user"},
		{"leftover", func(a *surroundings) { a.leftovers = []string{"refs/heads/main.lock"} }, "lock!", "main.lock"},
		{"eatmydata", func(a *surroundings) { a.preload = "libeatmydata.so" }, "fsync!", "LD_PRELOAD"},
		{"memory", func(a *surroundings) { a.disk.kind = "tmpfs" }, "fsync!", "in memory"},
		{"network", func(a *surroundings) { a.disk.kind = "nfs4" }, "network!", "nfs4"},
		{"fuse", func(a *surroundings) { a.disk.kind = "fuse.mergerfs" }, "network", "not known"},
		{"container", func(a *surroundings) { a.disk.kind = "overlay" }, "disk", "container"},
		{"volatile", func(a *surroundings) { a.disk.options = append(a.disk.options, "volatile") }, "fsync!", "volatile"},
		{"nobarrier", func(a *surroundings) { a.disk.options = append(a.disk.options, "nobarrier") }, "fsync!", "nobarrier"},
		{"full", func(a *surroundings) { a.disk.free = 5 << 20 }, "space!", "5 MB"},
		{"narrow", func(a *surroundings) { a.disk.free = 5 << 30 }, "space", "consolidated"},
		{"no inodes", func(a *surroundings) { a.disk.inodes = 3 }, "space!", "3 files"},
		{"prune now", func(a *surroundings) { a.config += "[gc]\n\tpruneExpire = now\n" }, "config!", "gc.pruneExpire"},
		{"prune later", func(a *surroundings) { a.config += "[gc]\n\tpruneExpire = 2.weeks.ago\n" }, "", ""},
		{"git without fsync", func(a *surroundings) { a.config += "[core]\n\tfsync = none\n" }, "config!", "core.fsync"},
		{"git half synced", func(a *surroundings) { a.config += "[core]\n\tfsyncMethod = writeout-only\n" }, "config!", "fsyncMethod"},
		{"mirror", func(a *surroundings) { a.config += "[remote \"o\"]\n\turl = x\n\tfetch = +refs/*:refs/*\n" }, "config!", "overwrites"},
		{"remote", func(a *surroundings) {
			a.config += "[remote \"o\"]\n\turl = x\n\tfetch = +refs/heads/*:refs/remotes/o/*\n"
		}, "", ""},
		{"no config", func(a *surroundings) { a.config = "[core\n" }, "config", "cannot be read"},
		{"dropbox", func(a *surroundings) { a.dir = "/home/ann/Dropbox/news/.newsarc/archive.git" }, "sync!", "Dropbox"},
		{"onedrive", func(a *surroundings) { a.dir = "/home/ann/OneDrive - Paper/news/.newsarc/archive.git" }, "sync!", "OneDrive"},
		{"not a sync folder", func(a *surroundings) { a.dir = "/home/ann/dropbox-story/.newsarc/archive.git" }, "", ""},
	} {
		a := good()
		c.change(a)
		var got []string
		for _, f := range a.judge() {
			mark := f.Check
			if f.Danger {
				mark += "!"
			}
			got = append(got, mark)
			if !strings.Contains(f.What, c.what) || f.Hint == "" || strings.Contains(f.What+f.Hint, "\n") {
				t.Errorf("%s: %q, hint %q", c.name, f.What, f.Hint)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// The examination of a real folder finds a lock that was left and a mark of a
// sync program, and leaves nothing behind.
func TestExamine(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "archive.git")
	s, err := Init(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	checks := func() string {
		list, err := s.Examine(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range list {
			if f.Check == "lock" || f.Check == "sync" || f.Check == "locks" || f.Check == "permission" {
				got = append(got, f.Check)
			}
		}
		return strings.Join(got, " ")
	}
	if got := checks(); got != "" {
		t.Errorf("a new archive: %s", got)
	}
	lock := filepath.Join(dir, "refs", "heads", "main.lock")
	if err := os.WriteFile(lock, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if got := checks(); got != "" {
		t.Errorf("a lock that is held: %s", got)
	}
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(lock, old, old); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(root, ".stfolder"), 0o777); err != nil {
		t.Fatal(err)
	}
	if got := checks(); got != "lock sync" {
		t.Errorf("got %q", got)
	}
	if left, err := filepath.Glob(filepath.Join(dir, ownDir, "doctor*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	var _ odb.Examiner = s
}
