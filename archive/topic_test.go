package archive_test

import (
	"errors"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive"
)

func TestTopics(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	now := time.Date(2024, 5, 16, 9, 0, 0, 0, time.UTC)
	a, err := archive.Init(ctx, dir, archive.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	set := func(name, text string, want bool) {
		t.Helper()
		changed, err := a.SetTopic(ctx, name, []byte(text))
		if err != nil || changed != want {
			t.Fatalf("set %s: changed %v, %v, want %v", name, changed, err, want)
		}
		now = now.Add(time.Hour)
	}
	set("quake", "query: quake\n", true)
	set("flood", "query: flood\n", true)
	set("flood", "query: flood\n", false)
	set("quake", "query: quake dam\n", true)

	topics, err := a.Topics(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(topics) != 2 || topics[0].Name != "flood" || topics[1].Name != "quake" {
		t.Fatalf("got %v", topics)
	}
	quake, err := a.Topic(ctx, "quake")
	if err != nil || string(quake.Text) != "query: quake dam\n" {
		t.Errorf("got %q, %v", quake.Text, err)
	}
	if want := time.Date(2024, 5, 16, 12, 0, 0, 0, time.UTC); !quake.Changed.Equal(want) {
		t.Errorf("changed %s, want %s", quake.Changed, want)
	}
	if want := time.Date(2024, 5, 16, 10, 0, 0, 0, time.UTC); !topics[0].Changed.Equal(want) {
		t.Errorf("flood changed %s, want %s", topics[0].Changed, want)
	}

	if _, err := a.SetTopic(ctx, "quake", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Topic(ctx, "quake"); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("after removal: %v", err)
	}
	if _, err := a.SetTopic(ctx, "quake", nil); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("second removal: %v", err)
	}
	for _, name := range []string{"", "../x", "a b", "-x", ".x", "Quake", "a/b", "con"} {
		if _, err := a.SetTopic(ctx, name, []byte("x")); err == nil {
			t.Errorf("name %q is accepted", name)
		}
	}

	git := filepath.Join(dir, filepath.FromSlash(archive.GitDir))
	if out, err := exec.Command("git", "--git-dir="+git, "fsck", "--strict").CombinedOutput(); err != nil {
		t.Errorf("git fsck: %v\n%s", err, out)
	}
	out, err := exec.Command("git", "--git-dir="+git, "log", "--format=%s", "topics").Output()
	if want := "Topic quake removed\nTopic quake\nTopic flood\nTopic quake\n"; err != nil || string(out) != want {
		t.Errorf("git log: %v, got %q, want %q", err, out, want)
	}
}
