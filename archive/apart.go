package archive

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/newsarc/newsarc/archive/address"
	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/storyid"
	"github.com/newsarc/newsarc/archive/tree"
)

// Two archives may give one path to two stories: same source, same day, same first
// words. A merge keeps them apart: each gets a path of its own, its old one with a
// mark that follows from the story alone. So both sides, and whoever joins more,
// arrive at the same path, in whatever order.

// keepApart gives paths of their own to stories that have one path in two trees and
// are not the same, and to those whose path was parted before. Both lists of
// entries are of the folder of a day.
func (u *union) keepApart(ctx context.Context, dir string, ofX, ofY map[string]odb.TreeEntry) error {
	parted := map[string]bool{}
	names := map[string]bool{}
	for _, of := range []map[string]odb.TreeEntry{ofX, ofY} {
		for name, e := range of {
			if e.IsDir() || !strings.HasSuffix(name, storyid.TextExt) {
				continue
			}
			if old := storyid.Unmarked(name); old != name {
				parted[old] = true
			} else {
				names[name] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if !parted[name] && !u.unlike[dir+name] {
			continue
		}
		for side, of := range []map[string]odb.TreeEntry{ofX, ofY} {
			e, ok := of[name]
			if !ok {
				continue
			}
			key, _, err := u.key(ctx, side, dir+name, true)
			if err != nil {
				return err
			}
			u.setApart(side, dir, key, e, of)
		}
	}
	return nil
}

// compare finds the paths that both sides gave, each by itself, to stories that are
// not the same, and the folders in which they are: also where both have the same
// file now, so that what becomes of a story does not depend on its later texts.
func (u *union) compare(ctx context.Context) error {
	u.unlike, u.within = map[string]bool{}, map[string]bool{}
	if err := u.collect(ctx); err != nil {
		return err
	}
	for path, touches := range u.touched {
		if !slices.ContainsFunc(touches, func(t touch) bool { return t.side != touches[0].side }) {
			continue
		}
		if _, ok := storyid.OfPath(path); !ok {
			continue
		}
		var keys [2]string
		apart := true
		for side, head := range []odb.ID{u.x, u.y} {
			blob, err := u.blobAt(ctx, head, path)
			if err != nil {
				return err
			}
			if blob.IsZero() {
				apart = false
				break
			}
			if keys[side], apart, err = u.key(ctx, side, path, false); err != nil {
				return err
			}
			if !apart {
				break
			}
		}
		if !apart || keys[0] == keys[1] {
			continue
		}
		u.unlike[path], u.within[""] = true, true
		for i, c := range path {
			if c == '/' {
				u.within[path[:i+1]] = true
			}
		}
	}
	return nil
}

// setApart moves an entry of one side to a path of its own.
func (u *union) setApart(side int, dir, key string, e odb.TreeEntry, of map[string]odb.TreeEntry) {
	to := storyid.Marked(dir+strings.TrimSuffix(e.Name, storyid.TextExt), key)
	if !storyid.Valid(to) {
		return // made by hand, and too long
	}
	parent := 1
	if (side == 0) != (string(u.x[:]) < string(u.y[:])) {
		parent = 2
	}
	u.apart = append(u.apart, commit.Apart{Parent: parent, To: to})
	delete(of, e.Name)
	e.Name = strings.TrimPrefix(to, dir) + storyid.TextExt
	if _, ok := of[e.Name]; !ok { // else the story was begun again under its old path
		of[e.Name] = e
	}
}

// key returns what identifies the story that has a path on one side: by the first
// commit of the line along which the path was there. Other stories may have had it
// on other lines, before they were set apart. With far it is also looked for in what
// both sides have; else own is false for a story that began there.
func (u *union) key(ctx context.Context, side int, path string, far bool) (key string, own bool, err error) {
	for at := []odb.ID{u.x, u.y}[side]; ; {
		ids := []odb.ID{at} // it may be before the two parted
		if where, ok := u.lines[at]; ok {
			ids = where.ids[:where.at+1]
		} else if !far {
			return "", false, nil
		}
		before, err := u.before(ctx, ids[0], path)
		if err != nil {
			return "", false, err
		}
		if !before.IsZero() {
			at = before
			continue
		}
		// It began on this line, with the first commit that changed it.
		first := ids[0]
		for _, t := range u.touched[path] { // in the order of the line
			if l := u.lines[t.commit]; len(l.ids) > 0 && l.at < len(ids) && l.ids[0] == ids[0] {
				first = t.commit
				break
			}
		}
		key, err = u.keyAt(ctx, first, path)
		return key, true, err
	}
}

// onLine is the place of a commit on a line of commits without merges.
type onLine struct {
	ids []odb.ID // oldest first
	at  int
}

// lay notes on which lines commits are.
func (u *union) lay(ids []odb.ID) {
	for _, s := range u.graph.Segments(ids) {
		for i, id := range s.IDs {
			u.lines[id] = onLine{s.IDs, i}
		}
	}
}

// before returns a parent of a commit that has a path; zero if none has.
func (u *union) before(ctx context.Context, id odb.ID, path string) (odb.ID, error) {
	parents, err := u.graph.Parents(ctx, id)
	if err != nil {
		return odb.ID{}, err
	}
	for _, p := range parents {
		if blob, err := u.blobAt(ctx, p, path); err != nil || !blob.IsZero() {
			return p, err
		}
	}
	return odb.ID{}, nil
}

// keyAt returns what identifies a story by its first commit.
func (u *union) keyAt(ctx context.Context, id odb.ID, path string) (string, error) {
	blob, err := u.blobAt(ctx, id, path)
	if err != nil || blob.IsZero() {
		return "", err
	}
	text, err := odb.Read(ctx, u.b, odb.Blob, blob)
	return address.Identity(text, blob), err
}

// blobAt returns the blob at a path of a commit; zero if there is none.
func (u *union) blobAt(ctx context.Context, id odb.ID, path string) (odb.ID, error) {
	f := u.opened[id]
	if f == nil {
		c, err := commit.Read(ctx, u.b, id)
		if err != nil {
			return odb.ID{}, err
		}
		if f, err = tree.Open(ctx, u.b, c.Tree); err != nil {
			return odb.ID{}, err
		}
		if _, inside := u.lines[id]; id == u.x || id == u.y || !inside { // asked for each path
			if u.opened == nil || len(u.opened) > 16 {
				u.opened = map[odb.ID]*tree.Tree{}
			}
			u.opened[id] = f
		}
	}
	blob, _, err := f.Find(ctx, u.b, path)
	f.Shrink()
	return blob, err
}

// apartEntry chooses between two texts of a story that was set apart: that of which
// the last change is known. Part of its history is under its old path, where that
// of other stories is too.
func (u *union) apartEntry(ctx context.Context, path string, x, y odb.TreeEntry) (odb.TreeEntry, error) {
	var last [2]touch
	var known [2]bool
	for _, p := range []string{path, storyid.Unmarked(path)} {
		for _, t := range u.touched[p] {
			blob, err := u.blobAt(ctx, t.commit, p)
			if err != nil {
				return x, err
			}
			for i, e := range []odb.TreeEntry{x, y} {
				if blob == e.ID && (!known[i] || last[i].compare(t) < 0) {
					last[i], known[i] = t, true
				}
			}
		}
	}
	switch {
	case known[0] && (!known[1] || last[0].compare(last[1]) > 0):
		return x, nil
	case known[1]:
		return y, nil
	}
	return smaller(x, y), nil
}

// apartFrom returns the stories that were set apart and had an id before.
func apartFrom(ctx context.Context, c catalog.Catalog, story string) ([]string, error) {
	paths, err := c.PathsFrom(ctx, story+"_", maxApart)
	return slices.DeleteFunc(paths, func(path string) bool { return storyid.Unmarked(path) != story }), err
}

// maxApart bounds how many stories of one path are looked for.
const maxApart = 1000
