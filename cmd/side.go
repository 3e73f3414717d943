package cmd

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/ingest/all"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/news"
)

// side is a text that a command was asked to look at: a revision, or the only
// article of a file.
type side struct {
	name     string
	revision *news.Revision // nil for a file
	article  *news.Article
}

// readRevision reads the text of a revision.
func readRevision(ctx context.Context, a *archive.Archive, rev news.Revision) (side, error) {
	with, err := join.Read(ctx, a, rev)
	if err != nil {
		return side{}, err
	}
	return side{render.Name(with), with, with.Article}, nil
}

// readNamed reads the text of the revision that a name means.
func readNamed(ctx context.Context, a *archive.Archive, name string) (side, error) {
	rev, err := a.Resolve(ctx, name)
	if err != nil {
		return side{}, err
	}
	return readRevision(ctx, a, rev)
}

// readFile reads the only article of a file, or of standard input for "-".
func (e *env) readFile(name string) (side, error) {
	var from io.Reader = e.stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return side{}, plainPath(err)
		}
		defer f.Close()
		from = f
	}
	s := side{name: name}
	for item := range all.Open(name, from) {
		switch {
		case item.Err != nil:
			return side{}, fmt.Errorf("%s: %w", item.Where, item.Err)
		case s.article != nil:
			return side{}, hint(fmt.Errorf("%s holds more than one article", name), "newsarc extract "+name)
		}
		s.article = item.Article
	}
	if s.article == nil {
		return side{}, fmt.Errorf("%s holds no article", name)
	}
	return s, nil
}

// readSides reads what the names mean: files with noIndex, else revisions.
func (e *env) readSides(ctx context.Context, names []string, noIndex bool) ([]side, error) {
	var sides []side
	read := func(one func(string) (side, error)) error {
		for _, name := range names {
			s, err := one(name)
			if err != nil {
				return err
			}
			sides = append(sides, s)
		}
		return nil
	}
	if noIndex {
		err := read(e.readFile)
		return sides, err
	}
	err := e.with(ctx, func(a *archive.Archive) error {
		return read(func(name string) (side, error) { return readNamed(ctx, a, name) })
	})
	return sides, err
}
