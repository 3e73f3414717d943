//go:build unix

package archive

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive/odb/pgstore/pgtest"
)

// Children of these tests add what the environment says and print the commit of
// each revision that was reported to them.
const (
	childDir  = "NEWSARC_TEST_ADD"
	childSeed = "NEWSARC_TEST_SEED"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := addAsChild(dir, os.Getenv(childSeed)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if from := os.Getenv(childPull); from != "" {
		if err := pullAsChild(os.Getenv(childInto), from); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if store := os.Getenv(childSubmit); store != "" {
		if err := submitAsChild(store, os.Args[3:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if store := os.Getenv(childDerive); store != "" {
		if err := deriveAsChild(store); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(pgtest.Main(m))
}

// addAsChild adds the revisions of 60 stories, in batches of its own making, so
// that a kill meets every stage of many batches.
func addAsChild(dir, seed string) error {
	ctx := context.Background()
	a, err := Open(ctx, dir, Options{})
	if err != nil {
		return err
	}
	for round := range 20 {
		inputs := func(yield func(Input) bool) {
			for i := range 30 {
				art := flood(fmt.Sprintf("Flood %s %d", seed, i), "two metres", fmt.Sprint(round, " metres"))
				art.ID = fmt.Sprint(seed, "-", i)
				in := Input{Article: art, Captured: at(1+round, 0), Capture: fmt.Appendf(nil, "page %s %d %d", seed, i, round), CaptureExt: "html"}
				if !yield(in) {
					return
				}
			}
		}
		_, err := a.Add(ctx, inputs, func(o Outcome) {
			if o.Status == Added {
				fmt.Println(o.Revision.Commit)
			}
		})
		if err != nil {
			return err
		}
	}
	return a.Close()
}

// child starts a process that adds, and returns what it reports.
func child(t *testing.T, dir, seed string) (cmd *exec.Cmd, reports io.Reader) {
	t.Helper()
	cmd = exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir, childSeed+"="+seed)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, out
}

// lines reads whole lines, since a process that is killed may have written half
// of one, and tells after each how many there are.
func lines(r io.Reader, told func(n int)) []string {
	var list []string
	told(0)
	for in := bufio.NewReader(r); ; {
		line, err := in.ReadString('\n')
		if err != nil {
			return list
		}
		list = append(list, strings.TrimSpace(line))
		told(len(list))
	}
}

// present fails the test unless every commit is a revision that can be read.
func present(t *testing.T, a *Archive, commits []string) {
	t.Helper()
	have := map[string]bool{}
	for rev, err := range a.Log(t.Context(), Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		have[rev.Commit] = true
	}
	for _, id := range commits {
		if !have[id] {
			t.Errorf("reported revision %s is not there", id)
		}
	}
}

// However often adding is killed, at whatever moment: every revision that was
// reported is there, the archive is sound, and adding goes on.
func TestKill(t *testing.T) {
	rounds := 50
	if testing.Short() {
		rounds = 5
	}
	a, dir := newArchive(t)
	_ = a.Close()
	var reported []string
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	for i := range rounds {
		cmd, out := child(t, dir, fmt.Sprint(i/4)) // the next children meet what the last ones left
		// Not by the clock alone: a machine may be too slow to begin in time.
		quota := r.IntN(90)
		reported = append(reported, lines(out, func(n int) {
			if n == quota {
				time.AfterFunc(time.Duration(r.IntN(40))*time.Millisecond, func() { _ = cmd.Process.Kill() })
			}
		})...)
		_ = cmd.Wait()
		if i%10 != 9 {
			continue
		}
		b := reopen(t, dir)
		present(t, b, reported)
		sound(t, b, dir)
		_ = b.Close()
	}
	if len(reported) == 0 {
		t.Error("no child came to report anything")
	}
	t.Logf("%d revisions reported in %d rounds", len(reported), rounds)
}

// Two processes that add at the same time lose nothing, and readers beside them
// never see anything that is not whole.
func TestTwoWriters(t *testing.T) {
	a, dir := newArchive(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var reported []string
	for _, seed := range []string{"x", "y"} {
		wg.Go(func() {
			cmd, out := child(t, dir, seed)
			got := lines(out, func(int) {})
			if err := cmd.Wait(); err != nil {
				t.Errorf("writer %s: %v", seed, err)
			}
			mu.Lock()
			defer mu.Unlock()
			reported = append(reported, got...)
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	for reading := true; reading; {
		select {
		case <-done:
			reading = false
		default:
		}
		for s, err := range a.Stories(t.Context(), Filter{Limit: 5}) {
			if err != nil {
				t.Fatal(err)
			}
			rev, err := a.Resolve(t.Context(), s.ID)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := a.Article(t.Context(), rev); err != nil {
				t.Fatal(err)
			}
		}
	}
	if want := 2 * 20 * 30; len(reported) != want {
		t.Errorf("%d revisions reported, want %d", len(reported), want)
	}
	present(t, a, reported)
	sound(t, a, dir)
}
