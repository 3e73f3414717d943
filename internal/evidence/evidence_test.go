package evidence_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/evidence"
	"github.com/newsarc/newsarc/news"
)

// keep makes an archive of a story of three revisions, the second of which comes
// last: a backfill.
func keep(t *testing.T) (a *archive.Archive, dir string, revs []news.Revision) {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	a, err := archive.Init(ctx, dir, archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	for _, hour := range []int{1, 3, 2} {
		in := archive.Input{
			Article: &news.Article{
				Headline: "Mine floods \u202e" + strings.Repeat("'; touch harm; '", hour-1), URL: "https://wire.example/mine",
				Body: news.Body{{Sentences: []string{fmt.Sprintf("The mine flooded, trapping %d miners.", hour), "Grüße aus 北京."}}},
			},
			Captured: time.Date(2024, 5, 10, hour, 0, 0, 0, time.UTC),
		}
		if hour != 2 {
			in.Capture, in.CaptureExt = fmt.Appendf(nil, "<p>The mine\r\nflooded, trapping %d miners.\x00", hour), "html"
		}
		_, err := a.Add(ctx, slices.Values([]archive.Input{in}), func(o archive.Outcome) {
			if o.Err != nil {
				t.Error(o.Err)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return a, dir, history(t, a)
}

func history(t *testing.T, a *archive.Archive) (revs []news.Revision) {
	t.Helper()
	for rev, err := range a.Log(context.Background(), archive.Filter{Story: "mine", Reverse: true}) {
		if err != nil {
			t.Fatal(err)
		}
		revs = append(revs, rev)
	}
	return revs
}

// unpack writes an evidence file and unpacks it.
func unpack(t *testing.T, a *archive.Archive, c evidence.Case) (dir string, names []string) {
	t.Helper()
	var first, again bytes.Buffer
	for _, w := range []io.Writer{&first, &again} {
		if err := evidence.Write(context.Background(), w, a, c); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), again.Bytes()) {
		t.Error("the same case gives other bytes the second time")
	}
	z, err := zip.NewReader(bytes.NewReader(first.Bytes()), int64(first.Len()))
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	for _, f := range z.File {
		if !filepath.IsLocal(f.Name) || strings.ContainsAny(f.Name, `/\`) {
			t.Fatalf("a file %q", f.Name)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, f.Name), data, 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, f.Name)
	}
	return dir, names
}

// step is a command of a README and what it says the command prints.
type step struct{ command, prints string }

// stepsOf reads the commands that stand in the README of an unpacked file.
func stepsOf(t *testing.T, dir string) (steps []step) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "README.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		if out, ok := strings.CutPrefix(line, "       -> "); ok {
			steps[len(steps)-1].prints += out + "\n"
		} else if command, ok := strings.CutPrefix(line, "     "); ok {
			steps = append(steps, step{command: command})
		}
	}
	return steps
}

// follow runs the commands as somebody does who has the file, git and sha256sum
// and nothing else of ours, and returns those that print something else.
func follow(t *testing.T, dir string) (wrong []string) {
	t.Helper()
	for _, tool := range []string{"git", "sha256sum", "sh"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(err)
		}
	}
	for _, s := range stepsOf(t, dir) {
		cmd := exec.Command("sh", "-c", s.command)
		cmd.Dir = dir
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "GIT_CONFIG_NOSYSTEM=1", "LC_ALL=C"}
		out, err := cmd.CombinedOutput()
		if err != nil || string(out) != s.prints {
			wrong = append(wrong, s.command)
			t.Logf("$ %s\ngot  %q, %v\nwant %q", s.command, out, err, s.prints)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "harm")); err == nil {
		t.Error("a headline was run as a command")
	}
	return wrong
}

// TestREADME does exactly what each file tells its reader to do.
func TestREADME(t *testing.T) {
	a, dir, revs := keep(t)
	clone := filepath.Join(dir, filepath.FromSlash(archive.GitDir))
	for _, tt := range []struct {
		name  string
		c     evidence.Case
		file  string
		files []string
		steps int
	}{
		{
			"one revision",
			evidence.Case{New: revs[0], Clone: clone},
			"evidence-" + revs[0].Commit[:10] + ".zip",
			[]string{"README.txt", "SHA256SUMS", "text.capture.html", "text.commit", "text.md"},
			11,
		},
		{
			"without a capture",
			evidence.Case{New: revs[1], Clone: clone},
			"evidence-" + revs[1].Commit[:10] + ".zip",
			[]string{"README.txt", "SHA256SUMS", "text.commit", "text.md"},
			9,
		},
		{
			"a backfilled one and a later one",
			evidence.Case{Old: &revs[1], New: revs[2], Clone: clone},
			"evidence-" + revs[1].Commit[:10] + "-" + revs[2].Commit[:10] + ".zip",
			[]string{"README.txt", "SHA256SUMS", "diff.html", "diff.json", "diff.txt", "new.capture.html", "new.commit", "new.md", "old.commit", "old.md"},
			17,
		},
		{
			"backwards, without a clone",
			evidence.Case{Old: &revs[2], New: revs[0]},
			"evidence-" + revs[2].Commit[:10] + "-" + revs[0].Commit[:10] + ".zip",
			[]string{
				"README.txt", "SHA256SUMS", "diff.html", "diff.json", "diff.txt",
				"new.capture.html", "new.commit", "new.md", "old.capture.html", "old.commit", "old.md",
			},
			18,
		},
	} {
		t.Run(strings.ReplaceAll(tt.name, " ", "-"), func(t *testing.T) {
			if got := tt.c.Name(); got != tt.file {
				t.Errorf("the file is called %q, want %q", got, tt.file)
			}
			dir, names := unpack(t, a, tt.c)
			slices.Sort(names)
			if !slices.Equal(names, tt.files) {
				t.Errorf("files %q, want %q", names, tt.files)
			}
			if n := len(stepsOf(t, dir)); n != tt.steps {
				t.Errorf("%d commands, want %d", n, tt.steps)
			}
			if tt.c.Clone == "" {
				// Who asks for the clone gets it.
				if out, err := exec.Command("git", "clone", "-q", "--bare", clone, filepath.Join(dir, "archive.git")).CombinedOutput(); err != nil {
					t.Fatalf("%v: %s", err, out)
				}
			}
			if wrong := follow(t, dir); len(wrong) > 0 {
				t.Errorf("the README is wrong about %q", wrong)
			}
			readme, _ := os.ReadFile(filepath.Join(dir, "README.txt"))
			for _, want := range []string{
				tt.c.New.Commit, tt.c.New.Blob, tt.c.New.TextSHA256, tt.c.New.Captured.Format(time.RFC3339), "wire.example/", "published  none",
			} {
				if !bytes.Contains(readme, []byte(want)) {
					t.Errorf("the README lacks %q", want)
				}
			}
			if bytes.ContainsRune(readme, '\u202e') {
				t.Error("a headline can reorder the README")
			}
		})
	}
}

// TestForged changes each part of a file; whoever follows the README finds it.
func TestForged(t *testing.T) {
	a, dir, revs := keep(t)
	c := evidence.Case{Old: &revs[0], New: revs[2], Clone: filepath.Join(dir, filepath.FromSlash(archive.GitDir))}
	for name, finds := range map[string]string{
		"old.md": "git hash-object --stdin <old.md", "new.md": "sha256sum new.md",
		"new.commit": "git hash-object -t commit --stdin <new.commit", "old.capture.html": "sha256sum old.capture.html",
		"diff.txt": "sha256sum -c SHA256SUMS --quiet",
	} {
		t.Run(name, func(t *testing.T) {
			dir, _ := unpack(t, a, c)
			file := filepath.Join(dir, name)
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			data = append(data, ' ')
			if err := os.WriteFile(file, data, 0o600); err != nil {
				t.Fatal(err)
			}
			wrong := follow(t, dir)
			if !slices.Contains(wrong, finds) {
				t.Errorf("%q does not find it; these do: %q", finds, wrong)
			}
			// A forger who makes the list of sums anew is found by the hashes.
			sums := exec.Command("sh", "-c", "ls | grep -v -e SHA256SUMS -e archive.git | xargs sha256sum >SHA256SUMS; rm -rf archive.git")
			if sums.Dir = dir; name == "diff.txt" {
				return // nothing in the archive names it: the texts do
			}
			if out, err := sums.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			if wrong := follow(t, dir); len(wrong) == 0 {
				t.Error("with new sums nobody finds it")
			}
		})
	}
}

// TestDamaged refuses to give evidence of what cannot be checked.
func TestDamaged(t *testing.T) {
	a, dir, revs := keep(t)
	git := filepath.Join(dir, filepath.FromSlash(archive.GitDir))
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	packs, err := filepath.Glob(filepath.Join(git, "objects/pack/*.pack"))
	if err != nil || len(packs) == 0 {
		t.Fatal("no packs", err)
	}
	for _, p := range packs {
		idx := strings.TrimSuffix(p, ".pack") + ".idx"
		out, err := exec.Command("git", "--git-dir", git, "verify-pack", "-v", idx).Output()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(out, []byte(revs[0].Blob)) {
			continue
		}
		for _, name := range []string{p, idx} {
			if err := os.Remove(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	if a, err = archive.Open(context.Background(), dir, archive.Options{}); err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	var unreadable *archive.UnreadableError
	err = evidence.Write(context.Background(), io.Discard, a, evidence.Case{New: revs[0]})
	if !errors.As(err, &unreadable) || unreadable.Object != revs[0].Blob || !unreadable.Missing() {
		t.Errorf("got %v, want an error that names %s", err, revs[0].Blob)
	}
	if err := evidence.Write(context.Background(), io.Discard, a, evidence.Case{New: revs[1]}); err != nil {
		t.Errorf("what is whole: %v", err)
	}
}
