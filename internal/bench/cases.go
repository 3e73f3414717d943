package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// cases is the list of measurements, in the order of the report. Later ones
// stand on what earlier ones left: b.git() holds the result of fast-import.
var cases = []struct {
	title string
	bulk  bool // needs the bulk add and what fast-import made of it
	run   func(ctx context.Context, b *bench) error
}{
	{"bulk add", true, bulkAdd},
	{"pack size", true, packSize},
	{"second run of the same add", true, addAgain},
	{"one durable add", false, oneAdd},
	{"log of a story", false, logStory},
	{"log of a story named in part", false, logPart},
	{"show a revision", false, showRevision},
	{"search", false, search},
	{"start-up", false, startUp},
	{"verify", false, verify},
	{"gc", false, collect},
	{"rebuild of the catalog", false, rebuild},
	{"pack size, against git repack -adf", true, bestPack},
}

const (
	ours   = "newsarc"
	theirs = "git"
)

// duel measures two commands that change nothing.
func (b *bench) duel(ctx context.Context, mine, other command) (map[string]usage, error) {
	return b.duelOf(ctx, max(b.repeats, 5), mine, other)
}

// few is how often what takes git long is done: once where it may be minutes.
func (b *bench) few() int {
	if b.huge() {
		return 1
	}
	return max(b.repeats, 5)
}

// duelOf is duel with a number of repeats; where there is but one, nothing warms
// up for it.
func (b *bench) duelOf(ctx context.Context, repeats int, mine, other command) (map[string]usage, error) {
	return contest{repeats: repeats, warmups: min(1, repeats-1), names: []string{ours, theirs}, before: func(_ context.Context, name string) (command, error) {
		if name == ours {
			return mine, nil
		}
		return other, nil
	}}.run(ctx)
}

// addCPU adds what a duel cost the processor: on a machine that has other work,
// that says more than the time on the clock.
func (b *bench) addCPU(got map[string]usage) {
	b.add(row{work: "the same, CPU", against: "the same", mine: millis(got[ours].cpu), other: millis(got[theirs].cpu), ratio: ratio(got[ours].cpu, got[theirs].cpu)})
}

func bulkAdd(ctx context.Context, b *bench) error {
	scratch := b.path("bulk")
	defer os.RemoveAll(scratch)
	names := []string{ours, theirs}
	if b.large() {
		names = []string{theirs} // the add that made the archive is ours
	}
	got, err := contest{repeats: b.repeats, names: names, before: func(ctx context.Context, name string) (command, error) {
		if name == ours {
			if err := os.RemoveAll(scratch); err != nil {
				return command{}, err
			}
			if _, err := b.initArchive(ctx, scratch); err != nil {
				return command{}, err
			}
			return b.bulk(scratch, b.corpus), nil
		}
		if err := os.RemoveAll(b.git()); err != nil {
			return command{}, err
		}
		if out, err := exec.CommandContext(ctx, "git", "init", "--bare", "-q", "-b", "main", b.git()).CombinedOutput(); err != nil {
			return command{}, fmt.Errorf("%w: %s", err, out)
		}
		imports := command{dir: b.git(), args: []string{"git", "fast-import", "--quiet"}, stdin: b.stream}
		if b.huge() { // as a file it would take some 5 GB and as many minutes
			imports.stdin, imports.feed = "", b.exportArgs()
		}
		return imports, nil
	}}.run(ctx)
	if err != nil {
		return err
	}
	if b.large() {
		got[ours] = b.first
	}
	n := float64(b.size)
	b.add(row{
		work: "bulk add, CPU a revision", against: "`git fast-import` of the same history", aim: "at most 1/4",
		mine: micro(got[ours].cpu, n), other: micro(got[theirs].cpu, n), ratio: ratio(got[ours].cpu, got[theirs].cpu),
	})
	same := "the same"
	if b.huge() {
		same = "the same, beside `git fast-export` that feeds it"
	}
	b.add(row{work: "bulk add, wall time", against: same, mine: seconds(got[ours].wall), other: seconds(got[theirs].wall), ratio: ratio(got[ours].wall, got[theirs].wall)})
	b.add(row{
		work: "bulk add, peak memory", against: "the same", aim: "at most 2", mine: mib(got[ours].rss), other: mib(got[theirs].rss),
		ratio: float64(got[ours].rss) / float64(got[theirs].rss),
	})
	if cpu, memory := growth(b.first.path); cpu > 0 {
		b.add(row{work: "the last tenth of it, CPU", against: "its second tenth", aim: "at most 1.3", ratio: cpu})
		b.add(row{work: "the last tenth of it, memory", against: "its second tenth", aim: "flat", ratio: memory})
	}
	return sameHead(ctx, b)
}

