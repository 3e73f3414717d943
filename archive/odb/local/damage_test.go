package local_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/local"
	"github.com/newsarc/newsarc/archive/odb/odbtest"
)

// packFiles returns the files of a store's packs with an extension.
func packFiles(t testing.TB, s *local.Store, ext string) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(s.Dir(), "objects/pack/*"+ext))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// rewrite changes a file that is write-protected.
func rewrite(t testing.TB, name string, edit func([]byte) []byte) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err == nil {
		err = os.Remove(name)
	}
	if err == nil {
		err = os.WriteFile(name, edit(data), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func reopen(t testing.TB, s *local.Store) *local.Store {
	t.Helper()
	again, err := local.Open(t.Context(), s.Dir(), local.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = again.Close() })
	return again
}

func verify(t testing.TB, s *local.Store) (odb.Verified, []error) {
	t.Helper()
	var found []error
	v, err := s.Verify(t.Context(), odb.VerifyOptions{ReadData: 100}, func(e error) { found = append(found, e) })
	if err != nil {
		t.Fatal(err)
	}
	return v, found
}

// TestFlippedBytes damages a pack at many places. Every damage is found, as it
// is by git; what is not damaged stays readable, and what is read is right.
func TestFlippedBytes(t *testing.T) {
	s := newStore(t, local.Options{})
	fill(t, s, 40, 40)
	want := all(t, s)
	name := packFiles(t, s, ".pack")[0]
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	for at := int64(20); at < info.Size(); at += info.Size() / 25 {
		flip := func(b []byte) []byte {
			b = bytes.Clone(b)
			b[at] ^= 0x55
			return b
		}
		rewrite(t, name, flip)
		r := reopen(t, s)
		v, found := verify(t, r)
		if len(found) == 0 {
			t.Errorf("byte %d: damage is not found", at)
		}
		if _, err := tryGit(t, s.Dir(), "fsck", "--strict", "--full"); err == nil {
			t.Errorf("byte %d: git fsck finds nothing", at)
		}
		good := 0
		for id, o := range want {
			got, err := r.Get(t.Context(), id)
			var damaged *odb.DamagedError
			switch {
			case err == nil && bytes.Equal(got.Data, o.Data):
				good++
			case !errors.As(err, &damaged) || damaged.ID != id:
				t.Fatalf("byte %d: %s: %v", at, id, err)
			}
		}
		if v.Damaged != len(want)-good {
			t.Errorf("byte %d: %d objects are damaged, verify says %d", at, len(want)-good, v.Damaged)
		}
		// Damage is never merged into a new pack.
		more(t, r, &odbtest.Importer{}, 9, 0, 1)
		if _, err := r.Consolidate(t.Context(), odb.ConsolidateOptions{All: true}); err != nil {
			t.Error(err)
		}
		rewrite(t, name, flip)
	}
	sound(t, s)
}

// TestDamagedSource has one of several packs damaged: consolidation merges the
// others and leaves it alone.
func TestDamagedSource(t *testing.T) {
	s := newStore(t, local.Options{})
	fill(t, s, 60, 15)
	name := packFiles(t, s, ".pack")[1]
	rewrite(t, name, func(b []byte) []byte { b[len(b)/2] ^= 1; return b })
	var notices []string
	r, err := local.Open(t.Context(), s.Dir(), local.Options{Notice: func(n string) { notices = append(notices, n) }})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Consolidate(t.Context(), odb.ConsolidateOptions{All: true}); err != nil {
		t.Fatal(err)
	}
	if left := packFiles(t, r, ".pack"); len(left) != 2 {
		t.Errorf("%d packs, want the damaged one and one more", len(left))
	}
	if len(notices) != 1 || !strings.Contains(notices[0], filepath.Base(name)) {
		t.Errorf("notices %q", notices)
	}
	rewrite(t, name, func(b []byte) []byte { b[len(b)/2] ^= 1; return b })
	consolidate(t, reopen(t, s), odb.ConsolidateOptions{All: true})
	sound(t, reopen(t, s))
}

func TestGoodCopyElsewhere(t *testing.T) {
	s := newStore(t, local.Options{})
	fill(t, s, 20, 20)
	want := all(t, s)
	git(t, s.Dir(), "repack", "-q", "-a") // a second pack with everything
	for _, name := range packFiles(t, s, ".pack")[:1] {
		rewrite(t, name, func(b []byte) []byte {
			for i := 100; i < len(b)-100; i += 50 {
				b[i] ^= 1
			}
			return b
		})
	}
	r := reopen(t, s)
	same(t, r, want)
	v, found := verify(t, r)
	if v.Damaged != 0 || len(found) == 0 {
		t.Errorf("verified %+v, %d reports", v, len(found))
	}
}

// TestFileCutShort has a pack lose its end under a reader that has mapped it:
// reading there is a memory fault, which must not end the program.
func TestFileCutShort(t *testing.T) {
	s := newStore(t, local.Options{})
	fill(t, s, 300, 300)
	want := all(t, s)
	r, err := local.Open(t.Context(), s.Dir(), local.Options{CacheBytes: 4}) // which keeps nothing
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	same(t, r, want)
	name := packFiles(t, s, ".pack")[0]
	if err := os.Truncate(name, 4096); err != nil {
		t.Fatal(err)
	}
	failed := 0
	for id := range want {
		_, err := r.Get(t.Context(), id)
		if err != nil && !errors.As(err, new(*odb.DamagedError)) {
			t.Fatal(err)
		}
		if err != nil {
			failed++
		}
	}
	if failed == 0 {
		t.Error("everything can be read from a pack of one page")
	}
	verify(t, r)
	if err := os.Truncate(packFiles(t, s, ".idx")[0], 4096); err != nil {
		t.Fatal(err)
	}
	for id := range want {
		if _, err := r.Get(t.Context(), id); err == nil {
			continue
		}
		if _, err := r.Has(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
}

func TestHeal(t *testing.T) {
	for _, test := range []struct {
		name   string
		harm   func(t *testing.T, s *local.Store)
		healed int
	}{
		{"nothing", func(*testing.T, *local.Store) {}, 0},
		{"index is missing", func(t *testing.T, s *local.Store) {
			remove(t, packFiles(t, s, ".idx")[0])
		}, 1},
		{"index is empty", func(t *testing.T, s *local.Store) {
			rewrite(t, packFiles(t, s, ".idx")[0], func([]byte) []byte { return nil })
		}, 1},
		{"index is damaged", func(t *testing.T, s *local.Store) {
			rewrite(t, packFiles(t, s, ".idx")[0], func(b []byte) []byte { b[1500] ^= 1; return b })
		}, 1},
		{"index is cut short", func(t *testing.T, s *local.Store) {
			rewrite(t, packFiles(t, s, ".idx")[0], func(b []byte) []byte { return b[:900] })
		}, 1},
		{"all indexes are missing", func(t *testing.T, s *local.Store) {
			for _, name := range packFiles(t, s, ".idx") {
				remove(t, name)
			}
		}, 4},
		{"empty loose object", func(t *testing.T, s *local.Store) {
			name := filepath.Join(s.Dir(), "objects/ab/cdef0123456789abcdef0123456789abcdef01")
			write(t, name, "")
		}, 1},
		{"empty pack", func(t *testing.T, s *local.Store) {
			write(t, filepath.Join(s.Dir(), "objects/pack/pack-0000000000000000000000000000000000000000.pack"), "")
		}, 1},
		{"index without a pack", func(t *testing.T, s *local.Store) {
			write(t, filepath.Join(s.Dir(), "objects/pack/pack-0000000000000000000000000000000000000000.idx"), "")
		}, 1},
		{"pack under way", func(t *testing.T, s *local.Store) {
			write(t, filepath.Join(s.Dir(), "objects/pack/tmp_newsarc_X"), "PACK")
		}, 1},
		{"pack that others hold too", func(t *testing.T, s *local.Store) {
			git(t, s.Dir(), "repack", "-aq")
			remove(t, packFiles(t, s, ".idx")[0])
		}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newStore(t, local.Options{})
			fill(t, s, 40, 10)
			want := all(t, s)
			test.harm(t, s)
			r := reopen(t, s)
			n, err := r.Heal(t.Context(), func(text string) { t.Log(text) })
			if err != nil || n != test.healed {
				t.Errorf("healed %d, %v, want %d", n, err, test.healed)
			}
			same(t, r, want)
			sound(t, r)
			if n, err := r.Heal(t.Context(), func(text string) { t.Error(text) }); n != 0 || err != nil {
				t.Errorf("a second time: healed %d, %v", n, err)
			}
		})
	}
}

func remove(t testing.TB, name string) {
	t.Helper()
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
}

func write(t testing.TB, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, config := range map[string]string{
		"sha256":   "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n",
		"reftable": "[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefStorage = reftable\n",
		"future":   "[core]\n\trepositoryformatversion = 2\n",
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t, local.Options{})
			write(t, filepath.Join(s.Dir(), "config"), config)
			if _, err := local.Open(t.Context(), s.Dir(), local.Options{}); err == nil {
				t.Error("opened")
			}
		})
	}
	if _, err := local.Open(t.Context(), t.TempDir(), local.Options{}); err == nil {
		t.Error("an empty directory is opened")
	}
	s := newStore(t, local.Options{})
	if _, err := local.Init(t.Context(), s.Dir(), local.Options{}); err == nil {
		t.Error("a repository is made twice")
	}
}

