package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/catalog/pgcat"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/local"
	"github.com/newsarc/newsarc/archive/odb/odbtest"
	"github.com/newsarc/newsarc/archive/odb/pgstore"
)

// reads measures what people wait for, on archives of the same history.
func (b *bench) reads(ctx context.Context) error {
	for _, n := range b.sizes {
		for _, p := range b.places(fmt.Sprint("reads", n)) {
			for _, step := range []func(context.Context, place, int) error{b.fill, b.objects, b.derive, b.questions} {
				if err := step(ctx, p, n); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// questions are asked as commands ask them: open, ask, close.
func (b *bench) questions(ctx context.Context, p place, n int) error {
	search := func(query string, o archive.SearchOptions) func(*archive.Archive) error {
		return func(a *archive.Archive) error {
			_, err := a.Search(ctx, query, o)
			return err
		}
	}
	for _, ask := range []struct {
		work string
		f    func(*archive.Archive) error
	}{
		{"log, 20 revisions", func(a *archive.Archive) error { return firstOf(ctx, a, archive.Filter{Limit: 20}) }},
		{"stories, 20 of them", func(a *archive.Archive) error {
			for _, err := range a.Stories(ctx, archive.Filter{Limit: 20}) {
				if err != nil {
					return err
				}
			}
			return nil
		}},
		{"search for two words, 20 hits, latest revisions", search("government flood", archive.SearchOptions{Filter: archive.Filter{Limit: 20}})},
		{"search, the same, all revisions", search("government flood", archive.SearchOptions{AllRevisions: true, Filter: archive.Filter{Limit: 20}})},
	} {
		took, err := b.ask(ctx, p, ask.f)
		if err != nil {
			return err
		}
		b.add(fmt.Sprintf("%s, of %d: ms from opening to closing", ask.work, n), p, took, "")
	}
	return nil
}

// fill makes the archive.
func (b *bench) fill(ctx context.Context, p place, n int) error {
	a, err := archive.Init(ctx, p.dir, p.options())
	if err != nil {
		return err
	}
	var bad error
	before, begin := b.usage(p), time.Now()
	sum, err := a.Add(ctx, func(yield func(archive.Input) bool) {
		for r := range (odbtest.Corpus{Seed: 2}).Revisions(n) {
			in, err := input(r)
			if bad = errors.Join(bad, err); err != nil || !yield(in) {
				return
			}
		}
	}, nil)
	if err := errors.Join(err, bad, a.Close()); err != nil {
		return err
	}
	took := time.Since(begin)
	b.add(fmt.Sprintf("bulk add of %d: revisions/s", n), p, rate{
		perSecond: float64(sum.Added) / took.Seconds(), cpu: (b.usage(p) - before) / time.Duration(max(sum.Added, 1)),
	}, "")
	s, err := p.reopen(ctx)
	if err != nil {
		return err
	}
	st, err := s.Stats(ctx)
	b.add(fmt.Sprintf("size of %d, objects and refs: KB a revision", n), p, rate{millis: float64(st.Bytes) / 1000 / float64(n)}, "")
	return errors.Join(err, s.Close())
}

func (p place) reopen(ctx context.Context) (odb.Maintainer, error) {
	if p.store == "" {
		return local.Open(ctx, p.dir+"/"+archive.GitDir, local.Options{})
	}
	return pgstore.Open(ctx, p.store, pgstore.Options{})
}

// objects reads random objects, cold and one after the other.
func (b *bench) objects(ctx context.Context, p place, n int) error {
	s, err := p.reopen(ctx)
	if err != nil {
		return err
	}
	var ids []odb.ID
	for id, err := range s.Objects(ctx) {
		if err != nil {
			return err
		}
		ids = append(ids, id)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	done, begin := 0, time.Now()
	for ; time.Since(begin) < b.each/2; done++ {
		if _, err := s.Get(ctx, ids[rng.IntN(len(ids))]); err != nil {
			return err
		}
	}
	b.add(fmt.Sprintf("random objects of %d read/s, one after the other", n), p, rate{perSecond: float64(done) / time.Since(begin).Seconds()}, "")
	return s.Close()
}

// derive measures a catalog that is lost, and then full-text index and size.
func (b *bench) derive(ctx context.Context, p place, n int) error {
	if err := p.forget(ctx); err != nil {
		return err
	}
	took, err := b.once(ctx, p, func(a *archive.Archive) error { return firstOf(ctx, a, archive.Filter{Limit: 1}) })
	b.add(fmt.Sprintf("catalog of %d derived anew: ms", n), p, took, "")
	if err != nil {
		return err
	}
	took, err = b.once(ctx, p, func(a *archive.Archive) error { return a.Index(ctx) })
	b.add(fmt.Sprintf("full-text index of %d made: ms", n), p, took, "")
	if err != nil {
		return err
	}
	size, err := b.catalogSize(p)
	b.add(fmt.Sprintf("size of %d, catalog and full-text index: KB a revision", n), p, rate{millis: float64(size) / 1000 / float64(n)}, "")
	return err
}

// forget makes a place lose its catalog.
func (p place) forget(ctx context.Context) error {
	if p.store == "" {
		return os.Remove(p.dir + "/" + archive.CatalogFile)
	}
	s, err := pgstore.Open(ctx, p.store, pgstore.Options{})
	if err != nil {
		return err
	}
	return errors.Join(pgcat.Open(s, pgcat.Options{}).Renew(ctx), s.Close())
}

// catalogSize returns the bytes of a place's catalog.
func (b *bench) catalogSize(p place) (size int64, err error) {
	if p.store == "" {
		info, err := os.Stat(p.dir + "/" + archive.CatalogFile)
		if err != nil {
			return 0, err
		}
		return info.Size(), nil
	}
	s, err := pgstore.Open(context.Background(), p.store, pgstore.Options{})
	if err != nil {
		return 0, err
	}
	size, err = pgcat.Open(s, pgcat.Options{}).Size(context.Background())
	return size, errors.Join(err, s.Close())
}

func firstOf(ctx context.Context, a *archive.Archive, f archive.Filter) error {
	for _, err := range a.Log(ctx, f) {
		if err != nil {
			return err
		}
	}
	return nil
}

// once opens an archive, asks it, and closes it.
func (b *bench) once(ctx context.Context, p place, f func(*archive.Archive) error) (rate, error) {
	before, begin := b.usage(p), time.Now()
	a, err := archive.Open(ctx, p.dir, p.options())
	if err != nil {
		return rate{}, err
	}
	err = errors.Join(f(a), a.Close())
	return rate{millis: float64(time.Since(begin).Microseconds()) / 1000, cpu: b.usage(p) - before}, err
}

// ask returns the median of several rounds, and the processor time of each.
func (b *bench) ask(ctx context.Context, p place, f func(*archive.Archive) error) (rate, error) {
	const rounds = 21
	var all []float64
	before := b.usage(p)
	for range rounds {
		took, err := b.once(ctx, p, f)
		if err != nil {
			return rate{}, err
		}
		all = append(all, took.millis)
	}
	slices.Sort(all)
	return rate{millis: all[rounds/2], cpu: (b.usage(p) - before) / rounds}, nil
}
