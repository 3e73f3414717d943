package archive

import (
	"bytes"
	"context"
	"crypto/sha1"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pack"
	"github.com/newsarc/newsarc/news"
)

// packOf makes a pack of objects, without deltas.
func packOf(objects ...odb.Object) []byte {
	var d pack.Deflater
	b := pack.AppendHeader(nil, len(objects))
	for _, o := range objects {
		b = d.Append(pack.AppendEntry(b, pack.Entry{Kind: o.Type, Size: len(o.Data)}), o.Data)
	}
	return seal(b)
}

// seal ends a pack with its checksum.
func seal(b []byte) []byte {
	sum := sha1.Sum(b)
	return append(b, sum[:]...)
}

func entry(mode, name string) []byte {
	return odb.AppendTreeEntry(nil, odb.TreeEntry{Mode: mode, Name: name, ID: odb.Hash(odb.Blob, nil)})
}

const goodCommit = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor A <a@x> 1714552200 +0200\ncommitter A <a@x> 1714552200 +0000\n\nHeadline\n"

// What is made to hurt is refused before any of it is stored.
func TestHostilePacks(t *testing.T) {
	a, dir := newArchive(t)
	tree := func(data ...[]byte) []byte { return packOf(odb.Object{Type: odb.Tree, Data: bytes.Join(data, nil)}) }
	commit := func(old, with string) []byte {
		return packOf(odb.Object{Type: odb.Commit, Data: []byte(strings.Replace(goodCommit, old, with, 1))})
	}
	small := Limits{BlobBytes: 1000, TreeBytes: 1000, CommitSize: 1000, DeltaDepth: 5, Objects: 20, PackBytes: 5000}
	packs := map[string][]byte{
		"nothing":       nil,
		"no pack":       []byte("<html>not found</html>"),
		"cut off":       packOf(odb.Object{Type: odb.Blob, Data: []byte("text")})[:30],
		"flipped":       append([]byte("PACK\x00\x00\x00\x02\x00\x00\x00\x00"), make([]byte, 20)...),
		"too many":      seal(pack.AppendHeader(nil, 1<<31)),
		"more follows":  seal(append(packOf(odb.Object{Type: odb.Blob, Data: []byte("text")}), "more"...)),
		"tag":           packOf(odb.Object{Type: odb.Tag, Data: []byte("object 1\n")}),
		"large blob":    packOf(odb.Object{Type: odb.Blob, Data: make([]byte, 1001)}),
		"large pack":    packOf(odb.Object{Type: odb.Blob, Data: []byte(strings.Repeat("x", 999))}, odb.Object{Type: odb.Blob, Data: randomBytes(4990)}),
		"bomb":          bomb(1 << 20),
		"delta bomb":    deltaBomb(1 << 28),
		"deep deltas":   deepDeltas(8),
		"own base":      selfDelta(),
		"no base":       seal(new(pack.Deflater).Append(pack.AppendEntry(pack.AppendHeader(nil, 1), pack.Entry{Kind: pack.RefDelta, Size: 4, Base: odb.ID{1}}), []byte{1, 1, 1, 'x'})),
		"dot":           tree(entry("100644", ".")),
		"dotdot":        tree(entry("40000", "..")),
		"slash":         tree(entry("100644", "a/b")),
		"backslash":     tree(entry("100644", `a\b`)),
		"git":           tree(entry("40000", ".git")),
		"GIT":           tree(entry("40000", ".GiT")),
		"gitmodules":    tree(entry("100644", ".gitmodules")),
		"git of NTFS":   tree(entry("40000", "GIT~1")),
		"git of HFS":    tree(entry("40000", ".g\u200cit")),
		"stream":        tree(entry("100644", "a.md::$INDEX_ALLOCATION")),
		"device":        tree(entry("100644", "aux.md")),
		"dot at end":    tree(entry("100644", "a.")),
		"control":       tree(entry("100644", "a\x1b[2Jb")),
		"right to left": tree(entry("100644", "a\u202edm.b")),
		"not UTF-8":     tree(entry("100644", "a\xffb")),
		"long name":     tree(entry("100644", strings.Repeat("a", 256))),
		"link":          tree(entry("120000", "a")),
		"submodule":     tree(entry("160000", "a")),
		"odd mode":      tree(entry("0100644", "a")),
		"twice":         tree(entry("100644", "a"), entry("100644", "a")),
		"case":          tree(entry("100644", "README"), entry("100644", "readme")),
		"not sorted":    tree(entry("100644", "b"), entry("100644", "a")),
		"to nothing":    tree(odb.AppendTreeEntry(nil, odb.TreeEntry{Mode: odb.ModeFile, Name: "a"})),
		"half a tree":   packOf(odb.Object{Type: odb.Tree, Data: entry("100644", "a")[:15]}),
		"no header":     commit("author", "auteur"),
		"two authors":   commit("committer", "author B <b> 1 +0000\ncommitter"),
		"bad name":      commit("A <a@x>", "A <a<b>"),
		"bad date":      commit("1714552200", "99999999999999999999"),
		"bad zone":      commit("+0200", "utc"),
		"NUL":           commit("Headline", "Head\x00line"),
		"not text":      commit("Headline", "Head\xffline"),
		"same parents":  commit("author", "parent "+strings.Repeat("1", 40)+"\nparent "+strings.Repeat("1", 40)+"\nauthor"),
	}
	for name, data := range packs {
		if _, err := receive(t.Context(), a.store, bytes.NewReader(data), small); err == nil {
			t.Errorf("%s: it was taken", name)
		}
	}
	for id, err := range a.store.Objects(t.Context()) {
		t.Errorf("stored: %s, %v", id, err)
	}
	sound(t, a, dir)
	good := packOf(odb.Object{Type: odb.Commit, Data: []byte(goodCommit)}, odb.Object{Type: odb.Tree}, odb.Object{Type: odb.Tree, Data: append(entry("40000", "a"), entry("100755", "b.md")...)})
	if n, err := receive(t.Context(), a.store, bytes.NewReader(good), small); n != 3 || err != nil {
		t.Errorf("what is good: %d, %v", n, err)
	}
}

