package archive

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/news"
)

// workTree clones an archive, as somebody would who edits it by hand.
func workTree(t *testing.T, dir string) (run func(args ...string) string, tree string) {
	t.Helper()
	tree = t.TempDir()
	git(t, dir, "clone", "-q", ".", tree)
	return func(args ...string) string {
		t.Helper()
		cmd := exec.Command("git", args...)
		cmd.Dir = tree
		cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "HOME="+t.TempDir(), "TZ=UTC", "LC_ALL=C",
			"GIT_AUTHOR_NAME=Hand", "GIT_AUTHOR_EMAIL=hand@example.org", "GIT_AUTHOR_DATE=2024-05-10T10:00:00Z",
			"GIT_COMMITTER_NAME=Hand", "GIT_COMMITTER_EMAIL=hand@example.org", "GIT_COMMITTER_DATE=2024-05-10T10:00:00Z")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}, tree
}

func write(t *testing.T, dir, file string, data []byte) {
	t.Helper()
	name := filepath.Join(dir, filepath.FromSlash(file))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

// Stock git reads the archive: log, blame and clone speak of stories and
// sentences.
func TestStockGitReads(t *testing.T) {
	a, dir := newArchive(t)
	add(t, a,
		Input{Article: quake(12), Captured: at(1, 10), Capture: []byte("12"), CaptureExt: "html"},
		Input{Article: quake(48), Captured: at(2, 10), Capture: []byte("48"), CaptureExt: "html"},
	)
	file := "elbapost.example/2024/05/01/quake-hits-port-elba-12-dead.md"
	if got, want := git(t, dir, "log", "--format=%s", "main", "--", file), "Quake hits Port Elba, 48 dead\nQuake hits Port Elba, 12 dead\n"; got != want {
		t.Errorf("git log: %q, want %q", got, want)
	}
	diff := git(t, dir, "diff", "main~1", "main", "--", file)
	if !strings.Contains(diff, "-Rescuers said at least 12 people had died.\n+Rescuers said at least 48 people had died.\n") {
		t.Errorf("git diff:\n%s", diff)
	}
	blame := git(t, dir, "blame", "-s", "main", "--", file)
	if lines := strings.Split(blame, "\n"); !strings.Contains(blame, "Rescuers") || lines[1][:8] == lines[7][:8] {
		t.Errorf("git blame:\n%s", blame)
	}
	if got, want := git(t, dir, "ls-tree", "-r", "--name-only", "captures"), strings.TrimSuffix(file, ".md")+".html\n"; got != want {
		t.Errorf("captures: %q, want %q", got, want)
	}
	trailers := git(t, dir, "log", "-1", "--format=%(trailers:key=Class,valueonly)%(trailers:key=Story,valueonly)", "main")
	if want := "publisher\n" + strings.TrimSuffix(file, ".md") + "\n\n"; trailers != want {
		t.Errorf("trailers: %q, want %q", trailers, want)
	}
	_, tree := workTree(t, dir)
	text, err := os.ReadFile(filepath.Join(tree, filepath.FromSlash(file)))
	if err != nil || string(text) != string(news.Encode(quake(48))) {
		t.Errorf("clone has %q, %v", text, err)
	}
	sound(t, a, dir)
}

// Commits made by hand are taken in: new stories, edits of several at once,
// merges, what is no story, what is no article; renames and removals too.
func TestHandCommits(t *testing.T) {
	a, dir := newArchive(t)
	ctx := t.Context()
	add(t, a, Input{Article: quake(12), Captured: at(1, 10)})
	run, tree := workTree(t, dir)
	quakeFile := "elbapost.example/2024/05/01/quake-hits-port-elba-12-dead.md"
	other := plain("Ferries sail again", "The ferries of Port Elba sailed again on Thursday.")
	otherFile := "elbapost.example/2024/05/02/ferries-sail-again.md"
	write(t, tree, otherFile, news.Encode(other))
	write(t, tree, quakeFile, news.Encode(quake(13)))
	write(t, tree, "README.md", []byte("# By hand\n"))
	write(t, tree, "elbapost.example/2024/05/02/broken.md", []byte("no front matter\n"))
	run("add", ".")
	run("commit", "-q", "-m", "Fix the toll\n\nand more")
	run("push", "-q", "origin", "main")
	hand := strings.TrimSpace(run("rev-parse", "HEAD"))

	want := []string{"1 05-01T10 Quake hits Port Elba, 12 dead", "2 05-10T10 Quake hits Port Elba, 13 dead"}
	if diff := cmp.Diff(want, logOf(t, a, "quake")); diff != "" {
		t.Errorf("log after an edit by hand (-want +got):\n%s", diff)
	}
	rev, err := a.Resolve(ctx, "ferries")
	if err != nil || rev.Headline != "Ferries sail again" || rev.Commit != hand || rev.TextSHA256 == "" {
		t.Errorf("Resolve of a story by hand: %+v, %v", rev, err)
	}
	var ambiguous *AmbiguousError
	if _, err := a.Resolve(ctx, hand[:10]); !errors.As(err, &ambiguous) || len(ambiguous.Candidates) != 3 {
		t.Errorf("Resolve of a commit with three stories: %v", err)
	}
	if rev, err := a.Resolve(ctx, "broken"); err != nil {
		t.Error(err)
	} else if _, err := a.Article(ctx, rev); !errors.Is(err, news.ErrFormat) {
		t.Errorf("Article of what is none: %v", err)
	}
	// The next revision stands on the one by hand.
	if got := summary(add(t, a, Input{Article: quake(13), Captured: at(11, 1)}, Input{Article: quake(14), Captured: at(12, 1)})); got != "unchanged 2, added 3" {
		t.Errorf("after an edit by hand: %s", got)
	}

	// A merge, a rename and a removal.
	run("pull", "-q", "origin", "main")
	run("checkout", "-q", "-b", "side", "HEAD~1")
	write(t, tree, "elbapost.example/2024/05/03/side.md", news.Encode(plain("From the side", "It came from a side branch.")))
	run("add", ".")
	run("commit", "-q", "-m", "side")
	run("checkout", "-q", "main")
	run("merge", "-q", "--no-ff", "-m", "merge", "side")
	run("mv", otherFile, "elbapost.example/2024/05/02/ferries-moved.md")
	run("rm", "-q", "elbapost.example/2024/05/02/broken.md")
	run("commit", "-q", "-m", "move and remove")
	run("push", "-q", "origin", "main")
	var stories []string
	for s, err := range a.Stories(ctx, Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		stories = append(stories, strings.TrimPrefix(s.ID, "elbapost.example/2024/"))
	}
	if diff := cmp.Diff([]string{"05/01/quake-hits-port-elba-12-dead", "05/02/ferries-moved", "05/03/side", "05/02/ferries-sail-again", "05/02/broken"}, stories); diff != "" {
		t.Errorf("stories (-want +got):\n%s", diff)
	}
	_, err = a.Verify(ctx, VerifyOptions{ReadData: 1}, func(p Problem) {
		if p.Kind != BadText || !strings.HasSuffix(p.Story, "broken") {
			t.Errorf("verify: %+v", p)
		}
	})
	if err != nil {
		t.Error(err)
	}
}

// History as git fast-import writes it is an archive.
func TestFastImport(t *testing.T) {
	a, dir := newArchive(t)
	add(t, a, Input{Article: quake(12), Captured: at(1, 10)}, Input{Article: quake(13), Captured: at(2, 10)})
	stream := git(t, dir, "fast-export", "--all")
	b, dir2 := newArchive(t)
	cmd := exec.Command("git", "-C", filepath.Join(dir2, filepath.FromSlash(GitDir)), "fast-import", "--quiet")
	cmd.Stdin = strings.NewReader(stream)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git fast-import: %v\n%s", err, out)
	}
	if diff := cmp.Diff(logOf(t, a, "quake"), logOf(t, b, "quake")); diff != "" {
		t.Errorf("log after fast-import:\n%s", diff)
	}
	if got := summary(add(t, b, Input{Article: quake(14), Captured: at(3, 10)})); got != "added 3" {
		t.Errorf("after fast-import: %s", got)
	}
	sound(t, b, dir2)
}

