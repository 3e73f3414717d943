package pgstore

import (
	"maps"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/archive/odb/pgstore/pgtest"
)

// What endangers acknowledged revisions is found, by setting and by standby.
func TestJudge(t *testing.T) {
	good := map[string]string{"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "data_checksums": "on", "synchronous_standby_names": "ANY 1 (*)"}
	for _, c := range []struct {
		name   string
		key    string
		value  string
		change server
		want   string // "check!" for a danger
	}{
		{"good", "fsync", "on", server{sync: 1, seesAll: true}, ""},
		{"no fsync", "fsync", "off", server{sync: 1, seesAll: true}, "fsync!"},
		{"torn pages", "full_page_writes", "off", server{sync: 1, seesAll: true}, "full_page_writes!"},
		{"late", "synchronous_commit", "off", server{sync: 1, seesAll: true}, "synchronous_commit!"},
		{"local", "synchronous_commit", "local", server{sync: 1, seesAll: true}, "synchronous_commit!"},
		{"apply", "synchronous_commit", "remote_apply", server{sync: 1, seesAll: true}, ""},
		{"checksums", "data_checksums", "off", server{sync: 1, seesAll: true}, "checksums"},
		{"asynchronous", "synchronous_standby_names", "", server{async: 2, seesAll: true}, "standby!"},
		{"alone", "synchronous_standby_names", "", server{seesAll: true}, "standby"},
		{"cannot see", "synchronous_standby_names", "", server{}, ""},
		{"none answers", "fsync", "on", server{seesAll: true}, "standby!"},
		{"a standby", "fsync", "on", server{standby: true}, "standby"},
	} {
		v := c.change
		v.settings = maps.Clone(good)
		v.settings[c.key] = c.value
		var got []string
		for _, f := range v.judge() {
			mark := f.Check
			if f.Danger {
				mark += "!"
			}
			got = append(got, mark)
			if f.Hint == "" || strings.Contains(f.What+f.Hint, "\n") {
				t.Errorf("%s: %+v", c.name, f)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %v, want %q", c.name, got, c.want)
		}
	}
}

// A real server answers all that is asked of it.
func TestExamine(t *testing.T) {
	cluster := pgtest.Shared(t)
	s, err := Init(t.Context(), cluster.Schema(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	list, err := s.Examine(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, f := range list {
		found[f.Check] = true
	}
	if found["synchronous_commit"] != settingIs(t, s, "synchronous_commit", "off") || found["fsync"] != settingIs(t, s, "fsync", "off") {
		t.Errorf("%+v", list)
	}
}

func settingIs(t *testing.T, s *Store, name, value string) bool {
	t.Helper()
	var got string
	if err := s.pool.QueryRow(t.Context(), "SELECT current_setting($1)", name).Scan(&got); err != nil {
		t.Fatal(err)
	}
	return got == value
}
