package pgstore_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/odbtest"
	"github.com/newsarc/newsarc/archive/odb/pgstore"
	"github.com/newsarc/newsarc/archive/odb/pgstore/pgtest"
)

// own makes an archive.
func own(t *testing.T, url string) inSchema {
	t.Helper()
	s, err := pgstore.Init(t.Context(), url, pgstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return inSchema{url: url}
}

// TestServerEnds stops and crashes a server under writers and starts it again:
// they wait for it, and nothing that was acknowledged is lost or there twice.
func TestServerEnds(t *testing.T) {
	c := pgtest.New(t, pgtest.Options{})
	e := own(t, c.Schema())
	w := &writers{t: t, url: e.url, n: 4}
	w.start()
	w.start()
	w.count(50)
	for _, end := range []func() error{c.Stop, c.Crash} {
		if err := end(); err != nil {
			t.Fatal(err)
		}
		if err := c.Run(); err != nil {
			t.Fatal(err)
		}
		w.count(w.sofar() + rounds(50))
	}
	acked := w.stop()
	check(t, reopen(t, e), acked, 2*w.n)
}

// TestFailover kills a primary for good: its synchronous standby has all that
// was acknowledged, and the writers find it by themselves.
func TestFailover(t *testing.T) {
	primary := pgtest.New(t, pgtest.Options{Settings: map[string]string{"synchronous_standby_names": "''"}})
	standby := pgtest.New(t, pgtest.Options{Base: primary})
	if err := primary.Exec("ALTER SYSTEM SET synchronous_standby_names = '*'"); err != nil {
		t.Fatal(err)
	}
	if err := primary.Exec("SELECT pg_reload_conf()"); err != nil {
		t.Fatal(err)
	}
	await(t, "the standby", func() bool {
		state, err := primary.Query("SELECT sync_state FROM pg_stat_replication")
		return err == nil && state == "sync"
	})
	both := "postgres://postgres@/postgres?schema=news&host=" + url.QueryEscape(primary.Dir+","+standby.Dir)
	e := own(t, both)
	w := &writers{t: t, url: both, n: 4}
	w.start()
	w.start()
	w.count(rounds(100))
	if err := primary.Crash(); err != nil {
		t.Fatal(err)
	}
	readOnly(t, standby)
	if err := standby.Promote(); err != nil {
		t.Fatal(err)
	}
	w.count(w.sofar() + rounds(100))
	acked := w.stop()
	check(t, reopen(t, e), acked, 2*w.n)
}

// readOnly reads from a standby, and fails to write to it with an error that
// says why.
func readOnly(t *testing.T, standby *pgtest.Cluster) {
	t.Helper()
	s, err := pgstore.Open(t.Context(), standby.URL("news", ""), pgstore.Options{Patience: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	head, err := s.Ref(t.Context(), odbtest.Main)
	if err == nil {
		_, err = s.Get(t.Context(), head)
	}
	if err != nil {
		t.Errorf("read from a standby: %v", err)
	}
	_, err = write(t.Context(), s, head, "x")
	wantError(t, err, pgstore.ReadOnly, "cannot execute INSERT in a read-only transaction")
}

// wantError checks what a person is told.
func wantError(t *testing.T, err error, kind pgstore.Kind, part string) {
	t.Helper()
	var e *pgstore.Error
	if !errors.As(err, &e) || e.Kind != kind || !strings.Contains(err.Error(), part) || e.Hint() == "" {
		t.Errorf("got %v, want an error of kind %d with a hint that says %q", err, kind, part)
	}
}

func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s is not there after 20 s", what)
		}
	}
}

// TestPassword gives a wrong password, a right one, and a role without rights.
// No password is in any message.
func TestPassword(t *testing.T) {
	c := pgtest.Shared(t)
	e := newInSchema(t, pgstore.Options{})
	if err := c.Exec("CREATE ROLE guarded LOGIN PASSWORD 'open sesame'"); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(e.url)
	if err != nil {
		t.Fatal(err)
	}
	with := func(password string) string {
		v := *u
		query := v.Query()
		query.Del("user")
		v.RawQuery = query.Encode()
		v.User = url.UserPassword("guarded", password)
		return v.String()
	}
	_, err = pgstore.Open(t.Context(), with("close sesame"), pgstore.Options{})
	wantError(t, err, pgstore.Denied, "password authentication failed")
	if strings.Contains(fmt.Sprintf("%+v", err), "sesame") {
		t.Errorf("%v tells the password", err)
	}
	_, err = pgstore.Open(t.Context(), with("open sesame"), pgstore.Options{})
	wantError(t, err, pgstore.Denied, "permission denied")
	schema := u.Query().Get("schema")
	if err := c.Exec("GRANT USAGE ON SCHEMA " + schema + " TO guarded; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + schema + " TO guarded"); err != nil {
		t.Fatal(err)
	}
	s := reopen(t, inSchema{url: with("open sesame")})
	if _, err := write(t.Context(), s, odb.ID{}, "x"); err != nil {
		t.Error(err)
	}
	if got := pgstore.Redact(with("open sesame")); strings.Contains(got, "sesame") || !strings.Contains(got, "guarded") {
		t.Errorf("redacted: %s", got)
	}
}

// TestDiskFull fills the disk under the tables: the batch fails with an error
// that says so, and everything before it is there.
func TestDiskFull(t *testing.T) {
	c := pgtest.Shared(t)
	space, err := c.SmallTablespace(t, "8m")
	if err != nil && os.Getenv("CI") != "" {
		t.Fatal("a small file system is to be mounted here: ", err)
	}
	if err != nil {
		t.Skip("a small file system can only be mounted by root: ", err)
	}
	e := own(t, c.Schema()+"&default_tablespace="+space)
	s := reopen(t, e)
	noise := rand.NewChaCha8([32]byte{})
	var head odb.ID
	var acked []string
	for i := range 100 {
		text := fmt.Sprintf("a/b/%d", i)
		b, err := s.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		big := make([]byte, 300<<10)
		_, _ = noise.Read(big)
		err = b.Add(odb.New{Object: odb.Object{Type: odb.Blob, Data: big}, ID: odb.Hash(odb.Blob, big)})
		if err == nil {
			err = b.Commit(t.Context())
		}
		var next odb.ID
		if err == nil {
			next, err = write(t.Context(), s, head, text)
		}
		if err != nil {
			wantError(t, err, pgstore.DiskFull, "No space left on device")
			break
		}
		head, acked = next, append(acked, text)
	}
	if len(acked) == 0 || len(acked) == 100 {
		t.Errorf("%d revisions fit on the disk", len(acked))
	}
	check(t, reopen(t, e), acked, 0)
}

// TestNewer opens an archive of a later version.
func TestNewer(t *testing.T) {
	c := pgtest.Shared(t)
	e := newInSchema(t, pgstore.Options{})
	u, _ := url.Parse(e.url)
	if err := c.Exec("UPDATE " + u.Query().Get("schema") + ".archive SET version = 99"); err != nil {
		t.Fatal(err)
	}
	_, err := e.Open(t.Context())
	wantError(t, err, pgstore.Newer, "form 99")
}