// TestVerifyUnreachable has a tree that lists a blob which is not there: nothing
// to report while no ref leads to it, damage from then on.
func TestVerifyUnreachable(t *testing.T) {
	s := newStore(t, local.Options{})
	object := func(kind odb.Type, data string) odb.New {
		return odb.New{Object: odb.Object{Type: kind, Data: []byte(data)}, ID: odb.Hash(kind, []byte(data))}
	}
	lost := odb.Hash(odb.Blob, []byte("lost\n"))
	tree := object(odb.Tree, "100644 a.md\x00"+string(lost[:]))
	commit := object(odb.Commit, fmt.Sprintf("tree %s\nauthor a <a> 0 +0000\ncommitter a <a> 0 +0000\n\nx\n", tree.ID))
	store := func(moves ...odb.Move) {
		t.Helper()
		b, err := s.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range []odb.New{tree, commit} {
			if err := b.Add(o); err != nil {
				t.Fatal(err)
			}
		}
		if err := b.Commit(t.Context(), moves...); err != nil {
			t.Fatal(err)
		}
	}
	said := func() (list []string) {
		t.Helper()
		v, err := s.Verify(t.Context(), odb.VerifyOptions{ReadData: 100}, func(err error) { list = append(list, err.Error()) })
		if err != nil {
			t.Fatal(err)
		}
		if v.Damaged != len(list) {
			t.Errorf("%d damaged, %d reported", v.Damaged, len(list))
		}
		return list
	}
	store()
	if list := said(); len(list) != 0 {
		t.Errorf("what no ref leads to is reported: %q", list)
	}
	store(odb.Move{Name: "refs/heads/main", New: commit.ID})
	if list := said(); len(list) != 1 || !strings.Contains(list[0], lost.String()) {
		t.Errorf("got %q, want one line that names %s", list, lost)
	}
}

