package pgstore_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/odbtest"
	"github.com/newsarc/newsarc/archive/odb/pgstore"
	"github.com/newsarc/newsarc/archive/odb/pgstore/pgtest"
)

// childVar makes the test binary act as another process: its value is the
// number of its writers, the argument after "--" the store.
const childVar = "NEWSARC_PGSTORE_WRITERS"

func TestMain(m *testing.M) {
	var writers int
	if _, err := fmt.Sscan(os.Getenv(childVar), &writers); err == nil {
		if err := child(writers, os.Args[len(os.Args)-1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(pgtest.Main(m))
}

// child writes with several writers until it is killed, or its standard input
// ends, and prints what was acknowledged.
func child(writers int, url string) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		_, _ = os.Stdin.Read(make([]byte, 1))
		cancel()
	}()
	s, err := pgstore.Open(ctx, url, pgstore.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				text := fmt.Sprintf("%d/%d/%d", os.Getpid(), w, i)
				if err := writeNext(ctx, s, text); err != nil && ctx.Err() == nil {
					fmt.Fprintln(os.Stderr, text, err)
					return
				} else if err == nil {
					fmt.Println(text)
				}
			}
		})
	}
	wg.Wait()
	return nil
}

// writeNext adds a revision under the writer lock.
func writeNext(ctx context.Context, s odb.Store, text string) (err error) {
	unlock, err := s.Lock(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	for {
		head, err := s.Ref(ctx, odbtest.Main)
		if err != nil && !errors.Is(err, odb.ErrNotFound) {
			return err
		}
		_, err = write(ctx, s, head, text)
		if !errors.As(err, new(*odb.MovedError)) {
			return err
		}
	}
}

// write adds a commit on top of head, whose message is the text.
func write(ctx context.Context, s odb.Store, head odb.ID, text string) (odb.ID, error) {
	return odbtest.Write(ctx, s, head, text, odbtest.Main)
}

// history returns the messages on main and how often each is there.
func history(t *testing.T, s odb.Store) map[string]int {
	t.Helper()
	id, err := s.Ref(t.Context(), odbtest.Main)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]int{}
	for !id.IsZero() {
		o, err := s.Get(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		head, text, _ := strings.Cut(string(o.Data), "\n\n")
		texts[strings.TrimSpace(text)]++
		id = odb.ID{}
		for line := range strings.Lines(head) {
			if hex, ok := strings.CutPrefix(line, "parent "); ok {
				if id, err = odb.ParseID(strings.TrimSpace(hex)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return texts
}

// writers are processes that write, and what they were told.
type writers struct {
	t    *testing.T
	url  string
	n    int // in each process
	wg   sync.WaitGroup
	live []*process

	mu    sync.Mutex
	acked []string
}

type process struct {
	cmd   *exec.Cmd
	stdin interface{ Close() error }
}

func (w *writers) start() {
	w.t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$", "--", w.url)
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d", childVar, w.n), "GORACE=atexit_sleep_ms=0")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		w.t.Fatal(err)
	}
	w.live = append(w.live, &process{cmd, in})
	w.wg.Go(func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if strings.Count(lines.Text(), "/") == 2 { // else cut off by the kill
				w.mu.Lock()
				w.acked = append(w.acked, lines.Text())
				w.mu.Unlock()
			}
		}
	})
}

// kill ends the process that was started first, as kill -9 does.
func (w *writers) kill() {
	p := w.live[0]
	w.live = w.live[1:]
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// stop lets all processes end and returns what they were told.
func (w *writers) stop() []string {
	for _, p := range w.live {
		_ = p.stdin.Close()
	}
	w.wg.Wait()
	for _, p := range w.live {
		if err := p.cmd.Wait(); err != nil {
			w.t.Errorf("writer: %v", err)
		}
	}
	w.live = nil
	return w.acked
}

// count waits until so many revisions were acknowledged since the test began.
func (w *writers) count(n int) {
	w.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		w.mu.Lock()
		got := len(w.acked)
		w.mu.Unlock()
		if got >= n {
			return
		}
	}
	w.t.Fatalf("fewer than %d revisions were acknowledged in 30 s", n)
}

func (w *writers) sofar() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.acked)
}

// check holds the archive against what was acknowledged: all of it is there,
// nothing twice, and beside it at most what each killed writer was about.
func check(t *testing.T, s odb.Store, acked []string, pending int) {
	t.Helper()
	texts := history(t, s)
	for text, n := range texts {
		if n > 1 {
			t.Errorf("%s is there %d times", text, n)
		}
	}
	for _, text := range acked {
		if texts[text] == 0 {
			t.Errorf("%s was acknowledged and is lost", text)
		}
	}
	if extra := len(texts) - len(acked); extra > pending {
		t.Errorf("%d revisions are there that nobody was told of, want at most %d", extra, pending)
	}
	v, err := s.(odb.Maintainer).Verify(t.Context(), odb.VerifyOptions{ReadData: 100}, func(err error) { t.Error(err) })
	if err != nil || len(v.Leftovers) > 0 {
		t.Errorf("verify: %+v, %v", v, err)
	}
	t.Logf("%d revisions were acknowledged, %d are there", len(acked), len(texts))
}

// TestWriters has 16 writers in 4 processes, some of which are killed: whoever
// holds the lock then, the others go on.
func TestWriters(t *testing.T) {
	e := newInSchema(t, pgstore.Options{})
	w := &writers{t: t, url: e.url, n: 4}
	for range 4 {
		w.start()
	}
	kills := 3
	for i := range kills {
		w.count((i + 1) * rounds(100))
		w.kill()
		w.start()
	}
	w.count((kills + 1) * rounds(100))
	acked := w.stop()
	check(t, reopen(t, e), acked, (kills+4)*w.n)
}

// rounds makes a test longer under STRESS.
func rounds(n int) int {
	if os.Getenv("STRESS") != "" {
		return 20 * n
	}
	return n
}

func reopen(t *testing.T, e odbtest.Env) odb.Store {
	t.Helper()
	s, err := e.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// TestHolder has a writer wait for another one: the error names the process as a
// person would look for it.
func TestHolder(t *testing.T) {
	e := newInSchema(t, pgstore.Options{})
	one, two := reopen(t, e), reopen(t, e)
	unlock, err := one.Lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	_, err = two.Lock(ctx)
	var locked *odb.LockedError
	if want := fmt.Sprintf("newsarc process %d on ", os.Getpid()); !errors.As(err, &locked) || !strings.HasPrefix(locked.Holder, want) {
		t.Errorf("got %v, want it locked by %q", err, want)
	}
	if err := unlock(); err != nil {
		t.Error(err)
	}
}
