package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
)

// logPart asks for a story by a part of its name, as people do.
func logPart(ctx context.Context, b *bench) error {
	part := path.Base(b.story)
	got, err := b.duelOf(ctx, b.few(),
		command{dir: b.archive(), args: []string{b.newsarc, "log", part}},
		command{dir: b.git(), args: []string{"git", "log", "-n", "1", "main", "--", ":(glob)**/" + part + ".md"}})
	if err != nil {
		return err
	}
	b.add(row{
		work: "`log` of a story named in part", against: "`git log -n 1 -- **/part.md`",
		mine: millis(got[ours].wall), other: millis(got[theirs].wall), ratio: ratio(got[ours].wall, got[theirs].wall),
	})
	b.addCPU(got)
	return nil
}

// verify compares a tenth of the texts, which comes with all trees and commits,
// to what git does of all objects.
func verify(ctx context.Context, b *bench) error {
	mine, err := command{dir: b.archive(), args: []string{b.newsarc, "verify", "--read-data=10%"}}.run(ctx)
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, b.limit)
	defer cancel()
	other, err := command{dir: gitDir(b.archive()), args: []string{"git", "fsck", "--no-dangling"}}.run(limited)
	r := row{work: "`verify --read-data=10%`, CPU", against: "`git fsck` of the same", mine: seconds(mine.cpu), other: seconds(other.cpu), ratio: ratio(mine.cpu, other.cpu)}
	if limited.Err() != nil {
		r.other, r.ratio = "more than "+b.limit.String(), 0
	} else if err != nil {
		return err
	}
	b.add(r)
	b.add(row{work: "the same, peak memory", against: "the same", mine: mib(mine.rss), other: mib(other.rss), ratio: float64(mine.rss) / float64(max(1, other.rss))})
	return nil
}

// collect measures a consolidation into as few packs as there may be.
func collect(ctx context.Context, b *bench) error {
	packs := filepath.Join(gitDir(b.archive()), "objects", "pack", "*.pack")
	before, err := filepath.Glob(packs)
	if err != nil {
		return err
	}
	mine, err := command{dir: b.archive(), args: []string{b.newsarc, "gc", "--all"}}.run(ctx)
	if err != nil {
		return err
	}
	share, err := rewritten(packs, before)
	if err != nil {
		return err
	}
	if share < 0.5 {
		// an add has consolidated already: this was little work, and git's would be all
		b.add(row{work: fmt.Sprintf("`gc --all`, which had %.0f %% to rewrite, CPU", 100*share), mine: seconds(mine.cpu)})
		return nil
	}
	copied := b.path("copied")
	defer os.RemoveAll(copied)
	if out, err := exec.CommandContext(ctx, "cp", "-a", gitDir(b.archive()), copied).CombinedOutput(); err != nil {
		return &exec.Error{Name: string(out), Err: err}
	}
	limited, cancel := context.WithTimeout(ctx, b.limit)
	defer cancel()
	other, err := command{dir: copied, args: []string{"git", "repack", "-adq"}}.run(limited)
	r := row{work: "`gc --all`, CPU", against: "`git repack -ad` of the same", mine: seconds(mine.cpu), other: seconds(other.cpu), ratio: ratio(mine.cpu, other.cpu)}
	if limited.Err() != nil {
		r.other, r.ratio = "more than "+b.limit.String(), 0
	} else if err != nil {
		return err
	}
	b.add(r)
	b.add(row{work: "the same, peak memory", against: "the same", mine: mib(mine.rss), other: mib(other.rss), ratio: float64(mine.rss) / float64(other.rss)})
	return nil
}

// rewritten returns the share of the bytes that lie in packs which were not there
// before.
func rewritten(pattern string, before []string) (float64, error) {
	after, err := filepath.Glob(pattern)
	if err != nil {
		return 0, err
	}
	var all, fresh int64
	for _, name := range after {
		info, err := os.Stat(name)
		if err != nil {
			return 0, err
		}
		all += info.Size()
		if !slices.Contains(before, name) {
			fresh += info.Size()
		}
	}
	return float64(fresh) / float64(max(all, 1)), nil
}

// rebuild derives the catalog anew, without and with its full-text index.
func rebuild(ctx context.Context, b *bench) error {
	dir := filepath.Dir(gitDir(b.archive()))
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(filepath.Join(dir, "catalog.db"+suffix)); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	mine, err := command{dir: b.archive(), args: []string{b.newsarc, "stories", "-n", "1"}}.run(ctx)
	if err != nil {
		return err
	}
	n := float64(b.size)
	b.add(row{work: "catalog derived anew, CPU a revision", mine: micro(mine.cpu, n)})
	b.add(row{work: "the same, wall time and peak memory", mine: seconds(mine.wall) + ", " + mib(mine.rss)})
	if b.indexed {
		return nil
	}
	mine, err = command{dir: b.archive(), args: []string{b.newsarc, "search", "-n", "1", "the"}}.run(ctx)
	if err != nil && mine.cpu == 0 {
		return err
	}
	b.addIndexed(mine)
	return nil
}

// addIndexed adds what the full-text index of the whole archive cost.
func (b *bench) addIndexed(u usage) {
	b.indexed = true
	b.add(row{work: "full-text index derived anew, CPU a revision", mine: micro(u.cpu, float64(b.size))})
	b.add(row{work: "the same, wall time and peak memory", mine: seconds(u.wall) + ", " + mib(u.rss)})
}
