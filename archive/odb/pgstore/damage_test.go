package pgstore_test

import (
	"errors"
	"net/url"
	"testing"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pgstore"
	"github.com/newsarc/newsarc/archive/odb/pgstore/pgtest"
)

// TestDamage flips bytes in the database and loses entries of the table of
// objects: what is wrong is named, what is sound stays readable, and what can be
// made again is.
func TestDamage(t *testing.T) {
	e := newInSchema(t, pgstore.Options{})
	u, err := url.Parse(e.url)
	if err != nil {
		t.Fatal(err)
	}
	schema := u.Query().Get("schema")
	exec := func(statement string) {
		t.Helper()
		if err := pgtest.Shared(t).Exec("SET search_path = " + schema + "; " + statement); err != nil {
			t.Fatal(err)
		}
	}
	s := reopen(t, e)
	var head odb.ID
	for _, text := range []string{"a/b/1", "a/b/2", "a/b/3"} {
		if head, err = write(t.Context(), s, head, text); err != nil {
			t.Fatal(err)
		}
	}
	verify := func() (problems []error, v odb.Verified) {
		t.Helper()
		v, err := reopen(t, e).(odb.Maintainer).Verify(t.Context(), odb.VerifyOptions{ReadData: 100}, func(err error) { problems = append(problems, err) })
		if err != nil {
			t.Fatal(err)
		}
		return problems, v
	}
	if problems, v := verify(); len(problems) > 0 || len(v.Leftovers) > 0 || v.Read != 9 {
		t.Fatalf("a sound archive: %v, %+v", problems, v)
	}

	exec("DELETE FROM object WHERE pack = (SELECT min(id) FROM pack)")
	if _, v := verify(); len(v.Leftovers) != 1 {
		t.Errorf("lost entries: %+v", v)
	}
	healed, err := s.(odb.Maintainer).Heal(t.Context(), func(text string) { t.Log(text) })
	if err != nil || healed != 3 {
		t.Errorf("healed %d, %v, want 3", healed, err)
	}
	if problems, v := verify(); len(problems) > 0 || len(v.Leftovers) > 0 {
		t.Errorf("healed: %v, %+v", problems, v)
	}

	exec("UPDATE pack SET data = set_byte(data, 30, 255 - get_byte(data, 30)) WHERE id = (SELECT max(id) FROM pack)")
	problems, v := verify()
	if v.Damaged == 0 || len(problems) == 0 {
		t.Errorf("a flipped byte: %v, %+v", problems, v)
	}
	damaged := 0
	fresh := reopen(t, e)
	for id, err := range fresh.Objects(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		var named *odb.DamagedError
		switch _, err := fresh.Get(t.Context(), id); {
		case err == nil:
		case errors.As(err, &named) && named.ID == id && named.Where != "":
			damaged++
		default:
			t.Errorf("%s: %v", id, err)
		}
	}
	if damaged == 0 || damaged > 3 {
		t.Errorf("%d objects are damaged, want one to three", damaged)
	}

	exec("DELETE FROM pack WHERE id = (SELECT max(id) FROM pack)")
	var gone *odb.DamagedError
	if _, err := reopen(t, e).Get(t.Context(), head); !errors.As(err, &gone) {
		t.Errorf("a lost pack: %v", err)
	}
	for _, read := range []float64{0, 100} {
		named := map[odb.ID]int{}
		v, err := reopen(t, e).(odb.Maintainer).Verify(t.Context(), odb.VerifyOptions{ReadData: read}, func(err error) {
			if errors.As(err, &gone) {
				named[gone.ID]++
			}
		})
		if err != nil || v.Damaged != 3 || len(named) != 3 || named[head] != 1 {
			t.Errorf("a lost pack, reading %v %%: %+v, %v named, %v", read, v, named, err)
		}
	}
}
