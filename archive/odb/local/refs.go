package local

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// maxSymbolic is how many symbolic refs may lead to a ref, as in git.
const maxSymbolic = 5

// Ref returns what a ref points to. Symbolic refs such as HEAD are followed.
func (s *Store) Ref(ctx context.Context, name string) (odb.ID, error) {
	if err := s.settle(ctx); err != nil {
		return odb.ID{}, err
	}
	return s.followRef(name)
}

func (s *Store) followRef(name string) (odb.ID, error) {
	for range maxSymbolic {
		id, target, err := s.readRef(name)
		if target == "" || err != nil {
			return id, err
		}
		name = target
	}
	return odb.ID{}, fmt.Errorf("ref %s: too many symbolic refs", name)
}

// readRef returns what a ref says: an id, or the name of another ref.
func (s *Store) readRef(name string) (id odb.ID, target string, err error) {
	if err := odb.CheckRefName(name); err != nil {
		return odb.ID{}, "", err
	}
	text, err := vfs.ReadFile(s.fs, s.refPath(name))
	if err != nil {
		// Missing, or a directory of refs: git may have packed the ref. It
		// writes packed-refs before it removes a file, so this order is safe.
		id, perr := s.packedRef(name)
		if errors.Is(perr, odb.ErrNotFound) && !errors.Is(err, fs.ErrNotExist) && !s.isDir(s.refPath(name)) {
			return odb.ID{}, "", fmt.Errorf("ref %s: %w", name, err)
		}
		return id, "", perr
	}
	if rest, ok := bytes.CutPrefix(text, []byte("ref:")); ok {
		return odb.ID{}, string(bytes.TrimSpace(rest)), nil
	}
	if len(text) < 40 {
		return odb.ID{}, "", fmt.Errorf("ref %s is damaged: %q", name, text)
	}
	id, err = odb.ParseID(string(text[:40]))
	if err != nil {
		return odb.ID{}, "", fmt.Errorf("ref %s is damaged: %w", name, err)
	}
	return id, "", nil
}

func (s *Store) isDir(name string) bool {
	info, err := s.fs.Stat(name)
	return err == nil && info.IsDir()
}

func (s *Store) refPath(name string) string { return s.path(strings.Split(name, "/")...) }

// packedRef looks a ref up in packed-refs.
func (s *Store) packedRef(name string) (odb.ID, error) {
	refs, err := s.packedRefs()
	if err != nil {
		return odb.ID{}, err
	}
	id, ok := refs[name]
	if !ok {
		return odb.ID{}, fmt.Errorf("ref %s: %w", name, odb.ErrNotFound)
	}
	return id, nil
}

func (s *Store) packedRefs() (map[string]odb.ID, error) {
	text, err := vfs.ReadFile(s.fs, s.path("packed-refs"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	refs := make(map[string]odb.ID)
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		line := lines.Text()
		if line == "" || line[0] == '#' || line[0] == '^' {
			continue // a comment, or what the tag above peels to
		}
		hex, name, _ := strings.Cut(line, " ")
		id, err := odb.ParseID(hex)
		if err != nil {
			return nil, fmt.Errorf("packed-refs is damaged: %w", err)
		}
		refs[name] = id
	}
	return refs, lines.Err()
}

// Refs yields every ref below refs/, by name.
func (s *Store) Refs(ctx context.Context) iter.Seq2[odb.Ref, error] {
	return func(yield func(odb.Ref, error) bool) {
		if err := s.settle(ctx); err != nil {
			yield(odb.Ref{}, err)
			return
		}
		// Files first: a ref that is packed meanwhile is then seen twice
		// rather than never.
		names := make(map[string]bool)
		err := s.looseRefs("refs", names)
		packed, perr := s.packedRefs()
		if err := errors.Join(err, perr); err != nil {
			yield(odb.Ref{}, err)
			return
		}
		for name := range packed {
			names[name] = true
		}
		for _, name := range slices.Sorted(maps.Keys(names)) {
			id, err := s.followRef(name)
			if errors.Is(err, odb.ErrNotFound) {
				continue // deleted meanwhile
			}
			if !yield(odb.Ref{Name: name, ID: id}, err) {
				return
			}
		}
	}
}

func (s *Store) looseRefs(dir string, names map[string]bool) error {
	entries, err := s.fs.ReadDir(s.refPath(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := dir + "/" + e.Name()
		switch {
		case e.IsDir():
			if err := s.looseRefs(name, names); err != nil {
				return err
			}
		case odb.CheckRefName(name) == nil:
			names[name] = true
		}
	}
	return nil
}
