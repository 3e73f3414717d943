package archive

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/news"
)

// broken is a store in which some objects cannot be read.
type broken struct {
	odb.Store
	bad map[string]bool
}

func (b *broken) Get(ctx context.Context, id odb.ID) (odb.Object, error) {
	if b.bad[id.String()] {
		return odb.Object{}, &odb.DamagedError{ID: id, Where: "test", Err: errors.New("broken")}
	}
	return b.Store.Get(ctx, id)
}

// treesOf returns the trees from the root of a commit to a path, by depth.
func treesOf(t *testing.T, dir, commit, path string) []string {
	t.Helper()
	ids := []string{strings.TrimSpace(git(t, dir, "rev-parse", commit+"^{tree}"))}
	parts := strings.Split(path, "/")
	for i := 1; i < len(parts); i++ {
		ids = append(ids, strings.TrimSpace(git(t, dir, "rev-parse", commit+":"+strings.Join(parts[:i], "/"))))
	}
	return ids
}

// Whatever object is damaged, verify names it and the revision that suffers, and
// the other revisions stay readable; with the catalog as it was, and without.
func TestVerifyNamesDamage(t *testing.T) {
	type damage struct {
		name     string
		object   func(dir string, revs []news.Revision) string
		revision int // that suffers, 0: none
	}
	tests := []damage{
		{"text", func(_ string, revs []news.Revision) string { return revs[1].Blob }, 2},
		{"commit", func(_ string, revs []news.Revision) string { return revs[1].Commit }, 2},
		{"root tree", func(dir string, revs []news.Revision) string {
			return treesOf(t, dir, revs[1].Commit, quakeStory)[0]
		}, 0},
		{"day's tree", func(dir string, revs []news.Revision) string {
			return treesOf(t, dir, revs[1].Commit, quakeStory)[4]
		}, 0},
		{"capture's commit", func(_ string, revs []news.Revision) string { return revs[1].Capture }, 0},
		{"capture", func(_ string, _ []news.Revision) string {
			return odb.Hash(odb.Blob, []byte("page 2")).String()
		}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a, dir := newArchive(t)
			var revs []news.Revision
			for i := 1; i <= 4; i++ {
				out := add(t, a, Input{Article: quake(10 * i), Captured: at(i, 10), Capture: fmt.Appendf(nil, "page %d", i), CaptureExt: "html"})
				revs = append(revs, out[0].Revision)
			}
			_ = a.Close()
			a = reopen(t, dir)
			bad := test.object(dir, revs)
			a.store = &broken{a.store, map[string]bool{bad: true}}
			var named []Problem
			sum, err := a.Verify(t.Context(), VerifyOptions{ReadData: 1}, func(p Problem) { named = append(named, p) })
			if err != nil {
				t.Fatal(err)
			}
			if sum.Problems == 0 || !slices.ContainsFunc(named, func(p Problem) bool { return p.Object == bad }) {
				t.Errorf("problems: %+v", named)
			}
			for _, p := range named {
				if p.Commit != "" && p.Commit != revs[1].Commit {
					t.Errorf("a sound revision is accused: %+v", p)
				}
			}
			for i := 1; i <= 4; i++ {
				rev, err := a.Resolve(t.Context(), fmt.Sprintf("quake@%d", i))
				if err == nil {
					_, err = a.Article(t.Context(), rev)
				}
				if (err != nil) != (i == test.revision) {
					t.Errorf("revision %d: %v", i, err)
				}
			}
			n := 0
			for _, err := range a.Log(t.Context(), Filter{}) {
				if n++; err != nil && test.name != "commit" {
					t.Errorf("log: %v", err)
				}
			}
			if n != 4 {
				t.Errorf("log has %d entries", n)
			}
			_ = a.Close()
			if err := os.Remove(a.file); err != nil {
				t.Fatal(err)
			}
			a = reopen(t, dir)
			a.store = &broken{a.store, map[string]bool{bad: true}}
			var left []string
			for rev, err := range a.Log(t.Context(), Filter{}) {
				if err != nil {
					t.Errorf("log, derived anew: %v", err)
				}
				left = append(left, rev.Commit)
			}
			for i, rev := range revs {
				if !slices.Contains(left, rev.Commit) && i != 1 {
					t.Errorf("revision %d is gone from the catalog derived anew", i+1)
				}
			}
		})
	}
}

// forge puts a commit on the main branch that says something else than it holds.
func forge(t *testing.T, a *Archive, change func([]byte) []byte) {
	t.Helper()
	ctx := t.Context()
	head, err := a.head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	data, err := odb.Read(ctx, a.store, odb.Commit, head)
	if err != nil {
		t.Fatal(err)
	}
	data = change(bytes.Clone(data))
	b, err := a.store.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	id := odb.Hash(odb.Commit, data)
	if err := b.Add(odb.New{Object: odb.Object{Type: odb.Commit, Data: data}, ID: id}); err != nil {
		t.Fatal(err)
	}
	if err := b.Commit(ctx, odb.Move{Name: Main, Old: head, New: id}); err != nil {
		t.Fatal(err)
	}
}