// What a killed process left in the folder for temporary files goes with the next
// transfer, what another one is writing stays.
func TestReceiveSweeps(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	old, young := filepath.Join(os.TempDir(), "newsarc-fetch-1.pack"), filepath.Join(os.TempDir(), "newsarc-fetch-2.pack")
	for _, name := range []string{old, young} {
		if err := os.WriteFile(name, []byte("PACK"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	then := time.Now().Add(-25 * time.Hour)
	if err := os.Chtimes(old, then, then); err != nil {
		t.Fatal(err)
	}
	a, _ := newArchive(t)
	if _, err := receive(t.Context(), a.store, bytes.NewReader(packOf()), Limits{}); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(os.TempDir(), fetchFile))
	if err != nil || len(left) != 1 || left[0] != young {
		t.Errorf("left: %v, %v", left, err)
	}
}

func randomBytes(n int) []byte {
	b := make([]byte, 0, n+20)
	for i := 0; len(b) < n; i++ {
		sum := sha1.Sum(fmt.Append(nil, i))
		b = append(b, sum[:]...)
	}
	return b[:n]
}

// bomb is a small pack with a blob of many zeros.
func bomb(size int) []byte { return packOf(odb.Object{Type: odb.Blob, Data: make([]byte, size)}) }

// delta makes a delta that copies all of a base of the given size and states how
// much it makes.
func delta(base, states int) []byte {
	d := binaryUvarint(nil, uint64(base))
	d = binaryUvarint(d, uint64(states))
	return append(d, 0x90, byte(base)) // copy base bytes from 0
}

func binaryUvarint(b []byte, v uint64) []byte {
	for ; v >= 0x80; v >>= 7 {
		b = append(b, byte(v)|0x80)
	}
	return append(b, byte(v))
}

func deltaBomb(states int) []byte {
	return chainOf(func(i int) []byte { return delta(4, states) }, 1)
}

func deepDeltas(n int) []byte { return chainOf(func(int) []byte { return delta(4, 4) }, n) }

// chainOf makes a pack of a blob and n deltas, each on the one before.
func chainOf(delta func(i int) []byte, n int) []byte {
	var d pack.Deflater
	b := pack.AppendHeader(nil, n+1)
	at := len(b)
	b = d.Append(pack.AppendEntry(b, pack.Entry{Kind: odb.Blob, Size: 4}), []byte("text"))
	for i := range n {
		next := len(b)
		data := delta(i)
		b = d.Append(pack.AppendEntry(b, pack.Entry{Kind: pack.OfsDelta, Size: len(data), Back: int64(next - at)}), data)
		at = next
	}
	return seal(b)
}

// selfDelta is a pack whose delta stands on itself.
func selfDelta() []byte {
	data := delta(4, 4)
	b := pack.AppendEntry(pack.AppendHeader(nil, 1), pack.Entry{Kind: pack.RefDelta, Size: len(data), Base: odb.Hash(odb.Blob, []byte("text"))})
	return seal(new(pack.Deflater).Append(b, data))
}

// A revision whose trailers do not agree with its text, one whose capture is
// nowhere, and a history of which a part is missing are refused; nothing moves.
func TestHostileHistories(t *testing.T) {
	ctx := t.Context()
	for name, change := range map[string]func(*commit.Revision, *news.Revision){
		"text":    func(_ *commit.Revision, rev *news.Revision) { rev.TextSHA256 = strings.Repeat("0", 64) },
		"url":     func(_ *commit.Revision, rev *news.Revision) { rev.URL = "https://other.example/" },
		"capture": func(_ *commit.Revision, rev *news.Revision) { rev.Capture = strings.Repeat("1", 40) },
		"story":   func(_ *commit.Revision, rev *news.Revision) { rev.Story = "elbapost.example/2024/05/01/another" },
		"tree":    func(c *commit.Revision, _ *news.Revision) { c.Tree = odb.ID{1} },
		"parent":  func(c *commit.Revision, _ *news.Revision) { c.Parent = odb.ID{2} },
	} {
		a, b := newParty(t, "ann"), newParty(t, "ben")
		rev := add(t, a.Archive, Input{Article: quake(12), Captured: at(1, 10)})[0].Revision
		head, err := a.head(ctx)
		if err != nil {
			t.Fatal(err)
		}
		was, err := commit.Read(ctx, a.store, head)
		if err != nil {
			t.Fatal(err)
		}
		c := commit.Revision{Tree: was.Tree, Committer: was.Committer.Identity, Rev: &rev}
		change(&c, &rev)
		data := c.Append(nil)
		id := odb.Hash(odb.Commit, data)
		batch, err := a.store.Begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := batch.Add(odb.New{Object: odb.Object{Type: odb.Commit, Data: data}, ID: id}); err != nil {
			t.Fatal(err)
		}
		if err := batch.Commit(ctx, odb.Move{Name: Main, Old: head, New: id}); err != nil {
			t.Fatal(err)
		}
		_, err = b.Pull(ctx, a.remote(t), ExchangeOptions{Name: "ann"})
		if err == nil || (name != "tree" && name != "parent") && !errors.Is(err, ErrForeign) {
			t.Errorf("%s: %v", name, err)
		}
		if heads := b.heads(t); len(heads) > 0 {
			t.Errorf("%s: heads %v", name, heads)
		}
	}
}

// FuzzReceive: whatever comes, nothing is stored that git fsck --strict or a file
// system would choke on, and nothing else fails than the pull.
func FuzzReceive(f *testing.F) {
	f.Add(packOf(odb.Object{Type: odb.Commit, Data: []byte(goodCommit)}, odb.Object{Type: odb.Tree, Data: entry("100644", "a.md")})[12:])
	f.Add(deepDeltas(3)[12:])
	f.Add([]byte{})
	limits := Limits{BlobBytes: 1 << 16, TreeBytes: 1 << 16, CommitSize: 1 << 16, DeltaDepth: 10, Objects: 100, PackBytes: 1 << 20}.withDefaults()
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) > 20 {
			body = body[:len(body)-20]
		}
		for n := range 4 {
			data := seal(append(pack.AppendHeader(nil, n), body...))
			store := &collector{}
			if _, err := storePack(context.Background(), store, data, &limits, nil); err != nil {
				continue
			}
			for _, o := range store.held {
				if err := limits.object(o.ID, o.Object); err != nil || odb.Hash(o.Type, o.Data) != o.ID {
					t.Errorf("%s %q was taken: %v", o.Type, o.Data, err)
				}
			}
		}
	})
}

// collector is a store of which only batches are used.
type collector struct {
	odb.Store
	held []odb.New
}

func (c *collector) Begin(context.Context) (odb.Batch, error)        { return c, nil }
func (c *collector) Commit(context.Context, ...odb.Move) error       { return nil }
func (c *collector) Abort() error                                    { return nil }
func (c *collector) Get(context.Context, odb.ID) (odb.Object, error) { return odb.Object{}, io.EOF }

func (c *collector) Add(o odb.New) error {
	o.Data = bytes.Clone(o.Data)
	c.held = append(c.held, o)
	return nil
}
