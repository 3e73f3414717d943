//go:build unix

package archive

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb/odbtest"
	"github.com/newsarc/newsarc/archive/odb/pgstore"
	"github.com/newsarc/newsarc/archive/odb/pgstore/pgtest"
	"github.com/newsarc/newsarc/news"
)

// childDerive makes the test binary a process that brings the catalog of the
// archive at a URL up to date, in small steps.
const childDerive = "NEWSARC_TEST_DERIVE"

func deriveAsChild(store string) error {
	a, err := Open(context.Background(), os.TempDir(), Options{Store: store})
	if err != nil {
		return err
	}
	a.chunk = 50
	_, err = a.Search(context.Background(), "government", SearchOptions{})
	return errors.Join(err, a.Close())
}

// inPostgres makes an archive in a database of its own.
func inPostgres(t *testing.T, o ...opts) (a *Archive, store string) {
	t.Helper()
	store = pgtest.Shared(t).Schema()
	options := testOptions(o...)
	options.Store = store
	a, err := Init(t.Context(), t.TempDir(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a, store
}

// machine opens the archive at a URL as another machine does, which has nothing of
// it but that.
func machine(t *testing.T, store string, o ...opts) *Archive {
	t.Helper()
	options := testOptions(o...)
	options.Store = store
	dir := t.TempDir()
	a, err := Open(t.Context(), dir, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = a.Close()
		if left, _ := filepath.Glob(filepath.Join(dir, "*", "*")); len(left) > 0 {
			t.Errorf("it keeps %v", left)
		}
	})
	return a
}

// fillCorpus adds a made-up history.
func fillCorpus(t *testing.T, a *Archive, n int) {
	t.Helper()
	_, err := a.Add(t.Context(), func(yield func(Input) bool) {
		for r := range (odbtest.Corpus{Seed: 5, Words: 90}).Revisions(n) {
			article, err := news.Decode([]byte(r.Text))
			if err != nil {
				t.Error(err)
				return
			}
			if !yield(Input{Article: article, Captured: r.Captured}) {
				return
			}
		}
	}, func(o Outcome) {
		if o.Status == Refused {
			t.Error(o.Err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// told collects notices, and whether anything was derived.
type told struct{ notices, tasks []string }

func (n *told) listen(o *Options) {
	o.Notice = func(s string) { n.notices = append(n.notices, s) }
	o.Progress = func(p Progress) { n.tasks = append(n.tasks, p.Task) }
}

// An archive in a database gives the answers of one in a folder, and a machine
// that joins gives them without deriving anything.
func TestDatabaseAnswersAsFolder(t *testing.T) {
	folder, _ := newArchive(t)
	first, store := inPostgres(t)
	for _, a := range []*Archive{folder, first} {
		fillCorpus(t, a, 600)
		if err := a.Index(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	var heard told
	joined := machine(t, store, heard.listen)
	ctx := t.Context()
	for _, f := range []Filter{{}, {Limit: 7}, {Reverse: true, Limit: 100}, {Clock: ByPublished, Since: time.Date(2016, 1, 1, 5, 0, 0, 0, time.UTC)}, {Match: "the"}} {
		if got, want := listed(t, joined.Log(ctx, f)), listed(t, folder.Log(ctx, f)); !slices.Equal(got, want) {
			t.Errorf("log %+v: %d revisions, want %d", f, len(got), len(want))
		}
		if got, want := listed(t, joined.Stories(ctx, f)), listed(t, folder.Stories(ctx, f)); !slices.Equal(got, want) {
			t.Errorf("stories %+v: %d, want %d", f, len(got), len(want))
		}
	}
	for _, q := range []string{"government", "government flood", `"the government"`, "gov*", "flood OR election", "government -flood", "nothingsuch", `"of the" minister*`} {
		for _, all := range []bool{false, true} {
			o := SearchOptions{AllRevisions: all, Filter: Filter{Limit: 1000}}
			if got, want := found(t, joined, q, o), found(t, folder, q, o); !slices.Equal(got, want) {
				t.Errorf("%s, all %v: %d hits, want %d", q, all, len(got), len(want))
			}
		}
	}
	if len(heard.tasks)+len(heard.notices) > 0 {
		t.Errorf("the one that joined had to do %v, and said %q", heard.tasks, heard.notices)
	}
	sound := func(p Problem) { t.Errorf("%+v", p) }
	if sum, err := joined.Verify(ctx, VerifyOptions{}, sound); err != nil || sum.Rows != 600 {
		t.Errorf("%+v, %v", sum, err)
	}
}

func listed[T any](t *testing.T, seq func(func(T, error) bool)) (list []string) {
	t.Helper()
	for v, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, fmt.Sprint(v))
	}
	return list
}

// found returns all hits, in no order: hits of like rank may be in another one.
func found(t *testing.T, a *Archive, q string, o SearchOptions) (list []string) {
	t.Helper()
	hits, err := a.Search(t.Context(), q, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range hits {
		list = append(list, fmt.Sprint(h.Revision, h.Snippet, h.Marks, h.First, h.Last))
	}
	slices.Sort(list)
	return list
}

// What one machine notes or adds, another knows: sightings that are not in git,
// data derived from texts, revisions matched by likeness.
func TestMachinesShareCatalog(t *testing.T) {
	ctx := t.Context()
	one, store := inPostgres(t)
	two := machine(t, store)
	body := "The ferry ran onto a sandbank in the morning and was freed by two tugs before noon on the same day."
	out := add(t, one, Input{Article: plain("Ferry freed", body, "Nobody was hurt."), Captured: at(1, 1)})
	commit := out[0].Revision.Commit
	if err := one.See(ctx, []Sighting{{Commit: commit, Last: at(2, 1), Count: 2}}); err != nil {
		t.Fatal(err)
	}
	if s, ok, err := two.Sighting(ctx, commit); !ok || err != nil || s.Count != 2 {
		t.Errorf("sighting %+v, %v, %v", s, ok, err)
	}
	if n, err := two.StoreSightings(ctx); n != 1 || err != nil {
		t.Errorf("%d sightings stored, %v", n, err)
	}
	if n, err := one.StoreSightings(ctx); n != 0 || err != nil {
		t.Errorf("%d sightings stored again, %v", n, err)
	}
	key := CacheKey{Text: out[0].Revision.TextSHA256, Rule: "r/1"}
	if err := errors.Join(one.SetCached(ctx, key, []byte("x")), one.flushDerived(ctx)); err != nil {
		t.Fatal(err)
	}
	if data, ok := two.Cached(ctx, key); !ok || string(data) != "x" {
		t.Errorf("derived data %q, %v", data, ok)
	}
	again := add(t, two, Input{Article: plain("Ferry freed", body, "Nobody was hurt, the police said."), Captured: at(2, 2)})
	if again[0].Match.Kind != ByLikeness || again[0].Revision.Number != 2 {
		t.Errorf("matched %+v, revision %d", again[0].Match, again[0].Revision.Number)
	}
	if rev, err := one.Resolve(ctx, "ferry"); err != nil || rev.Number != 2 {
		t.Errorf("the other sees revision %d, %v", rev.Number, err)
	}
}

// Who searches while another brings the full-text index up to date is answered from
// what it has, and told what it lacks.
func TestSearchWhileIndexing(t *testing.T) {
	ctx := t.Context()
	one, store := inPostgres(t)
	fillCorpus(t, one, 40)
	if err := one.Index(ctx); err != nil {
		t.Fatal(err)
	}
	add(t, one, Input{Article: plain("Walrus seen", "A walrus came ashore.")})
	c, err := one.catalog(ctx)
	if err != nil {
		t.Fatal(err)
	}
	unlock, ok, err := c.TryLock(ctx)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	var heard told
	two := machine(t, store, heard.listen)
	two.patience = 50 * time.Millisecond
	for range 2 {
		if hits, err := two.Search(ctx, "walrus OR the", SearchOptions{Filter: Filter{Limit: 1000}}); err != nil || len(hits) == 0 {
			t.Errorf("%d hits, %v", len(hits), err)
		}
	}
	want := []string{"another process is bringing the full-text index up to date: of the latest revisions it lacks 1"}
	if diff := cmp.Diff(want, heard.notices); diff != "" {
		t.Error(diff)
	}
	unlock()
	if hits, err := two.Search(ctx, "walrus", SearchOptions{}); err != nil || len(hits) != 1 {
		t.Errorf("afterwards: %d hits, %v", len(hits), err)
	}
}

// However often the one that derives is killed, the next goes on from where it
// was, and many at a time do it once.
func TestDerivingIsKilled(t *testing.T) {
	a, store := inPostgres(t)
	fillCorpus(t, a, 1500)
	c := pgtest.Shared(t)
	u, err := url.Parse(store)
	if err != nil {
		t.Fatal(err)
	}
	schema := u.Query().Get("schema")
	if err := a.read(t.Context(), func(c catalog.Catalog) error { return c.Reset(t.Context()) }); err != nil {
		t.Fatal(err)
	}
	at := func() (n int) {
		text, err := c.Query("SELECT revisions + indexed FROM " + schema + ".catalog")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = fmt.Sscan(text, &n)
		return n
	}
	last := 0
	for range 6 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childDerive+"="+store)
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(time.Minute); at() == last && last < 3000 && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(rand.IntN(30)) * time.Millisecond)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if n := at(); n < last {
			t.Fatalf("it fell back from row %d to %d", last, n)
		} else {
			last = n
		}
	}
	errs := make(chan error, 3)
	for range cap(errs) {
		m := machine(t, store)
		go func() {
			_, err := m.Search(t.Context(), "government", SearchOptions{})
			errs <- err
		}()
	}
	for range cap(errs) {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if n := at(); n != 3000 {
		t.Errorf("rows and documents up to %d", n)
	}
	if _, err := a.Verify(t.Context(), VerifyOptions{}, func(p Problem) { t.Errorf("%+v", p) }); err != nil {
		t.Error(err)
	}
}

// Tables that are dropped or damaged are derived anew; who only reads is told.
func TestCatalogTablesDropped(t *testing.T) {
	ctx := t.Context()
	a, store := inPostgres(t)
	fillCorpus(t, a, 60)
	want := listed(t, a.Log(ctx, Filter{}))
	c := pgtest.Shared(t)
	u, _ := url.Parse(store)
	schema := u.Query().Get("schema")
	all := "catalog, revision, story, address, source, sketch, words, derived, kept, sighting"
	for _, gone := range []string{"revision", "catalog", "words", strings.ReplaceAll(all, ", ", ", "+schema+".")} {
		if err := c.Exec("DROP TABLE " + schema + "." + gone); err != nil {
			t.Fatal(err)
		}
		for _, m := range []*Archive{machine(t, store), a} {
			if got := listed(t, m.Log(ctx, Filter{})); !slices.Equal(got, want) {
				t.Errorf("without %s: %d revisions, want %d", gone, len(got), len(want))
			}
			if hits, err := m.Search(ctx, "the", SearchOptions{}); err != nil || len(hits) == 0 {
				t.Errorf("without %s: %d hits, %v", gone, len(hits), err)
			}
		}
	}
	// Rows that are wrong are found by verify and made anew by gc --heal.
	if err := c.Exec("UPDATE " + schema + ".revision SET number = 7 WHERE id = 3; DELETE FROM " + schema + ".revision WHERE id = 5"); err != nil {
		t.Fatal(err)
	}
	problems := 0
	if _, err := a.Verify(ctx, VerifyOptions{}, func(p Problem) {
		if problems++; p.Kind != BadCatalog {
			t.Errorf("%+v", p)
		}
	}); err != nil || problems == 0 {
		t.Errorf("%d problems, %v", problems, err)
	}
	if sum, err := a.GC(ctx, GCOptions{Heal: true}); err != nil || len(sum.Healed) != 1 {
		t.Errorf("healed %v, %v", sum.Healed, err)
	}
	if _, err := a.Verify(ctx, VerifyOptions{}, func(p Problem) { t.Errorf("after healing: %+v", p) }); err != nil {
		t.Error(err)
	}
}

// Who may only read is served from the catalog that others keep: a role without
// the right to write, and a standby.
func TestReadersOfDatabase(t *testing.T) {
	ctx := t.Context()
	primary := pgtest.New(t, pgtest.Options{Settings: map[string]string{"max_wal_senders": "4"}})
	store := primary.URL("news", "")
	a, err := Init(ctx, t.TempDir(), Options{Store: store})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	fillCorpus(t, a, 80)
	if err := a.Index(ctx); err != nil {
		t.Fatal(err)
	}
	want := listed(t, a.Log(ctx, Filter{}))
	if err := primary.Exec("CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA news TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA news TO reader"); err != nil {
		t.Fatal(err)
	}
	standby := pgtest.New(t, pgtest.Options{Base: primary})
	for name, url := range map[string]string{"role": primary.URL("news", "reader"), "standby": standby.URL("news", "") + "&target_session_attrs=any"} {
		t.Run(name, func(t *testing.T) {
			var heard told
			m := machine(t, url, heard.listen)
			check := func() {
				t.Helper()
				if got := listed(t, m.Log(ctx, Filter{})); !slices.Equal(got, want) {
					t.Errorf("%d revisions, want %d", len(got), len(want))
				}
				if hits, err := m.Search(ctx, "the", SearchOptions{}); err != nil || len(hits) == 0 {
					t.Errorf("%d hits, %v", len(hits), err)
				}
			}
			check()
			if len(heard.notices)+len(heard.tasks) > 0 {
				t.Errorf("it says %q, and did %v", heard.notices, heard.tasks)
			}
			_, err := m.Add(ctx, slices.Values([]Input{{Article: plain("A", "B.")}}), nil)
			var e *pgstore.Error
			if !errors.As(err, &e) && !errors.Is(err, catalog.ErrReadOnly) {
				t.Errorf("adding: %v", err)
			}
			// The catalog falls behind: what there is is shown, and that it is old is said.
			if err := primary.Exec("UPDATE news.catalog SET head = decode('" + strings.Repeat("ab", 20) + "', 'hex'), indexed = 0"); err != nil {
				t.Fatal(err)
			}
			waitFor(t, func() bool {
				out, err := standby.Query("SELECT indexed FROM news.catalog")
				return err == nil && out == "0"
			})
			check()
			if len(heard.notices) != 2 || !strings.HasPrefix(heard.notices[0], "the catalog is behind the history") {
				t.Errorf("it says %q", heard.notices)
			}
			restore(t, a)
			waitFor(t, func() bool {
				out, err := standby.Query("SELECT indexed FROM news.catalog")
				return err == nil && out == "80"
			})
		})
	}
}

// restore has the primary's catalog derived again.
func restore(t *testing.T, a *Archive) {
	t.Helper()
	if err := a.Index(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func waitFor(t *testing.T, f func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !f(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not come")
		}
	}
}