// Trailers that contradict the content are found: the SHA-256 of the text and of
// the capture, the times, the address, the story, the capture's commit.
func TestVerifyFindsForgery(t *testing.T) {
	zeros := strings.Repeat("0", 64)
	replaceTrailer := func(key, value string) func([]byte) []byte {
		return func(b []byte) []byte {
			lines := strings.SplitAfter(string(b), "\n")
			for i, l := range lines {
				if strings.HasPrefix(l, key+": ") {
					lines[i] = key + ": " + value + "\n"
				}
			}
			return []byte(strings.Join(lines, ""))
		}
	}
	tests := []struct {
		name string
		key  string
		val  string
	}{
		{"text", commit.KeyTextSHA256, zeros},
		{"capture", commit.KeyCaptureSHA256, zeros},
		{"capture's commit", commit.KeyCapture, zeros[:40]},
		{"URL", commit.KeySourceURL, "https://elsewhere.example/"},
		{"published", commit.KeyPublished, "1999-01-01"},
		{"captured", commit.KeyCaptured, "1999-01-01T00:00:00Z"},
		{"story", commit.KeyStory, "x.example/2024/05/01/other"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a, _ := newArchive(t)
			add(t, a, Input{Article: quake(1), Captured: at(1, 10), Capture: []byte("page"), CaptureExt: "html"})
			forge(t, a, replaceTrailer(test.key, test.val))
			found := 0
			_, err := a.Verify(t.Context(), VerifyOptions{ReadData: 1}, func(p Problem) {
				if p.Kind != BadTrailer {
					t.Errorf("%+v", p)
				}
				found++
			})
			if err != nil || found != 1 {
				t.Errorf("%d problems, %v", found, err)
			}
		})
	}
}

// Rows that git contradicts are found and healed.
func TestVerifyFindsWrongRows(t *testing.T) {
	a, dir := newArchive(t)
	add(t, a, Input{Article: quake(1), Captured: at(1, 10)}, Input{Article: quake(2), Captured: at(2, 10)})
	add(t, a, Input{Article: flood("Flood"), Captured: at(3, 10)})
	for _, tamper := range []string{
		"UPDATE revision SET captured = captured + 1 WHERE id = 1",
		"UPDATE revision SET number = 3 - number WHERE story = 1",
		"UPDATE revision SET blob = x'0000000000000000000000000000000000000000' WHERE id = 2",
		"DELETE FROM revision WHERE id = 1",
		"UPDATE story SET revisions = 7 WHERE id = 1",
		"UPDATE story SET path = 'x.example/2024/05/05/x' WHERE id = 2",
	} {
		db, err := sql.Open("sqlite", a.file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(tamper); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		found := 0
		_, err = a.Verify(t.Context(), VerifyOptions{}, func(p Problem) {
			if p.Kind != BadCatalog {
				t.Errorf("%s: %+v", tamper, p)
			}
			found++
		})
		if err != nil || found == 0 {
			t.Errorf("%s: %d problems, %v", tamper, found, err)
		}
		if _, err := a.GC(t.Context(), GCOptions{Heal: true}); err != nil {
			t.Errorf("%s: heal: %v", tamper, err)
		}
		sound(t, a, dir)
	}
}

func TestGC(t *testing.T) {
	a, dir := newArchive(t)
	for i := range 12 {
		add(t, a, Input{Article: quake(i + 1), Captured: at(i+1, 10)})
	}
	before := logOf(t, a, "quake")
	sum, err := a.GC(t.Context(), GCOptions{All: true})
	if err != nil || sum.PacksBefore < 2 || sum.PacksAfter != 1 {
		t.Errorf("%+v, %v", sum, err)
	}
	if again, err := a.GC(t.Context(), GCOptions{}); err != nil || again.PacksAfter != 1 || len(again.Healed) != 0 {
		t.Errorf("again: %+v, %v", again, err)
	}
	if got := logOf(t, a, "quake"); !slices.Equal(got, before) {
		t.Errorf("log: %q, before %q", got, before)
	}
	sound(t, a, dir)
}

// Adding keeps the packs few when it may, however small its batches are.
func TestAutoGC(t *testing.T) {
	a, dir := newArchive(t, func(o *Options) { o.AutoGC = true })
	a.batchItems = 3
	if _, err := a.Add(t.Context(), corpus{revisions: 300, sources: 3, perStory: 4}.inputs(), nil); err != nil {
		t.Fatal(err)
	}
	sum, err := a.GC(t.Context(), GCOptions{})
	if err != nil || sum.PacksBefore >= 3*manyPacks || sum.PacksAfter > 8 {
		t.Errorf("%+v, %v", sum, err)
	}
	sound(t, a, dir)
}
