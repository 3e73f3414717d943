package local

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"

	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// A batch's pack is installed before its ref moves, and git repack -ad drops
// the packs whose objects no ref leads to. So the pack has a .keep file, as
// git's own receive-pack gives it one, until the batch ends. It is a link to
// keepSource, whose content is durable: so one that a dead process left is
// known as ours even after the power went off.
const (
	keepSource = "keep"
	keepText   = "newsarc: a batch is under way\n"
)

// keepPack makes the .keep file of a pack.
func (s *Store) keepPack(name string) error {
	keep := s.path("objects", "pack", name+".keep")
	source := s.path(ownDir, keepSource)
	err := s.fs.Link(source, keep)
	// Another process may be making the source anew at the same moment.
	for range 10 {
		if !errors.Is(err, fs.ErrNotExist) {
			break
		}
		if err := s.makeKeepSource(); err != nil {
			return err
		}
		err = s.fs.Link(source, keep)
	}
	switch {
	case err == nil || errors.Is(err, fs.ErrExist):
		return nil
	case errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrPermission):
		return writeNew(s.fs, keep, keepText)
	}
	return err
}

func (s *Store) makeKeepSource() error {
	if err := s.makeOwnDir(); err != nil {
		return err
	}
	t, err := newTempFile(s.fs, s.packs.dir)
	if err != nil {
		return err
	}
	_, err = t.file.Write([]byte(keepText))
	if err == nil {
		err = t.file.Sync()
	}
	if err == nil {
		err = t.rename(s.path(ownDir, keepSource))
	}
	if err != nil {
		return errors.Join(err, t.abort())
	}
	return t.file.Close()
}

// unkeepPack removes the .keep file of a pack if it is ours.
func (s *Store) unkeepPack(name string) error {
	keep := s.path("objects", "pack", name+".keep")
	text, err := vfs.ReadFile(s.fs, keep)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !bytes.Equal(text, []byte(keepText)) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.fs.Remove(keep); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// dropStaleKeeps removes the .keep files of packs whose writers died: those
// writers held a lock on the pack itself.
func (s *Store) dropStaleKeeps() error {
	entries, err := s.fs.ReadDir(s.packs.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".keep")
		if !ok {
			continue
		}
		stale, err := s.staleKeep(name)
		if err == nil && stale {
			err = s.unkeepPack(name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// staleKeep reports whether the writer of a pack with a .keep file is dead. It
// makes that file before it gives the pack its name, so where there is no pack
// it may be any of the writers that live.
func (s *Store) staleKeep(name string) (bool, error) {
	path := s.path("objects", "pack", name+".pack")
	if _, err := s.fs.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return dead(s.fs, path), nil
	}
	entries, err := s.fs.ReadDir(s.packs.dir)
	if err != nil {
		return false, err
	}
	for _, e := range entries {
		temporary := strings.HasPrefix(e.Name(), tempPrefix)
		if e.Name() == name+".pack" || temporary && !dead(s.fs, s.path("objects", "pack", e.Name())) {
			return false, nil
		}
	}
	return true, nil
}
