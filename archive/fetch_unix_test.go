//go:build unix

package archive

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/archive/odb/local"
)

// childPull makes the test binary a process that pulls from a folder into that of
// childInto, in small steps, and prints a line behind each.
const (
	childPull = "NEWSARC_TEST_PULL"
	childInto = "NEWSARC_TEST_INTO"
)

func pullAsChild(dir, from string) error {
	ctx := context.Background()
	store, err := local.Open(ctx, filepath.Join(from, filepath.FromSlash(GitDir)), local.Options{})
	if err != nil {
		return err
	}
	r := Neighbour(store)
	defer r.Close()
	a, err := Open(ctx, dir, Options{Progress: func(p Progress) {
		if p.Task == "fetching objects" {
			fmt.Println(p.Done)
		}
	}})
	if err != nil {
		return err
	}
	defer a.Close()
	_, err = a.Pull(ctx, r, ExchangeOptions{Name: "origin", Step: 10})
	return err
}

// A clone that is killed again and again, each time soon after it has stored one
// step more, comes to its end, and takes nothing twice but the step that was cut off.
func TestCloneKilled(t *testing.T) {
	from := newParty(t, "ann")
	c := corpus{revisions: 400, sources: 3, perStory: 5}
	if _, err := from.Add(t.Context(), c.inputs(), nil); err != nil {
		t.Fatal(err)
	}
	into := newParty(t, "ben")
	if err := into.Close(); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	steps, tries := 0, 0
	for {
		tries++
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childPull+"="+from.dir, childInto+"="+into.dir, "GORACE=atexit_sleep_ms=0", "TMPDIR="+t.TempDir())
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		list := lines(out, func(n int) {
			if n == 1 { // the second step begins
				time.AfterFunc(time.Duration(r.IntN(30))*time.Millisecond, func() { _ = cmd.Process.Kill() })
			}
		})
		steps += len(list)
		if err := cmd.Wait(); err == nil {
			break
		}
		if tries > 15 {
			t.Fatal("it comes to no end")
		}
	}
	// 10, 20, 40, 80, 160 and 160 commits; a step that is stored when the kill comes
	// may not be noted yet.
	if steps > 6+tries {
		t.Errorf("%d steps in %d tries", steps, tries)
	}
	a := reopen(t, into.dir)
	got, err := a.Branches(t.Context())
	if diff := cmp.Diff(from.heads(t), got); err != nil || diff != "" {
		t.Errorf("heads: %v\n%s", err, diff)
	}
	sound(t, a, into.dir)
	t.Logf("%d steps in %d tries", steps, tries)
}