// sameHead makes sure that both sides did the same work.
func sameHead(ctx context.Context, b *bench) error {
	want, err := b.gitOutput(ctx, "rev-parse", "main")
	if err != nil {
		return err
	}
	got, err := exec.CommandContext(ctx, "git", "--git-dir", b.git(), "rev-parse", "main").Output()
	if err != nil {
		return err
	}
	if string(got) != want {
		return fmt.Errorf("histories differ: %s against %s", want, got)
	}
	return nil
}

func packSize(ctx context.Context, b *bench) error {
	mine, err := treeSize(filepath.Join(gitDir(b.archive()), "objects"))
	if err != nil {
		return err
	}
	imported, err := treeSize(filepath.Join(b.git(), "objects"))
	if err != nil {
		return err
	}
	b.add(row{work: "size of the objects", against: "`git fast-import`", aim: "at most 0.45", mine: mib(mine), other: mib(imported), ratio: float64(mine) / float64(imported)})
	b.mine = mine
	return nil
}

// bestPack compares with the best that git can do, which takes long: it is the
// last measurement.
func bestPack(ctx context.Context, b *bench) error {
	mine := b.mine
	small := row{work: "size of the objects", against: "`git repack -adf`", aim: "at most 1.05", mine: mib(mine)}
	best, err := b.repackedSize(ctx)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		small.other = fmt.Sprintf("more than %v", b.limit)
	case err != nil:
		return err
	default:
		small.other, small.ratio = mib(best), float64(mine)/float64(best)
	}
	b.add(small)
	return nil
}

// repackedSize returns what git's own history takes after the best that git can
// do; context.DeadlineExceeded if that takes too long.
func (b *bench) repackedSize(ctx context.Context) (int64, error) {
	repacked := b.path("repacked")
	defer os.RemoveAll(repacked)
	ctx, cancel := context.WithTimeout(ctx, b.limit)
	defer cancel()
	for _, args := range [][]string{
		{"clone", "-q", "--bare", b.git(), repacked},
		{"-C", repacked, "repack", "-adfq"},
	} {
		if out, err := exec.CommandContext(ctx, "git", args...).CombinedOutput(); err != nil {
			return 0, fmt.Errorf("%w: %w: %s", ctx.Err(), err, out)
		}
	}
	return treeSize(filepath.Join(repacked, "objects"))
}

func treeSize(dir string) (size int64, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil {
			size += info.Size()
		}
		return err
	})
	return size, err
}

func addAgain(ctx context.Context, b *bench) error {
	got, err := contest{repeats: min(b.repeats, 3), names: []string{ours}, before: func(context.Context, string) (command, error) {
		return b.bulk(b.archive(), b.corpus), nil
	}}.run(ctx)
	if err != nil {
		return err
	}
	b.add(row{work: "the same add again, CPU a revision", mine: micro(got[ours].cpu, float64(b.size))})
	return nil
}

// workTreeFiles is the size of the work tree that one git commit is measured in.
const workTreeFiles = 25_000

