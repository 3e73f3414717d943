package pgstore_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pgstore"
)

func TestState(t *testing.T) {
	e := newInSchema(t, pgstore.Options{})
	one, two := reopen(t, e).(odb.Sharer), reopen(t, e).(odb.Sharer)
	set := func(space string, list ...odb.Entry) {
		t.Helper()
		if err := one.SetStates(t.Context(), map[string][]odb.Entry{space: list, "other": {{Key: "k", Value: []byte(space)}}}); err != nil {
			t.Fatal(err)
		}
	}
	set("pages", odb.Entry{Key: "b", Value: []byte("1")}, odb.Entry{Key: "a", Value: []byte{}}, odb.Entry{Key: "b", Value: []byte("2")})
	set("pages", odb.Entry{Key: "c", Value: []byte("3")}, odb.Entry{Key: "gone"})
	set("pages", odb.Entry{Key: "c"})
	got, err := two.States(t.Context(), "pages")
	if want := "[{a []} {b [50]}]"; err != nil || fmt.Sprint(got) != want {
		t.Errorf("got %v, %v, want %s", got, err, want)
	}
	if v, ok, err := two.State(t.Context(), "other", "k"); err != nil || !ok || string(v) != "pages" {
		t.Errorf("got %q, %v, %v", v, ok, err)
	}
	if _, ok, err := two.State(t.Context(), "pages", "c"); err != nil || ok {
		t.Errorf("a removed key: %v, %v", ok, err)
	}
}

// TestClaim shares nine things among one, two and three holders, of whom one is
// silent in the end: each thing always has one holder, and none is left out.
func TestClaim(t *testing.T) {
	e := newInSchema(t, pgstore.Options{})
	names := []string{"a", "b", "c", "d", "e", "f", "g", "h", "i"}
	held := map[string][]string{}
	var stores []odb.Sharer
	for range 3 {
		stores = append(stores, reopen(t, e).(odb.Sharer))
	}
	ttl := time.Hour
	claim := func(who int, want int) {
		t.Helper()
		c := odb.Claim{Group: "watch", Holder: fmt.Sprint("holder ", who), Names: names, TTL: ttl}
		got, share, err := stores[who].Claim(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if len(got) > share {
			give := c
			give.Names, got = got[share:], got[:share]
			if err := stores[who].Release(t.Context(), give); err != nil {
				t.Fatal(err)
			}
		}
		if held[c.Holder] = got; len(got) != want {
			t.Errorf("holder %d has %v, want %d", who, got, want)
		}
		var all []string
		for _, list := range held {
			all = append(all, list...)
		}
		slices.Sort(all)
		if len(slices.Compact(all)) != len(all) {
			t.Errorf("something has two holders: %v", held)
		}
	}
	claim(0, 9)
	claim(1, 0) // it waits until the first has let go
	claim(0, 5)
	claim(1, 4)
	claim(2, 0)
	claim(0, 3)
	claim(1, 3)
	claim(2, 3)
	// The third is silent for longer than its claim holds.
	ttl = time.Nanosecond
	claim(2, 3)
	ttl = time.Hour
	delete(held, "holder 2")
	time.Sleep(time.Millisecond)
	claim(0, 5)
	claim(1, 4)
	if err := stores[0].Release(t.Context(), odb.Claim{Group: "watch", Holder: "holder 0"}); err != nil {
		t.Fatal(err)
	}
	delete(held, "holder 0")
	claim(1, 9)
}
