package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pack"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// receive stores the objects of a pack, all or none of them, and moves refs. Each
// object is checked before any is stored. It goes to a temporary file first: a
// pack may be larger than memory.
func receive(ctx context.Context, store odb.Store, r io.Reader, limits Limits, moves ...odb.Move) (objects int, err error) {
	sweep()
	f, err := os.CreateTemp("", fetchFile)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	limits = limits.withDefaults()
	n, err := io.Copy(f, contextReader{ctx, io.LimitReader(r, limits.PackBytes+1)})
	if err = errors.Join(err, f.Close()); err != nil {
		return 0, err
	}
	if n > limits.PackBytes {
		return 0, foreign("the pack has more than %d bytes", limits.PackBytes)
	}
	if n == 0 {
		return 0, foreign("no pack came")
	}
	m, err := vfs.OS{}.Map(f.Name())
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, m.Close()) }()
	err = vfs.Guard(func() error {
		objects, err = storePack(ctx, store, m.Bytes(), &limits, moves)
		return err
	})
	return objects, err
}

// fetchFile is the pattern of names of temporary files, anyFile that of all who
// exchange.
const (
	fetchFile = "newsarc-fetch-*.pack"
	anyFile   = "newsarc-*.pack"
)

// sweep removes the temporary files of processes that were killed: those to which
// nothing was written for a day.
func sweep() {
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), anyFile))
	for _, name := range left {
		if info, err := os.Stat(name); err == nil && time.Since(info.ModTime()) > 24*time.Hour {
			_ = os.Remove(name) // another user's stays
		}
	}
}

// contextReader ends when its context does.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

func storePack(ctx context.Context, store odb.Store, data []byte, limits *Limits, moves []odb.Move) (int, error) {
	list, err := limits.scan(data)
	if err != nil {
		return 0, err
	}
	b, err := store.Begin(ctx)
	if err != nil {
		return 0, err
	}
	var failed error
	pack.Walk(data, list, 1, func(i int, o pack.Walked, err error) {
		switch {
		case failed != nil:
			return
		case ctx.Err() != nil:
			failed = ctx.Err()
		case err != nil:
			failed = fmt.Errorf("pack, at %d: %w", list[i].Off, err)
		default:
			if failed = limits.object(o.ID, o.Object); failed == nil {
				failed = b.Add(odb.New{Object: o.Object, ID: o.ID, Base: o.Base})
			}
		}
	})
	if failed != nil {
		return 0, errors.Join(failed, b.Abort())
	}
	return len(list), b.Commit(ctx, moves...)
}
