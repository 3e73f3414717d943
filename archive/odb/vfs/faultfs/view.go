package faultfs

import (
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// view is the disk as one process sees it.
type view struct {
	d    *Disk
	life int
}

// do runs an operation under the disk's lock.
func (v *view) do(op, name string, k kind, f func(d *Disk) error) error {
	v.d.mu.Lock()
	defer v.d.mu.Unlock()
	err := v.alive()
	if err == nil {
		err = v.d.step(k)
	}
	if err == nil {
		err = f(v.d)
	}
	if err != nil {
		return &fs.PathError{Op: op, Path: name, Err: err}
	}
	return nil
}

func (v *view) alive() error {
	if v.life != v.d.life {
		return ErrCut
	}
	return nil
}

func (v *view) Open(name string) (vfs.File, error) {
	var f *file
	err := v.do("open", name, reads, func(d *Disk) error {
		n, err := d.lookup(name)
		f = &file{v: v, n: n, name: name, readOnly: true}
		return err
	})
	return opened(f, err)
}

func (v *view) Append(name string) (vfs.File, error) {
	var f *file
	err := v.do("open", name, names, func(d *Disk) error {
		dir, base, err := d.parent(name)
		if err != nil {
			return err
		}
		if dir.dir[base] == nil {
			d.tick(dir)
			dir.dir[base] = &node{mtime: d.clock}
		}
		f = &file{v: v, n: dir.dir[base], name: name}
		return nil
	})
	return opened(f, err)
}

func (v *view) Create(name string, _ fs.FileMode) (vfs.File, error) {
	var f *file
	err := v.do("create", name, names, func(d *Disk) error {
		dir, base, err := d.free(name)
		if err != nil {
			return err
		}
		d.tick(dir)
		dir.dir[base] = &node{mtime: d.clock}
		f = &file{v: v, n: dir.dir[base], name: name}
		return nil
	})
	return opened(f, err)
}

func opened(f *file, err error) (vfs.File, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}

// free finds the directory of a name that must not be taken.
func (d *Disk) free(name string) (*node, string, error) {
	dir, base, err := d.parent(name)
	if err == nil && dir.dir[base] != nil {
		err = fs.ErrExist
	}
	return dir, base, err
}

func (d *Disk) tick(n *node) {
	d.clock = d.clock.Add(time.Millisecond)
	n.mtime = d.clock
}

func (v *view) Link(oldname, newname string) error {
	return v.do("link", newname, names, func(d *Disk) error {
		n, err := d.lookup(oldname)
		if err != nil {
			return err
		}
		dir, base, err := d.free(newname)
		if err != nil {
			return err
		}
		d.tick(dir)
		dir.dir[base] = n
		return nil
	})
}

func (v *view) Rename(oldname, newname string) error {
	return v.do("rename", newname, names, func(d *Disk) error {
		from, old, err := d.parent(oldname)
		if err != nil {
			return err
		}
		to, base, err := d.parent(newname)
		if err != nil {
			return err
		}
		n := from.dir[old]
		if n == nil {
			return fs.ErrNotExist
		}
		if there := to.dir[base]; there != nil && there.dir != nil {
			return fs.ErrExist
		}
		if to.dir[base] == n { // POSIX: two names of one file: nothing happens
			return nil
		}
		delete(from.dir, old)
		to.dir[base] = n
		d.tick(from)
		d.tick(to)
		return nil
	})
}

func (v *view) Remove(name string) error {
	return v.do("remove", name, names, func(d *Disk) error {
		dir, base, err := d.parent(name)
		if err != nil {
			return err
		}
		n := dir.dir[base]
		if n == nil {
			return fs.ErrNotExist
		}
		if len(n.dir) > 0 {
			return fs.ErrExist
		}
		delete(dir.dir, base)
		d.tick(dir)
		return nil
	})
}

func (v *view) Mkdir(name string) error {
	return v.do("mkdir", name, names, func(d *Disk) error {
		dir, base, err := d.free(name)
		if err != nil {
			return err
		}
		d.tick(dir)
		dir.dir[base] = newDir()
		return nil
	})
}

func (v *view) ReadDir(name string) (list []fs.DirEntry, err error) {
	err = v.do("readdir", name, reads, func(d *Disk) error {
		n, err := d.lookup(name)
		if err != nil {
			return err
		}
		if n.dir == nil {
			return fs.ErrInvalid
		}
		for base, child := range n.dir {
			list = append(list, fs.FileInfoToDirEntry(child.info(base)))
		}
		slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
		return nil
	})
	return list, err
}

func (v *view) Stat(name string) (info fs.FileInfo, err error) {
	err = v.do("stat", name, reads, func(d *Disk) error {
		n, err := d.lookup(name)
		if err == nil {
			info = n.info(name)
		}
		return err
	})
	return info, err
}

func (v *view) SameFile(a, b fs.FileInfo) bool { return a.Sys() == b.Sys() }

func (v *view) SyncDir(name string) error {
	return v.do("sync", name, syncs, func(d *Disk) error {
		n, err := d.lookup(name)
		if err != nil {
			return err
		}
		n.synced = clone(n.dir)
		return nil
	})
}

func (v *view) Map(name string) (vfs.Mapping, error) {
	var m mapping
	err := v.do("map", name, reads, func(d *Disk) error {
		n, err := d.lookup(name)
		if err == nil {
			m = mapping(slices.Clone(n.data))
		}
		return err
	})
	return m, err
}

type mapping []byte

func (m mapping) Bytes() []byte { return m }
func (m mapping) Forget()       {}
func (m mapping) Close() error  { return nil }
