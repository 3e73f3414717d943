//go:build unix

package archive

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive/odb/pgstore/pgtest"
	"github.com/newsarc/newsarc/news"
)

// childSubmit makes the test binary a process with many submitters; its value is
// the store. The arguments after "--" are the submitters: writer:text, the first
// text that nobody was told of.
const childSubmit = "NEWSARC_TEST_SUBMIT"

// report is the n-th text of a writer.
func report(writer, n int) Input {
	art := &news.Article{
		Headline: fmt.Sprintf("River report %d", writer), URL: fmt.Sprintf("https://wire.example/river/%d", writer),
		Body: news.Body{{Sentences: []string{fmt.Sprintf("The river stood at %d meters on Monday.", n)}}},
	}
	return Input{Article: art, Captured: at(0, 0).Add(time.Duration(n) * time.Minute)}
}

// submitAsChild submits with all submitters until it is killed or its input ends,
// and prints what was acknowledged.
func submitAsChild(store string, writers []string) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		_, _ = os.Stdin.Read(make([]byte, 1))
		cancel()
	}()
	dir, err := os.MkdirTemp("", "newsarc-submit-")
	if err != nil {
		return err
	}
	a, err := Open(ctx, dir, Options{Store: store})
	if err != nil {
		return err
	}
	defer a.Close()
	var wg sync.WaitGroup
	for _, from := range writers {
		var writer, n int
		if _, err := fmt.Sscanf(from, "%d:%d", &writer, &n); err != nil {
			return err
		}
		wg.Go(func() {
			for ; ctx.Err() == nil; n++ {
				out, err := a.Submit(ctx, report(writer, n))
				switch {
				case err != nil && ctx.Err() == nil:
					fmt.Fprintln(os.Stderr, "submit:", err)
					return
				case err == nil:
					fmt.Printf("%d:%d %s\n", writer, n, out.Status)
				}
			}
		})
	}
	wg.Wait()
	return nil
}

// submitters are the processes of a test, and what they were told.
type submitters struct {
	t     *testing.T
	store string
	wg    sync.WaitGroup
	mu    sync.Mutex
	told  int
	next  map[int]int      // the first text of each writer that nobody was told of
	again map[int]bool     // that text may be there
	of    map[string][]int // writers by process
	live  map[string]*exec.Cmd
	stdin map[string]io.Closer
}

func (s *submitters) start(writers []int) {
	s.t.Helper()
	args := []string{"-test.run=^$", "--"}
	s.mu.Lock()
	for _, w := range writers {
		args = append(args, fmt.Sprintf("%d:%d", w, s.next[w]))
	}
	s.mu.Unlock()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), childSubmit+"="+s.store, "GORACE=atexit_sleep_ms=0", "TMPDIR="+s.t.TempDir())
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		s.t.Fatal(err)
	}
	pid := strconv.Itoa(cmd.Process.Pid)
	s.live[pid], s.stdin[pid], s.of[pid] = cmd, in, writers
	s.t.Cleanup(func() { _ = cmd.Process.Kill() })
	s.wg.Go(func() {
		for in := bufio.NewReader(out); ; {
			line, err := in.ReadString('\n')
			if err != nil {
				return // half a line is of one that was killed
			}
			var w, n int
			var status Status
			if _, err := fmt.Sscanf(line, "%d:%d %s", &w, &n, &status); err != nil {
				s.t.Errorf("a submitter says %q: %v", line, err)
				return
			}
			s.mu.Lock()
			if n != s.next[w] || status != Added && (status != Unchanged || !s.again[w]) {
				s.t.Errorf("writer %d: text %d was %s, want text %d added", w, n, status, s.next[w])
			}
			s.next[w], s.again[w] = n+1, false
			s.told++
			s.mu.Unlock()
		}
	})
}

// await waits until so many more texts were acknowledged.
func (s *submitters) await(more int) {
	s.t.Helper()
	s.mu.Lock()
	want := s.told + more
	s.mu.Unlock()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		s.mu.Lock()
		told := s.told
		s.mu.Unlock()
		if told >= want {
			return
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("%d texts were acknowledged after a minute, want %d", told, want)
		}
	}
}

