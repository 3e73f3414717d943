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
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/local"
	"github.com/newsarc/newsarc/archive/odb/odbtest"
	"github.com/newsarc/newsarc/archive/odb/pgstore"
)

// reads measures what people wait for, on archives of the same history.
func (b *bench) reads(ctx context.Context) error {
	for _, p := range b.places("reads") {
		if err := b.fill(ctx, p); err != nil {
			return err
		}
		if err := b.objects(ctx, p); err != nil {
			return err
		}
		if err := b.join(ctx, p); err != nil {
			return err
		}
		for _, ask := range []struct {
			work string
			f    func(*archive.Archive) error
		}{
			{"log, 20 revisions", func(a *archive.Archive) error { return firstOf(ctx, a, archive.Filter{Limit: 20}) }},
			{"search, first page, all revisions", func(a *archive.Archive) error {
				_, err := a.Search(ctx, "government flood", archive.SearchOptions{AllRevisions: true, Filter: archive.Filter{Limit: 20}})
				return err
			}},
		} {
			took, err := b.ask(ctx, p, ask.f)
			if err != nil {
				return err
			}
			b.add(fmt.Sprintf("%s, of %d: ms from opening to closing", ask.work, b.size), p, rate{millis: took}, "")
		}
	}
	return nil
}

// fill makes the archive.
func (b *bench) fill(ctx context.Context, p place) error {
	a, err := archive.Init(ctx, p.dir, p.options())
	if err != nil {
		return err
	}
	var bad error
	before, begin := b.usage(p), time.Now()
	sum, err := a.Add(ctx, func(yield func(archive.Input) bool) {
		for r := range (odbtest.Corpus{Seed: 2}).Revisions(b.size) {
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
	b.add(fmt.Sprintf("bulk add of %d: revisions/s", b.size), p, rate{
		perSecond: float64(sum.Added) / took.Seconds(), cpu: (b.usage(p) - before) / time.Duration(max(sum.Added, 1)),
	}, "")
	s, err := p.reopen(ctx)
	if err != nil {
		return err
	}
	st, err := s.Stats(ctx)
	b.add("size: KB a revision", p, rate{millis: float64(st.Bytes) / 1000 / float64(b.size)}, "")
	return errors.Join(err, s.Close())
}

func (p place) reopen(ctx context.Context) (odb.Maintainer, error) {
	if p.store == "" {
		return local.Open(ctx, p.dir+"/"+archive.GitDir, local.Options{})
	}
	return pgstore.Open(ctx, p.store, pgstore.Options{})
}

// objects reads random objects, cold and one after the other.
func (b *bench) objects(ctx context.Context, p place) error {
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
	n, begin := 0, time.Now()
	for ; time.Since(begin) < b.each/2; n++ {
		if _, err := s.Get(ctx, ids[rng.IntN(len(ids))]); err != nil {
			return err
		}
	}
	b.add("random objects read/s, one after the other", p, rate{perSecond: float64(n) / time.Since(begin).Seconds()}, "")
	return s.Close()
}

// join measures a machine that has no catalog yet.
func (b *bench) join(ctx context.Context, p place) error {
	if err := os.Remove(p.dir + "/" + archive.CatalogFile); err != nil {
		return err
	}
	took, err := b.once(ctx, p, func(a *archive.Archive) error { return firstOf(ctx, a, archive.Filter{Limit: 1}) })
	b.add(fmt.Sprintf("catalog of %d derived anew: ms", b.size), p, rate{millis: took}, "")
	if err != nil {
		return err
	}
	_, err = b.once(ctx, p, func(a *archive.Archive) error { // the index too
		_, err := a.Search(ctx, "government", archive.SearchOptions{Filter: archive.Filter{Limit: 1}})
		return err
	})
	return err
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
func (b *bench) once(ctx context.Context, p place, f func(*archive.Archive) error) (millis float64, err error) {
	begin := time.Now()
	a, err := archive.Open(ctx, p.dir, p.options())
	if err != nil {
		return 0, err
	}
	err = errors.Join(f(a), a.Close())
	return float64(time.Since(begin).Microseconds()) / 1000, err
}

// ask returns the median of several rounds.
func (b *bench) ask(ctx context.Context, p place, f func(*archive.Archive) error) (float64, error) {
	var all []float64
	for range 11 {
		took, err := b.once(ctx, p, f)
		if err != nil {
			return 0, err
		}
		all = append(all, took)
	}
	slices.Sort(all)
	return all[len(all)/2], nil
}
