package archive

import (
	"strings"
	"testing"
	"time"
)

func TestJudgeClock(t *testing.T) {
	yes, no := true, false
	now := at(10, 12)
	for _, c := range []struct {
		name   string
		last   time.Time
		synced *bool
		want   string
	}{
		{"right", at(10, 11), &yes, ""},
		{"not known", at(10, 11), nil, ""},
		{"empty archive", time.Time{}, &yes, ""},
		{"a little behind", now.Add(time.Minute), &yes, ""},
		{"behind", at(11, 12), &yes, "24h0m0s later"},
		{"alone", at(10, 11), &no, "not synchronised"},
	} {
		list := judgeClock(now, c.last, c.synced)
		if len(list) > 1 || (len(list) == 0) != (c.want == "") || len(list) == 1 && !strings.Contains(list[0].What, c.want) {
			t.Errorf("%s: %+v", c.name, list)
		}
	}
}

// A clock that lags behind what was captured is found, as a danger, and first.
func TestExamineClock(t *testing.T) {
	a, _ := newArchive(t)
	add(t, a, Input{Article: quake(12), Captured: at(25, 10)})
	list, err := a.Examine(t.Context())
	if err != nil || len(list) == 0 || !list[0].Danger {
		t.Fatalf("%+v, %v", list, err)
	}
	found := false
	for _, f := range list {
		found = found || f.Check == "clock" && f.Danger
	}
	if !found {
		t.Errorf("%+v", list)
	}
}