// TestSequencerKilled has 24 submitters in three processes. Whoever writes for all
// is killed while it stores objects, while it moves the head, and in mid-commit,
// when the server goes on without it: another takes over each time, what the dead
// one was told of is there, and what it was not told of is there once when it is
// submitted again.
func TestSequencerKilled(t *testing.T) {
	cluster := pgtest.Shared(t)
	store := cluster.Schema()
	u, err := url.Parse(store)
	if err != nil {
		t.Fatal(err)
	}
	schema := u.Query().Get("schema")
	a, err := Init(t.Context(), t.TempDir(), Options{Store: store})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	sql := func(format string, args ...any) string {
		t.Helper()
		out, err := cluster.Query(fmt.Sprintf(format, args...))
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	sql(`CREATE FUNCTION %s.slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.7); RETURN NEW; END'`, schema)
	s := &submitters{
		t: t, store: store, next: map[int]int{}, again: map[int]bool{}, of: map[string][]int{},
		live: map[string]*exec.Cmd{}, stdin: map[string]io.Closer{},
	}
	for i := range 24 / 8 {
		var writers []int
		for w := range 8 {
			writers = append(writers, 8*i+w)
		}
		s.start(writers)
	}
	s.await(100)
	for _, moment := range []struct{ trigger, on string }{
		{"CREATE TRIGGER slow BEFORE INSERT", "pack"},
		{"CREATE TRIGGER slow BEFORE UPDATE", "ref"},
		{"CREATE CONSTRAINT TRIGGER slow AFTER UPDATE", "ref"}, // deferred: in COMMIT
		{"CREATE CONSTRAINT TRIGGER slow AFTER UPDATE", "ref"},
	} {
		when := ""
		if strings.Contains(moment.trigger, "CONSTRAINT") {
			when = "DEFERRABLE INITIALLY DEFERRED"
		}
		sql("%s ON %s.%s %s FOR EACH ROW EXECUTE FUNCTION %[2]s.slow()", moment.trigger, schema, moment.on, when)
		dead := s.killLeader(cluster)
		sql("DROP TRIGGER slow ON %s.%s", schema, moment.on)
		s.await(100) // another has taken over
		s.start(dead)
		s.await(100)
	}
	for _, in := range s.stdin {
		_ = in.Close()
	}
	s.wg.Wait()
	for pid, cmd := range s.live {
		if err := cmd.Wait(); err != nil {
			t.Errorf("process %s: %v", pid, err)
		}
	}
	s.check(a)
}

// killLeader kills the process that writes at a moment that takes long, and
// returns its submitters.
func (s *submitters) killLeader(cluster *pgtest.Cluster) []int {
	s.t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		out, err := cluster.Query(`SELECT substring(application_name FROM 'process (\d+)') FROM pg_stat_activity WHERE wait_event = 'PgSleep'`)
		if err != nil {
			s.t.Fatal(err)
		}
		cmd := s.live[out]
		if cmd == nil {
			continue
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		dead := s.of[out]
		delete(s.live, out)
		delete(s.stdin, out)
		s.mu.Lock()
		for _, w := range dead {
			s.again[w] = true // what it was about may be there
		}
		s.mu.Unlock()
		return dead
	}
	s.t.Fatal("nobody was met while writing in a minute")
	return nil
}

// check holds the archive to what was acknowledged: each story has its texts, each
// once and in order, and at most one that its writer was not told of.
func (s *submitters) check(a *Archive) {
	s.t.Helper()
	texts := map[string][]string{}
	for rev, err := range a.Log(s.t.Context(), Filter{Reverse: true}) {
		if err != nil {
			s.t.Fatal(err)
		}
		art, err := a.Article(s.t.Context(), rev)
		if err != nil {
			s.t.Fatal(err)
		}
		texts[rev.URL] = append(texts[rev.URL], art.Body[0].Sentences[0])
	}
	if len(texts) != len(s.next) {
		s.t.Errorf("%d stories, want %d", len(texts), len(s.next))
	}
	for w, n := range s.next {
		list := texts[report(w, 0).Article.URL]
		if len(list) < n || len(list) > n+1 {
			s.t.Errorf("writer %d: %d texts, and %d were acknowledged", w, len(list), n)
		}
		for i, text := range list {
			if want := report(w, i).Article.Body[0].Sentences[0]; text != want {
				s.t.Errorf("writer %d, text %d: %q, want %q", w, i, text, want)
			}
		}
	}
	if _, err := a.Verify(s.t.Context(), VerifyOptions{ReadData: 1}, func(p Problem) { s.t.Errorf("%+v", p) }); err != nil {
		s.t.Error(err)
	}
	s.t.Logf("%d texts were acknowledged", s.told)
}
