package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/gitconfig"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

var _ odb.Examiner = (*Store)(nil)

// surroundings is what Examine has found out about where a store lies.
type surroundings struct {
	dir       string // absolute
	disk      disk
	preload   string   // of the dynamic linker
	locks     bool     // a second lock on a file was refused, as it must be
	written   error    // of writing, syncing and removing a file
	leftovers []string // lock files of git older than staleLock
	foreign   string   // something in it that another user owns
	packs     int64    // bytes
	config    string   // of the repository
}

// disk is what the system says of the file system.
type disk struct {
	kind    string // "ext4", "nfs"; empty: not known
	options []string
	free    int64 // bytes; -1: not known
	inodes  int64 // free; -1: not known, or as many as are wanted
}

const (
	// staleLock is how long git holds a lock at most; it takes milliseconds.
	staleLock = 10 * time.Minute
	// minFree and minInodes are what a batch, its index and the catalog may need
	// at once.
	minFree   = 256 << 20
	minInodes = 1000
)

// Examine implements odb.Examiner.
func (s *Store) Examine(ctx context.Context) ([]odb.Finding, error) {
	dir, err := filepath.Abs(s.dir)
	if err != nil {
		return nil, err
	}
	around := surroundings{dir: dir, disk: diskOf(dir), preload: os.Getenv("LD_PRELOAD")}
	around.locks, around.written = s.tryDisk()
	if around.leftovers, around.foreign, err = s.lookAround(); err != nil {
		return nil, err
	}
	stats, err := s.Stats(ctx)
	if err != nil {
		return nil, err
	}
	around.packs = stats.Bytes
	text, err := os.ReadFile(s.path("config"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	around.config = string(text)
	return around.judge(), nil
}

// tryDisk writes, syncs and removes a file, and locks it twice.
func (s *Store) tryDisk() (locks bool, err error) {
	if err := s.makeOwnDir(); err != nil {
		return true, err
	}
	name := s.path(ownDir, fmt.Sprintf("doctor-%d", os.Getpid()))
	first, err := s.fs.Append(name)
	if err != nil {
		return true, err
	}
	defer func() { err = errors.Join(err, first.Close(), s.fs.Remove(name)) }()
	if _, err := first.Write([]byte("doctor\n")); err != nil {
		return true, err
	}
	if err := errors.Join(first.Sync(), s.fs.SyncDir(s.path(ownDir))); err != nil {
		return true, err
	}
	second, err := s.fs.Append(name)
	if err != nil {
		return true, err
	}
	defer func() { err = errors.Join(err, second.Close()) }()
	if err := first.TryLock(); err != nil {
		return false, nil
	}
	return errors.Is(second.TryLock(), vfs.ErrLocked), nil
}

// lookAround finds locks of git that were left, and what others own.
func (s *Store) lookAround() (leftovers []string, foreign string, err error) {
	err = filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(s.dir, path)
		if d.IsDir() && filepath.ToSlash(filepath.Dir(rel)) == "objects" && d.Name() != "pack" && d.Name() != "info" {
			return filepath.SkipDir // loose objects
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if foreign == "" && !ownedByUs(info) {
			foreign = rel
		}
		ours := strings.HasPrefix(filepath.ToSlash(rel), ownDir+"/")
		if strings.HasSuffix(rel, ".lock") && !ours && time.Since(info.ModTime()) > staleLock {
			leftovers = append(leftovers, rel)
		}
		return nil
	})
	return leftovers, foreign, err
}

// judge says which of it is a danger.
func (a *surroundings) judge() []odb.Finding {
	var list []odb.Finding
	add := func(danger bool, check, hint, format string, args ...any) {
		list = append(list, odb.Finding{Check: check, Danger: danger, What: fmt.Sprintf(format, args...), Hint: hint})
	}
	switch {
	case errors.Is(a.written, fs.ErrPermission):
		add(true, "permission", "chown or chmod the folder, or work as the user who owns it", "the archive cannot be written: %v", a.written)
	case a.written != nil:
		add(true, "disk", "look at the system's log: the disk or its file system refuses to write", "a file cannot be written and synced: %v", a.written)
	case !a.locks:
		add(true, "locks", "keep the archive on a local disk, or mount with working locks; let one process at a time write",
			"the file system grants the same lock twice: two writers would not wait for each other")
	}
	if a.foreign != "" && a.written == nil {
		add(false, "permission", "sudo chown -R \"$USER\" "+a.dir, "%s belongs to another user", a.foreign)
	}
	for _, name := range a.leftovers {
		add(true, "lock", "if no git command runs on the archive: rm "+filepath.Join(a.dir, name), "%s was left by a git command that ended: nothing can be added", name)
	}
	if strings.Contains(a.preload, "eatmydata") {
		add(true, "fsync", "unset LD_PRELOAD", "LD_PRELOAD loads %s, which drops every fsync of other programs", a.preload)
	}
	a.judgeDisk(add)
	a.judgeConfig(add)
	if name := syncFolder(a.dir); name != "" {
		add(true, "sync", "move the archive out of it, and exchange with: newsarc push, newsarc pull",
			"the archive lies in a folder of %s, which copies files one by one: a copy may mix two states", name)
	}
	return list
}

type adder func(danger bool, check, hint, format string, args ...any)

// network and memory list the kinds of file systems that lie elsewhere or vanish.
var (
	network = []string{"nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "sshfs", "fuse.sshfs", "fuse.s3fs", "fuse.rclone", "fuse.glusterfs", "webdav", "davfs"}
	memory  = []string{"tmpfs", "ramfs"}
)

func (a *surroundings) judgeDisk(add adder) {
	d := &a.disk
	switch {
	case slices.Contains(memory, d.kind):
		add(true, "fsync", "keep the archive on a disk, or push it to one: newsarc push", "the archive lies in memory (%s): it is gone when the machine restarts", d.kind)
	case slices.Contains(network, d.kind):
		add(true, "network", "keep the archive on a local disk and push it there: newsarc push", "the archive lies on a network file system (%s): locks and fsync are what the server makes of them", d.kind)
	case strings.HasPrefix(d.kind, "fuse") || d.kind == "vboxsf" || d.kind == "drvfs":
		add(false, "network", "keep the archive on a local disk and push it there: newsarc push", "the archive lies on %s: whether fsync reaches a disk is not known", d.kind)
	case d.kind == "overlay":
		add(false, "disk", "put the archive on a volume of its own", "the archive lies in the layer of a container (overlay): it is removed with the container")
	}
	for _, o := range d.options {
		switch o {
		case "nobarrier", "barrier=0", "volatile", "data=writeback", "fsync=nostrict":
			add(true, "fsync", "mount it without "+o, "the file system is mounted with %s: a power cut can take what was synced", o)
		}
	}
	if d.free >= 0 && d.free < minFree {
		add(true, "space", "free some space", "%s are left on the disk", megabytes(d.free))
	} else if d.free >= 0 && d.free < a.packs {
		add(false, "space", "free some space", "%s are left, less than the %s of the archive: packs can no longer be consolidated", megabytes(d.free), megabytes(a.packs))
	}
	if d.inodes >= 0 && d.inodes < minInodes {
		add(true, "space", "remove files", "%d files more fit on the disk", d.inodes)
	}
}

func megabytes(n int64) string { return fmt.Sprintf("%d MB", n>>20) }

// judgeConfig looks for settings by which stock git would drop or overwrite what
// the archive holds. newsarc itself reads none of them.
func (a *surroundings) judgeConfig(add adder) {
	c, err := gitconfig.Parse(a.config)
	if err != nil {
		add(false, "config", "git config --list --file "+filepath.Join(a.dir, "config"), "the configuration of the repository cannot be read: %v", err)
		return
	}
	unset := func(key string) string {
		return fmt.Sprintf("git --git-dir=%s config --unset-all %s", a.dir, key)
	}
	for _, key := range []string{"pruneExpire", "worktreePruneExpire"} {
		if v := strings.ToLower(c.Last("gc", key)); v == "now" || v == "all" {
			add(true, "config", unset("gc."+key), "gc.%s is %s: \"git gc\" drops what newsarc is about to point to", key, v)
		}
	}
	if v := c.Last("core", "fsync"); strings.Contains(v, "none") || strings.HasPrefix(v, "-") {
		add(true, "config", unset("core.fsync"), "core.fsync is %s: what stock git writes does not survive a power cut", v)
	}
	if v := c.Last("core", "fsyncMethod"); v == "writeout-only" {
		add(true, "config", unset("core.fsyncMethod"), "core.fsyncMethod is %s: what stock git writes does not survive a power cut", v)
	}
	for _, e := range c {
		_, to, _ := strings.Cut(e.Value, ":")
		if e.Section == "remote" && e.Key == "fetch" && (strings.HasPrefix(to, "refs/heads/") || to == "refs/*") {
			add(true, "config", unset("remote."+e.Subsection+".fetch"), "\"git fetch %s\" overwrites the branches of the archive (%s)", e.Subsection, e.Value)
		}
	}
}

// syncFolder returns the service whose folder a path lies in, as far as names
// tell; "" if none.
func syncFolder(dir string) string {
	marks := []struct{ file, service string }{
		{".dropbox", "Dropbox"},
		{".dropbox.cache", "Dropbox"},
		{".stfolder", "Syncthing"},
		{".sync", "Resilio Sync"},
		{".owncloudsync.log", "ownCloud"},
		{".nextcloudsync.log", "Nextcloud"},
	}
	names := map[string]string{
		"dropbox": "Dropbox", "google drive": "Google Drive", "googledrive": "Google Drive", "my drive": "Google Drive",
		"mobile documents": "iCloud", "icloud drive": "iCloud", "nextcloud": "Nextcloud", "owncloud": "ownCloud", "pcloud drive": "pCloud", "syncthing": "Syncthing",
	}
	for {
		name := strings.ToLower(filepath.Base(dir))
		if service := names[name]; service != "" {
			return service
		}
		for _, service := range []string{"dropbox", "onedrive"} {
			if strings.HasPrefix(name, service+" ") || name == service {
				return map[string]string{"dropbox": "Dropbox", "onedrive": "OneDrive"}[service]
			}
		}
		for _, m := range marks {
			if _, err := os.Lstat(filepath.Join(dir, m.file)); err == nil {
				return m.service
			}
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}
