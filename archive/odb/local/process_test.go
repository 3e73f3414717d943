//go:build unix

package local_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/local"
	"github.com/newsarc/newsarc/archive/odb/odbtest"
)

// childVar makes the test binary act as another process: its value is what to
// do, the argument after "--" the repository.
const childVar = "NEWSARC_ODB_CHILD"

func TestMain(m *testing.M) {
	if role := os.Getenv(childVar); role != "" {
		if err := child(role, os.Args[len(os.Args)-1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func child(role, dir string) error {
	ctx := context.Background()
	s, err := local.Open(ctx, dir, local.Options{})
	if err != nil {
		return err
	}
	switch role {
	case "hold":
		if _, err := s.Lock(ctx); err != nil {
			return err
		}
		fmt.Println("locked")
		time.Sleep(time.Hour) // until killed
	case "write":
		for i := 0; ; i++ {
			id, err := writeOne(ctx, s, fmt.Sprintf("%d/%d", os.Getpid(), i))
			if err != nil {
				return err
			}
			fmt.Println(id)
			if i%6 == 5 {
				_, err := s.Consolidate(ctx, odb.ConsolidateOptions{All: i%12 == 11})
				if err != nil && !errors.As(err, new(*odb.LockedError)) {
					return err
				}
			}
		}
	}
	return fmt.Errorf("role %q is unknown", role)
}

// writeOne adds a commit to both refs under the writer lock.
func writeOne(ctx context.Context, s odb.Store, text string) (id odb.ID, err error) {
	unlock, err := s.Lock(ctx)
	if err != nil {
		return id, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	head, err := s.Ref(ctx, odbtest.Main)
	if err != nil && !errors.Is(err, odb.ErrNotFound) {
		return id, err
	}
	return odbtest.Write(ctx, s, head, text, "refs/heads/captures", odbtest.Main)
}

// start runs this binary as a child and returns its output line by line.
func start(t *testing.T, role, dir string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$", "--", dir)
	cmd.Env = append(os.Environ(), childVar+"="+role, "GORACE=atexit_sleep_ms=0")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out)
}

func kill(cmd *exec.Cmd) {
	_ = cmd.Process.Signal(syscall.SIGKILL)
	_ = cmd.Wait()
}

// TestKill kills writers at random moments. What they acknowledged is there,
// both refs are together, and the next writer is not held up.
func TestKill(t *testing.T) {
	s := newStore(t, local.Options{})
	rng := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	var acked []odb.ID
	for range 15 {
		var mu sync.Mutex
		var readers sync.WaitGroup
		var children []*exec.Cmd
		for range 2 {
			cmd, lines := start(t, "write", s.Dir())
			children = append(children, cmd)
			readers.Go(func() {
				for lines.Scan() {
					id, err := odb.ParseID(lines.Text())
					if err != nil {
						continue // cut off by the kill
					}
					mu.Lock()
					acked = append(acked, id)
					mu.Unlock()
				}
			})
		}
		time.Sleep(time.Duration(30+rng.IntN(120)) * time.Millisecond)
		for _, cmd := range children {
			_ = cmd.Process.Signal(syscall.SIGKILL)
		}
		readers.Wait()
		for _, cmd := range children {
			_ = cmd.Wait()
		}
	}
	t.Logf("%d commits were acknowledged", len(acked))
	r := reopen(t, s)
	main, err := r.Ref(t.Context(), odbtest.Main)
	if err != nil {
		t.Fatal(err)
	}
	if other, err := r.Ref(t.Context(), "refs/heads/captures"); err != nil || other != main {
		t.Errorf("captures is at %s, %v, main at %s", other, err, main)
	}
	in := make(map[string]bool)
	for _, id := range strings.Fields(git(t, s.Dir(), "rev-list", "main")) {
		in[id] = true
	}
	for _, id := range acked {
		if !in[id.String()] {
			t.Errorf("%s was acknowledged and is lost", id)
		}
	}
	if _, err := r.Heal(t.Context(), func(text string) { t.Log(text) }); err != nil {
		t.Fatal(err)
	}
	sound(t, r)
	consolidate(t, r, odb.ConsolidateOptions{All: true})
	if left := packFiles(t, r, ""); len(left) != 2 {
		t.Errorf("after consolidation there is %v", left)
	}
	sound(t, r)
}

// TestDeadHolder kills a process that holds the writer lock: the next one gets
// it at once and says whose it was.
func TestDeadHolder(t *testing.T) {
	s := newStore(t, local.Options{})
	cmd, lines := start(t, "hold", s.Dir())
	if !lines.Scan() || lines.Text() != "locked" {
		t.Fatalf("child says %q", lines.Text())
	}
	holder := fmt.Sprintf("process %d ", cmd.Process.Pid)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	var locked *odb.LockedError
	if _, err := s.Lock(ctx); !errors.As(err, &locked) || !strings.HasPrefix(locked.Holder, holder) {
		t.Errorf("got %v, want that %sholds it", err, holder)
	}
	kill(cmd)
	var notices []string
	r, err := local.Open(t.Context(), s.Dir(), local.Options{Notice: func(n string) { notices = append(notices, n) }})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	unlock, err := r.Lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if len(notices) != 1 || !strings.Contains(notices[0], holder) {
		t.Errorf("notices %q, want one about %s", notices, holder)
	}
}

// TestGitsLock has git's own lock on a ref: it is respected, however old.
func TestGitsLock(t *testing.T) {
	s := newStore(t, local.Options{})
	if _, err := writeOne(t.Context(), s, "one"); err != nil {
		t.Fatal(err)
	}
	lock := s.Dir() + "/refs/heads/main.lock"
	write(t, lock, "")
	var locked *local.RefLockedError
	if _, err := writeOne(t.Context(), s, "two"); !errors.As(err, &locked) || locked.Path != lock {
		t.Errorf("got %v, want that %s is in the way", err, lock)
	}
	remove(t, lock)
	if _, err := writeOne(t.Context(), s, "two"); err != nil {
		t.Error(err)
	}
}
