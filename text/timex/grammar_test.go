package timex

import (
	"bytes"
	"os"
	"strconv"
	"strings"
	"testing"
)

// compiled compiles the file of a language.
func compiled(t *testing.T, tag string) *compiler {
	t.Helper()
	text, err := os.ReadFile("lang/" + tag + ".timex")
	if err != nil {
		t.Fatal(err)
	}
	c := newCompiler(tag)
	if err := c.compile(string(text)); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestLanguages checks what the compiler cannot: names of rules are unique and
// the values of holidays can be read.
func TestLanguages(t *testing.T) {
	for tag := range languages {
		c := compiled(t, tag)
		seen := map[string]bool{}
		for _, r := range c.lang.rules {
			if seen[r.name] {
				t.Errorf("%s: two rules %s", tag, r.name)
			}
			seen[r.name] = true
		}
		for word, e := range c.lang.words {
			if v, ok := e.val(c.classes["HOLIDAY"]); ok && c.classes["HOLIDAY"] != 0 {
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

// TestTables holds the tables in the program to the files that they are made of.
func TestTables(t *testing.T) {
	for tag, load := range languages {
		made := pack(compiled(t, tag).lang)
		file := "lang/" + tag + ".table"
		if os.Getenv("UPDATE_TABLES") != "" {
			if err := os.WriteFile(file, made, 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		table, err := os.ReadFile(file)
		if err != nil || !bytes.Equal(table, made) {
			t.Errorf("%s.timex has changed: UPDATE_TABLES=1 go test -run TestTables ./text/timex (%v)", tag, err)
			continue
		}
		if !bytes.Equal(pack(load()), made) {
			t.Errorf("%s: what is loaded is not what was compiled", tag)
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
		err := newCompiler("xx").compile(c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got error %v, want %s", c.text, err, c.want)
		}
	}
	var many strings.Builder
	for i := range maxClasses {
		many.WriteString("C" + strconv.Itoa(i) + " : w\n")
	}
	if err := newCompiler("xx").compile(many.String()); err == nil {
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
