// Package faultfs is a file system in memory for tests of what a store does
// when its disk fails. It remembers what was synced and what was not, so that
// a crash can drop the rest, and it can make any operation fail.
//
// It models the promises of POSIX and no more: the content of a file is
// durable after Sync of the file, its name after SyncDir of its directory. It
// knows no permissions and no symbolic links.
package faultfs

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// Fault is a way to fail.
type Fault int

// The faults that Disk.Fail knows.
const (
	// None lets everything succeed.
	None Fault = iota
	// IOError makes any one operation fail with EIO.
	IOError
	// NoSpace makes an operation that needs space fail with ENOSPC, and all
	// that follow.
	NoSpace
	// ShortWrite makes one write stop half way, with ENOSPC.
	ShortWrite
	// SyncError makes one Sync or SyncDir fail with EIO. What that Sync was to
	// make durable never will be, though a second Sync succeeds, as on Linux.
	SyncError
	// Cut makes every operation from then on fail: the process is dead. Call
	// Crash to go on.
	Cut
	// ReadOnly makes every operation that changes something fail with EROFS.
	ReadOnly
)

func (f Fault) String() string {
	return [...]string{"none", "I/O error", "no space", "short write", "sync error", "cut", "read only"}[f]
}

// ErrCut is the error of every operation after a cut.
var ErrCut = errors.New("power is off")

// Loss says what a crash leaves of that which was not synced.
type Loss int

// The ways to lose. Real disks are between them.
const (
	// LoseAll reverts files and directories to their last sync.
	LoseAll Loss = iota
	// LoseContent keeps names, but reverts the content of files: a new file
	// that was not synced is empty.
	LoseContent
	// LoseNothing is the end of a process: kill -9.
	LoseNothing
	// LoseSome decides for each file and each name by a seeded coin.
	LoseSome
)

func (l Loss) String() string {
	return [...]string{"lose all", "lose content", "lose nothing", "lose some"}[l]
}

// Disk is what survives processes and, in part, crashes.
type Disk struct {
	mu    sync.Mutex
	root  *node
	life  int // counts crashes; a view of an earlier life is dead
	fault Fault
	at    int // operations until the fault
	ops   int // that the fault counts
	clock time.Time
}

// node is a file or a directory.
type node struct {
	dir    map[string]*node // nil for a file
	synced map[string]*node // what a crash reverts dir to
	data   []byte
	stable []byte // what a crash reverts data to
	broken bool   // a sync failed: later ones succeed and do nothing, as on Linux
	mtime  time.Time
	locked *file
}

func newDir() *node { return &node{dir: map[string]*node{}, synced: map[string]*node{}} }

// New returns an empty disk.
func New() *Disk {
	return &Disk{root: newDir(), clock: time.Date(2016, 9, 5, 12, 0, 0, 0, time.UTC)}
}

// FS returns the disk as a process sees that starts now.
func (d *Disk) FS() vfs.FS {
	d.mu.Lock()
	defer d.mu.Unlock()
	return &view{d: d, life: d.life}
}

// Fail makes the n-th operation that f can hit, counted from 1 and from now,
// fail in that way. It resets the count of Ops.
func (d *Disk) Fail(f Fault, n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fault, d.at, d.ops = f, n, 0
}

// Hit reports whether the fault that Fail set has happened.
func (d *Disk) Hit() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.fault != None && d.ops >= d.at
}

// Crash ends every process and loses what was not synced. The seed is for
// LoseSome.
func (d *Disk) Crash(l Loss, seed uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.life++
	d.fault = None
	rng := rand.New(rand.NewPCG(seed, 1))
	lose := func(name bool) bool {
		switch l {
		case LoseAll:
			return true
		case LoseContent:
			return !name
		case LoseSome:
			return rng.IntN(2) == 0
		}
		return false
	}
	d.root.crash(lose, make(map[*node]bool))
}

