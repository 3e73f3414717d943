package local

import (
	"context"
	"errors"
	"strings"

	"github.com/newsarc/newsarc/archive/odb"
)

// Packs returns how many packs there are, full ones too: what can be told of Stats
// without opening any of them.
func (s *Store) Packs(ctx context.Context) (int, error) {
	names, err := packNames(s.fs, s.packs.dir)
	return len(names), errors.Join(err, ctx.Err())
}

// Stats counts what is stored.
func (s *Store) Stats(ctx context.Context) (odb.Stats, error) {
	var st odb.Stats
	l, _, err := s.packs.reload()
	if err != nil {
		return st, err
	}
	defer l.release()
	for _, p := range l.packs {
		n := packLen(p)
		st.Packs++
		st.Objects += n
		if n >= fullPack(s.opts.PackObjects) {
			st.Full++
		}
	}
	entries, err := s.fs.ReadDir(s.packs.dir)
	if err != nil {
		return st, err
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && strings.HasPrefix(e.Name(), "pack-") {
			st.Bytes += info.Size()
		}
	}
	for id, err := range s.looseObjects() {
		if err != nil {
			return st, err
		}
		st.Loose++
		st.Objects++
		if info, err := s.fs.Stat(s.loosePath(id)); err == nil {
			st.Bytes += info.Size()
		}
	}
	return st, ctx.Err()
}