// A branch that was moved back, or replaced, takes the catalog with it.
func TestBranchMovedBack(t *testing.T) {
	a, dir := newArchive(t)
	add(t, a, Input{Article: quake(12), Captured: at(1, 10)}, Input{Article: quake(13), Captured: at(2, 10)})
	git(t, dir, "update-ref", "refs/heads/main", "main~1")
	if got := logOf(t, a, "quake"); len(got) != 1 {
		t.Errorf("log after a reset: %q", got)
	}
	if got := summary(add(t, a, Input{Article: quake(14), Captured: at(3, 10)})); got != "added 2" {
		t.Errorf("after a reset: %s", got)
	}
	git(t, dir, "update-ref", "-d", "refs/heads/main")
	if _, err := a.Resolve(t.Context(), "quake"); !errors.Is(err, ErrNotFound) {
		t.Errorf("Resolve in an empty archive: %v", err)
	}
	if got := summary(add(t, a, Input{Article: quake(14), Captured: at(3, 10)})); got != "added 1" {
		t.Errorf("after a removal: %s", got)
	}
	sound(t, a, dir)
}

// Stock git commits while a batch is being written: both are in the end there.
func TestStockGitCommitsMeanwhile(t *testing.T) {
	a, dir := newArchive(t)
	add(t, a, Input{Article: quake(12), Captured: at(1, 10)})
	times := 0
	a.store = &meddler{Store: a.store, before: func() {
		if times++; times > 3 {
			return
		}
		tree := strings.TrimSpace(git(t, dir, "rev-parse", "main^{tree}"))
		commit := strings.TrimSpace(git(t, dir, "commit-tree", tree, "-p", "main", "-m", "by hand "+time.Now().String()))
		git(t, dir, "update-ref", "refs/heads/main", commit)
	}}
	if got := summary(add(t, a, Input{Article: quake(13), Captured: at(2, 10)})); got != "added 2" {
		t.Errorf("got %s", got)
	}
	if got := strings.Count(git(t, dir, "log", "--format=%s", "main"), "\n"); got != 5 {
		t.Errorf("history has %d commits, want 5", got)
	}
	sound(t, a, dir)
}

// Stock git accepts whatever names and times come.
func TestCommitIsAccepted(t *testing.T) {
	identities := []Identity{{Name: "Ann <x>\n", Email: "a>b"}, {}, {Name: " .,;", Email: "<>"}, {Name: "Zoë\x00", Email: "z@example.org"}}
	for _, who := range identities {
		a, dir := newArchive(t, func(o *Options) { o.Committer = who })
		art := quake(1)
		art.Source = `"Evil" <source> `
		art.Source = news.Line(art.Source)
		art.Byline = "By <b> & co"
		art.Published = news.Day(1912, 4, 15)
		add(t, a, Input{Article: art, Captured: time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC)})
		sound(t, a, dir)
	}
}
