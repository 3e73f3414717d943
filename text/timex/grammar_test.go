package timex

import (
	"strconv"
	"strings"
	"testing"
)

// TestLanguages checks what the compiler cannot: names of rules are unique and
// the values of holidays can be read.
func TestLanguages(t *testing.T) {
	for tag, load := range languages {
		l := load()
		seen := map[string]bool{}
		for _, r := range l.rules {
			if seen[r.name] {
				t.Errorf("%s: two rules %s", tag, r.name)
			}
			seen[r.name] = true
		}
		for word, e := range l.words {
			if v, ok := e.val(l.classes["HOLIDAY"]); ok && l.classes["HOLIDAY"] != 0 {
				if _, _, ok := holiday(v.s, 2016); !ok {
					t.Errorf("%s: %s: holiday %q", tag, word, v.s)
				}
			}
			if v, ok := e.val(classMonth); ok && (v.n < 1 || v.n > 12) {
				t.Errorf("%s: %s: month %q", tag, word, v.s)
			}
		}
	}
}

func TestCompileErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"rule.a = x => nothing", `line 1: rule "rule.a": unknown action "nothing"`},
		{"MONTH : a=1\nrule.a = (x => point", "line 2: missing )"},
		{"rule.a = x", `rule "rule.a" has no action`},
		{"rule.a = $x => point", `unknown part "$x"`},
		{"rule.a = YEAR:nowhere => point", `unknown slot "nowhere"`},
		{"rule.a = x => point nowhere=1", `unknown slot "nowhere"`},
		{"rule.a = x ) => point", `unexpected ")"`},
		{"rule.a = ( ) => point", "empty pattern"},
		{"rule.a = ? => point", `unexpected "?"`},
		{"%nothing : x", `unknown directive "%nothing"`},
		{"nothing", "neither words nor a rule"},
		{"A : " + strings.Repeat("x", maxWord+1), "too long"},
	} {
		_, err := compile("xx", c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got error %v, want %s", c.text, err, c.want)
		}
	}
	var many strings.Builder
	for i := range maxClasses {
		many.WriteString("C" + strconv.Itoa(i) + " : w\n")
	}
	if _, err := compile("xx", many.String()); err == nil {
		t.Error("more classes than fit: no error")
	}
}

func TestExplain(t *testing.T) {
	text := "Ministers will meet on Friday. A year earlier, in May 2015, they had not."
	got := Explain(text, wednesday)
	if len(got) != 3 {
		t.Fatalf("%d explanations, want 3", len(got))
	}
	friday, earlier := got[0], got[1]
	if friday.Text != "Friday" || friday.Tense != "future" || friday.Against != "2016-09-07" || friday.Rule != "date.weekday" ||
		len(friday.Slots) != 1 || friday.Slots[0] != (Slot{"weekday", "Friday", "5"}) {
		t.Errorf("got %+v", friday)
	}
	if earlier.Anchor != anchorReference || earlier.Pattern == "" || earlier.Narrative {
		t.Errorf("got %+v", earlier)
	}
}