func oneAdd(ctx context.Context, b *bench) error {
	tree := b.path("worktree")
	defer os.RemoveAll(tree)
	if err := b.makeWorkTree(ctx, tree); err != nil {
		return err
	}
	const durable, small = "git, fsync of everything", "newsarc at 10,000 revisions"
	dirs := map[string]string{ours: b.archive(), small: b.path("small")}
	names := []string{ours, theirs, durable}
	if b.size > smallSize {
		if err := b.makeSmall(ctx, dirs[small]); err != nil {
			return err
		}
		names = append(names, small)
	}
	n := 0
	got, err := contest{repeats: max(b.repeats, 15), warmups: 2, names: names, before: func(_ context.Context, name string) (command, error) {
		n++
		if dir := dirs[name]; dir != "" {
			file := b.path("one.json")
			return command{dir: dir, args: []string{b.newsarc, "add", file}}, writeOne(file, n)
		}
		script := `git add a/7.md && git commit -qm x`
		if name == durable {
			script = `git -c core.fsync=all add a/7.md && git -c core.fsync=all commit -qm x`
		}
		return command{dir: tree, args: []string{"sh", "-c", script}}, writeOne(filepath.Join(tree, "a", "7.md"), n)
	}}.run(ctx)
	if err != nil {
		return err
	}
	b.add(row{
		work: "one durable add, whole process", against: "`git add; git commit` in a work tree of 25,000 files", aim: "at most 1/10",
		mine: millis(got[ours].wall), other: millis(got[theirs].wall), ratio: ratio(got[ours].wall, got[theirs].wall),
	})
	b.add(row{
		work: "the same", against: "git with `core.fsync=all`, which is as durable",
		mine: millis(got[ours].wall), other: millis(got[durable].wall), ratio: ratio(got[ours].wall, got[durable].wall),
	})
	if at10k, ok := got[small]; ok {
		b.add(row{work: "the same", against: "itself at 10,000 revisions", aim: "at most 1.5", mine: millis(got[ours].wall), other: millis(at10k.wall), ratio: ratio(got[ours].wall, at10k.wall)})
	}
	b.add(row{work: "the same, CPU", against: "git", mine: millis(got[ours].cpu), other: millis(got[theirs].cpu), ratio: ratio(got[ours].cpu, got[theirs].cpu)})
	b.add(row{work: "the same, peak memory", against: "git", aim: "below 64 MiB", mine: mib(got[ours].rss), other: mib(got[theirs].rss), ratio: float64(got[ours].rss) / float64(got[theirs].rss)})
	return nil
}

// smallSize is the size of the archive that a large one is compared with.
const smallSize = 10_000

// makeSmall makes an archive of the beginning of the corpus.
func (b *bench) makeSmall(ctx context.Context, dir string) error {
	all, err := os.Open(b.corpus)
	if err != nil {
		return err
	}
	defer all.Close()
	part := b.path("small.jsonl")
	f, err := os.Create(part)
	if err != nil {
		return err
	}
	in := bufio.NewReaderSize(all, 1<<20)
	for range smallSize {
		line, err := in.ReadBytes('\n')
		if err != nil {
			break
		}
		if _, err := f.Write(line); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	if err := f.Close(); err != nil {
		return err
	}
	if _, err := b.initArchive(ctx, dir); err != nil {
		return err
	}
	_, err = b.bulk(dir, part).run(ctx)
	return err
}

func writeOne(file string, n int) error {
	stamp := time.Date(2025, 6, 1, 0, 0, n, 0, time.UTC).Format(time.RFC3339)
	text := fmt.Sprintf(`{"id":"one","source":"outlet001.example","headline":"Ferry runs aground","published":"2025-06-01","captured":%q,"text":"A ferry ran aground on Sunday with %d people on board. Nobody was hurt."}`, stamp, n)
	return os.WriteFile(file, []byte(text+"\n"), 0o644)
}

func (b *bench) makeWorkTree(ctx context.Context, tree string) error {
	for i := range workTreeFiles {
		dir := filepath.Join(tree, string(rune('a'+i%25)))
		if i < 25 {
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return err
			}
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprint(i/25, ".md")), []byte(strings.Repeat(fmt.Sprintln("line", i), 100)), 0o644); err != nil {
			return err
		}
	}
	for _, args := range [][]string{
		{"init", "-q"},
		{"config", "user.name", "bench"},
		{"config", "user.email", "bench@example.org"},
		{"config", "gc.auto", "0"},
		{"add", "-A"},
		{"commit", "-qm", "all"},
	} {
		if out, err := exec.CommandContext(ctx, "git", append([]string{"-C", tree}, args...)...).CombinedOutput(); err != nil {
			return fmt.Errorf("git %s: %w: %s", args[0], err, out)
		}
	}
	return nil
}