// TestVerifyAfterFirst has others read part of a store before it is verified:
// what they read counts, and all that is damaged is named all the same.
func TestVerifyAfterFirst(t *testing.T) {
	s := newStore(t, local.Options{})
	fill(t, s, 40, 40)
	want := all(t, s)
	ids := slices.SortedFunc(maps.Keys(want), func(a, b odb.ID) int { return bytes.Compare(a[:], b[:]) })
	verifyAfter := func(r *local.Store, percent float64, read []odb.ID) (odb.Verified, []error) {
		t.Helper()
		var found []error
		times := 0
		v, err := r.Verify(t.Context(), odb.VerifyOptions{ReadData: percent, First: func() error {
			times++
			for _, id := range read {
				_, _ = r.Get(t.Context(), id) // what cannot be read is for Verify to name
			}
			return nil
		}}, func(err error) { found = append(found, err) })
		if err != nil || times != 1 {
			t.Fatalf("%v, First was called %d times", err, times)
		}
		return v, found
	}
	for _, test := range []struct {
		percent float64
		read    []odb.ID
		count   int
	}{{0, nil, 0}, {0, ids[:7], 7}, {100, ids[:7], len(ids)}, {100, ids, len(ids)}} {
		v, found := verifyAfter(reopen(t, s), test.percent, test.read)
		if len(found) > 0 || v.Objects != len(ids) || v.Read != test.count {
			t.Errorf("%g percent after %d: %+v, %v; want %d read", test.percent, len(test.read), v, found, test.count)
		}
	}
	name := packFiles(t, s, ".pack")[0]
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	for at := int64(20); at < info.Size()-20; at += info.Size() / 10 {
		flip := func(b []byte) []byte {
			b[at] ^= 0x55
			return b
		}
		rewrite(t, name, flip)
		plain, found := verifyAfter(reopen(t, s), 100, nil)
		for _, read := range [][]odb.ID{ids[:len(ids)/2], ids[len(ids)/2:], ids} {
			v, list := verifyAfter(reopen(t, s), 100, read)
			if v.Objects != plain.Objects || v.Read != plain.Read || v.Damaged != plain.Damaged || len(list) != len(found) {
				t.Errorf("byte %d, %d read before: %+v and %d reports, want %+v and %d", at, len(read), v, len(list), plain, len(found))
			}
		}
		rewrite(t, name, flip)
	}
	stop := errors.New("stop")
	_, err = s.Verify(t.Context(), odb.VerifyOptions{First: func() error { return stop }}, func(error) {})
	if !errors.Is(err, stop) {
		t.Errorf("an error of First is lost: %v", err)
	}
}
