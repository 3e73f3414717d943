package archive

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// everything writes down what an archive says of all its revisions and stories,
// and what a search finds.
func everything(t *testing.T, a *Archive) []string {
	t.Helper()
	var lines []string
	for rev, err := range a.Log(t.Context(), Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprintf("%s@%d %s %s %s", rev.Story, rev.Number, rev.Commit, rev.Captured, rev.Class))
	}
	for s, err := range a.Stories(t.Context(), Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprintf("%+v", s))
	}
	hits, err := a.Search(t.Context(), "government", SearchOptions{AllRevisions: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range hits {
		lines = append(lines, fmt.Sprintf("%s %d-%d", h.Revision.Story, h.First, h.Last))
	}
	return lines
}

// A catalog that is gone, damaged, old or another archive's is found out and
// mended by whoever reads next, and says the same as before.
func TestCatalogIsDerived(t *testing.T) {
	a, dir := newArchive(t)
	c := corpus{revisions: 200, sources: 3, perStory: 4}
	half := corpus{revisions: 100, sources: 3, perStory: 4}
	if _, err := a.Add(t.Context(), half.inputs(), nil); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, filepath.FromSlash(CatalogFile))
	everything(t, a)
	_ = a.Close()
	old, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	a = reopen(t, dir)
	if _, err := a.Add(t.Context(), c.inputs(), nil); err != nil {
		t.Fatal(err)
	}
	want := everything(t, a)
	_ = a.Close()
	fresh, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	other, otherDir := newArchive(t)
	add(t, other, Input{Article: quake(12)})
	_ = other.Close()
	foreign, err := os.ReadFile(filepath.Join(otherDir, filepath.FromSlash(CatalogFile)))
	if err != nil {
		t.Fatal(err)
	}
	holed := bytes.Clone(fresh)
	for i := 4096; i < len(holed); i += 3 * 4096 {
		copy(holed[i:], bytes.Repeat([]byte{0xaa}, 2000))
	}
	version := bytes.Clone(fresh)
	version[63] = 99
	tests := []struct {
		name string
		data []byte // nil: removed
	}{
		{"fresh", fresh},
		{"removed", nil},
		{"empty", []byte{}},
		{"old", old},
		{"another archive's", foreign},
		{"cut off", fresh[:len(fresh)/2]},
		{"no database", []byte(strings.Repeat("newsarc", 1000))},
		{"holes", holed},
		{"another version", version},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_ = os.Remove(file + "-wal")
			_ = os.Remove(file + "-shm")
			_ = os.Remove(file)
			if test.data != nil {
				if err := os.WriteFile(file, test.data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			b := reopen(t, dir)
			if diff := cmp.Diff(want, everything(t, b)); diff != "" {
				t.Errorf("(-before +after):\n%s", diff)
			}
			sound(t, b, dir)
			_ = b.Close()
		})
	}
}

// A catalog that is damaged while it is open is replaced under way.
func TestCatalogDamagedWhileOpen(t *testing.T) {
	a, dir := newArchive(t)
	if _, err := a.Add(t.Context(), corpus{revisions: 400, sources: 3, perStory: 4}.inputs(), nil); err != nil {
		t.Fatal(err)
	}
	want := everything(t, a)
	_ = a.Close()
	a = reopen(t, dir)
	if _, err := a.Story(t.Context(), "source0"); err == nil {
		t.Fatal("a source is no story")
	}
	file := filepath.Join(dir, filepath.FromSlash(CatalogFile))
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, _ := f.Stat()
	for at := int64(4096); at < info.Size(); at += 4096 {
		if _, err := f.WriteAt(bytes.Repeat([]byte{0xff}, 4096), at); err != nil {
			t.Fatal(err)
		}
	}
	_ = f.Close()
	if diff := cmp.Diff(want, everything(t, a)); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
}

func TestDerivedData(t *testing.T) {
	a, dir := newArchive(t)
	ctx := t.Context()
	key := CacheKey{Text: strings.Repeat("ab", 32), Rule: "timeline/1"}
	if _, ok := a.Cached(ctx, key); ok {
		t.Error("there before it was set")
	}
	for _, data := range []string{"one", "two"} {
		if err := a.SetCached(ctx, key, []byte(data)); err != nil {
			t.Fatal(err)
		}
		if got, ok := a.Cached(ctx, key); !ok || string(got) != data {
			t.Errorf("got %q, %v", got, ok)
		}
	}
	_ = a.Close()
	a = reopen(t, dir)
	if got, ok := a.Cached(ctx, key); !ok || string(got) != "two" {
		t.Errorf("after reopening: %q, %v", got, ok)
	}
	if _, ok := a.Cached(ctx, CacheKey{Text: key.Text, Rule: "timeline/2"}); ok {
		t.Error("another rule's data")
	}
}

// A catalog that must be replaced is replaced by who adds as well, though that
// holds the writer lock; and by two processes, once.
func TestAddReplacesCatalog(t *testing.T) {
	a, dir := newArchive(t)
	add(t, a, Input{Article: quake(12), Captured: at(1, 10)})
	_ = a.Close()
	file := filepath.Join(dir, filepath.FromSlash(CatalogFile))
	if err := os.WriteFile(file, []byte(strings.Repeat("no catalog", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	a, b := reopen(t, dir), reopen(t, dir)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if _, err := a.Add(ctx, slices.Values([]Input{{Article: quake(13), Captured: at(2, 10)}}), nil); err != nil {
		t.Fatal(err)
	}
	add(t, b, Input{Article: quake(14), Captured: at(3, 10)})
	for _, x := range []*Archive{a, b} {
		if got := logOf(t, x, "quake"); len(got) != 3 {
			t.Errorf("log: %q", got)
		}
	}
	// Damage that is met only while adding.
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	_ = a.Close()
	_ = b.Close()
	a = reopen(t, dir)
	if _, err := a.catalog(ctx); err != nil {
		t.Fatal(err)
	}
	info, _ := f.Stat()
	for page := int64(4096); page < info.Size(); page += 4096 {
		if _, err := f.WriteAt(bytes.Repeat([]byte{0xff}, 4096), page); err != nil {
			t.Fatal(err)
		}
	}
	_ = f.Close()
	if _, err := a.Add(ctx, slices.Values([]Input{{Article: quake(15), Captured: at(4, 10)}}), nil); err != nil {
		t.Fatal(err)
	}
	if got := logOf(t, a, "quake"); len(got) != 4 {
		t.Errorf("log after damage: %q", got)
	}
	sound(t, a, dir)
}