func logStory(ctx context.Context, b *bench) error {
	if out, err := exec.CommandContext(ctx, "git", "--git-dir", b.git(), "commit-graph", "write", "--reachable", "--changed-paths").CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	got, err := b.duel(ctx,
		command{dir: b.archive(), args: []string{b.newsarc, "log", b.story}},
		command{dir: b.git(), args: []string{"git", "log", "main", "--", b.story + ".md"}})
	if err != nil {
		return err
	}
	b.add(row{
		work: "`log` of a story, whole process", against: "`git log -- path`, changed-path Bloom filters", aim: "below 30 ms; 1/100 at 1 M",
		mine: millis(got[ours].wall), other: millis(got[theirs].wall), ratio: ratio(got[ours].wall, got[theirs].wall),
	})
	b.addCPU(got)
	return nil
}

func showRevision(ctx context.Context, b *bench) error {
	got, err := b.duel(ctx,
		command{dir: b.archive(), args: []string{b.newsarc, "show", b.story + "@2"}},
		command{dir: b.git(), args: []string{"git", "cat-file", "-p", b.blob}})
	if err != nil {
		return err
	}
	b.add(row{
		work: "`show story@2`, whole process", against: "`git cat-file -p`", aim: "at most 3",
		mine: millis(got[ours].wall), other: millis(got[theirs].wall), ratio: ratio(got[ours].wall, got[theirs].wall),
	})
	b.addCPU(got)
	return nil
}

func search(ctx context.Context, b *bench) error {
	out, err := b.gitOutput(ctx, "cat-file", "-p", b.blob)
	if err != nil {
		return err
	}
	words := strings.Fields(out)
	word := strings.Trim(words[len(words)-1], ".")
	// The first search after a bulk add indexes what is not indexed yet.
	first, err := command{dir: b.archive(), args: []string{b.newsarc, "search", word}}.run(ctx)
	if err != nil {
		return err
	}
	if b.huge() { // once is enough
		b.addIndexed(first)
	}
	repeats := 5
	if b.huge() { // git reads every text at the head
		repeats = 3
	}
	got, err := b.duelOf(ctx, repeats,
		command{dir: b.archive(), args: []string{b.newsarc, "search", "--all-revisions", word}},
		command{dir: b.git(), args: []string{"git", "grep", "-l", "-w", "-F", word, "main"}})
	if err != nil {
		return err
	}
	b.add(row{
		work: "`search` over all revisions, first page", against: "`git grep` at the head only", aim: "below 200 ms",
		mine: millis(got[ours].wall), other: millis(got[theirs].wall), ratio: ratio(got[ours].wall, got[theirs].wall),
	})
	b.addCPU(got)
	return nil
}

func startUp(ctx context.Context, b *bench) error {
	got, err := b.duel(ctx, command{dir: b.dir, args: []string{b.newsarc, "version"}}, command{dir: b.dir, args: []string{"git", "version"}})
	if err != nil {
		return err
	}
	b.add(row{
		work: "start-up (`version`)", against: "`git version`", aim: "at most 15 ms more",
		mine: millis(got[ours].wall), other: millis(got[theirs].wall), ratio: ratio(got[ours].wall, got[theirs].wall),
	})
	b.addCPU(got)
	return nil
}
