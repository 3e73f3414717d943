package pgstore_test

import (
	"fmt"
	"iter"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/odbtest"
	"github.com/newsarc/newsarc/archive/odb/pgstore"
	"github.com/newsarc/newsarc/archive/odb/pgstore/pgtest"
)

// TestGitReadsPacks: what psql gets out of the database is a repository that is
// sound to stock git, also where batches fill several packs of each kind, and
// after consolidation.
func TestGitReadsPacks(t *testing.T) {
	const revisions = 400
	e := newInSchema(t, pgstore.Options{PackBytes: 16 << 10})
	s := reopen(t, e)
	all := odbtest.Corpus{Seed: 1}.Revisions(revisions)
	var im odbtest.Importer
	if err := im.Import(t.Context(), s, odbtest.Main, 150, sound(all)); err != nil {
		t.Fatal(err)
	}
	dump := func(name string) {
		t.Helper()
		dir := filepath.Join(t.TempDir(), name)
		if err := pgtest.Dump(e.url, dir); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out, err := exec.Command("git", "--git-dir="+dir, "rev-list", "--count", odbtest.Main).Output()
		if got := strings.TrimSpace(string(out)); err != nil || got != fmt.Sprint(revisions) {
			t.Errorf("%s: git counts %s revisions, %v; want %d", name, got, err, revisions)
		}
	}
	dump("as added")
	if _, err := s.(odb.Maintainer).Consolidate(t.Context(), odb.ConsolidateOptions{All: true}); err != nil {
		t.Fatal(err)
	}
	dump("consolidated")
}

// sound pairs revisions with no error.
func sound(all iter.Seq[odbtest.Revision]) iter.Seq2[odbtest.Revision, error] {
	return func(yield func(odbtest.Revision, error) bool) {
		for r := range all {
			if !yield(r, nil) {
				return
			}
		}
	}
}
