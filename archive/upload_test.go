package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/news"
)

// TestUploadPack lets stock git clone an archive, fetch what came later and
// check what it got.
func TestUploadPack(t *testing.T) {
	ctx := context.Background()
	a, err := Init(ctx, t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	server := httptest.NewServer(uploadHandler(a))
	defer server.Close()

	addFloods(t, a, 0, 60)
	// An object that fills several packets of the side band.
	noise := make([]byte, 200_000)
	for i := range noise {
		noise[i] = byte(i*i*7919>>9) ^ byte(i>>3)
	}
	add(t, a, Input{Article: quake(12), Captured: at(1, 10), Capture: noise, CaptureExt: "bin"})
	clone := t.TempDir()
	runGit(t, "clone", "-q", "--bare", server.URL+"/archive.git", clone)
	same := func() {
		t.Helper()
		head, err := a.head(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSpace(runGit(t, "--git-dir", clone, "rev-parse", "main")); got != head.String() {
			t.Errorf("main of the clone is %s, want %s", got, head)
		}
		runGit(t, "--git-dir", clone, "fsck", "--strict")
	}
	same()

	addFloods(t, a, 60, 75)
	runGit(t, "--git-dir", clone, "fetch", "-q", "origin", "+refs/heads/*:refs/heads/*")
	same()
	runGit(t, "--git-dir", clone, "fetch", "-q", "origin", "+refs/heads/*:refs/heads/*")
	same()
}

// TestUploadPackRefuses sends what no git would.
func TestUploadPackRefuses(t *testing.T) {
	a, err := Init(context.Background(), t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	for _, body := range []string{
		"", "0000", "zzzz", "0032want 0000000000000000000000000000000000000000\n",
		"0032want 1111111111111111111111111111111111111111\n00000009done\n",
		"0032want 1111111111111111111111111111111111111111\n0000000bharmful",
		"0032want 1111111111111111111111111111111111111111\n000cdeepen 10000",
	} {
		if err := a.UploadPack(context.Background(), strings.NewReader(body), io.Discard); !errors.Is(err, ErrProtocol) {
			t.Errorf("%q: got %v, want %v", body, err, ErrProtocol)
		}
	}
}

func uploadHandler(a *Archive) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var out bytes.Buffer
		var err error
		kind := "advertisement"
		if r.Method == http.MethodPost {
			kind = "result"
			err = a.UploadPack(r.Context(), r.Body, &out)
		} else {
			err = a.AdvertiseRefs(r.Context(), &out)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/x-git-upload-pack-"+kind)
		_, _ = w.Write(out.Bytes())
	})
}

// addFloods adds revisions from to until of three stories.
func addFloods(t *testing.T, a *Archive, from, until int) {
	t.Helper()
	var inputs []Input
	for i := from; i < until; i++ {
		text := fmt.Sprintf("The river rose by %d centimeters on Monday. It stood at %d.", i+2, 100+i%7)
		inputs = append(inputs, Input{
			Article: &news.Article{
				Headline: "River rises", URL: fmt.Sprintf("https://wire.example/river-%d", i%3),
				Body: news.Body{{Sentences: []string{text}}},
			},
			Captured: time.Date(2024, 5, 1, i, 0, 0, 0, time.UTC),
			Capture:  []byte("<p>" + text), CaptureExt: "html",
		})
	}
	if _, err := a.Add(context.Background(), slices.Values(inputs), func(o Outcome) {
		if o.Err != nil {
			t.Error(o.Err)
		}
	}); err != nil {
		t.Fatal(err)
	}
}

func runGit(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Env = append(cmd.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_TERMINAL_PROMPT=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}