func (n *node) crash(lose func(name bool) bool, seen map[*node]bool) {
	if seen[n] {
		return
	}
	seen[n] = true
	n.locked = nil
	if n.dir == nil {
		if lose(false) {
			n.data = slices.Clone(n.stable)
		}
		n.stable = slices.Clone(n.data)
		return
	}
	after := make(map[string]*node)
	names := make(map[string]bool)
	for name := range n.dir {
		names[name] = true
	}
	for name := range n.synced {
		names[name] = true
	}
	for _, name := range sorted(names) {
		child := n.dir[name]
		if child != n.synced[name] && lose(true) {
			child = n.synced[name]
		}
		if child != nil {
			after[name] = child
			child.crash(lose, seen)
		}
	}
	n.dir, n.synced = after, clone(after)
}

func sorted(names map[string]bool) []string {
	list := make([]string, 0, len(names))
	for name := range names {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

func clone(m map[string]*node) map[string]*node {
	c := make(map[string]*node, len(m))
	for k, v := range m {
		c[k] = v
	}
	return c
}

// Dump writes what is on the disk below name into a directory of the operating
// system, for stock git to look at.
func (d *Disk) Dump(name, dir string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	n, err := d.lookup(name)
	if err != nil {
		return err
	}
	return n.dump(dir)
}

func (n *node) dump(to string) error {
	if n.dir == nil {
		return os.WriteFile(to, n.data, 0o644)
	}
	if err := os.MkdirAll(to, 0o777); err != nil {
		return err
	}
	for name, child := range n.dir {
		if err := child.dump(to + string(os.PathSeparator) + name); err != nil {
			return err
		}
	}
	return nil
}

// kind groups operations by the faults that can hit them.
type kind int

const (
	reads kind = iota // reads, and what needs neither space nor sync
	names             // changes of names
	writes
	syncs
)

// hits reports whether a fault can hit an operation of a kind.
func (f Fault) hits(k kind) bool {
	switch f {
	case IOError:
		return true
	case NoSpace:
		return k == names || k == writes
	case ShortWrite:
		return k == writes
	case SyncError:
		return k == syncs
	case Cut, ReadOnly:
		return k != reads
	}
	return false
}

// step counts an operation and returns the error it is to fail with.
func (d *Disk) step(k kind) error {
	if d.fault == Cut && d.ops >= d.at {
		return ErrCut
	}
	if !d.fault.hits(k) {
		return nil
	}
	d.ops++
	switch {
	case d.fault == NoSpace && d.ops >= d.at:
		return syscall.ENOSPC
	case d.fault == ReadOnly:
		return syscall.EROFS
	case d.ops != d.at:
		return nil
	case d.fault == ShortWrite:
		return errShort
	case d.fault == Cut:
		return ErrCut
	}
	return syscall.EIO
}

var errShort = fmt.Errorf("half of it written: %w", syscall.ENOSPC)

// lookup finds a file or directory by its slash- or backslash-separated path.
func (d *Disk) lookup(name string) (*node, error) {
	n := d.root
	for _, part := range parts(name) {
		if n.dir == nil {
			return nil, syscall.ENOTDIR
		}
		n = n.dir[part]
		if n == nil {
			return nil, fs.ErrNotExist
		}
	}
	return n, nil
}

// parent finds the directory that a name is in.
func (d *Disk) parent(name string) (*node, string, error) {
	p := parts(name)
	if len(p) == 0 {
		return nil, "", fs.ErrInvalid
	}
	dir, err := d.lookup(strings.Join(p[:len(p)-1], "/"))
	if err == nil && dir.dir == nil {
		err = syscall.ENOTDIR
	}
	return dir, p[len(p)-1], err
}

func parts(name string) []string {
	name = path.Clean("/" + strings.ReplaceAll(name, "\\", "/"))
	return strings.FieldsFunc(name, func(r rune) bool { return r == '/' })
}
