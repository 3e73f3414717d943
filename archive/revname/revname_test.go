package revname

import (
	"slices"
	"strings"
	"testing"
)

func TestCutSteps(t *testing.T) {
	tests := []struct {
		name, base string
		steps      []string
	}{
		{"quake", "quake", nil},
		{"quake@3", "quake", []string{"@3"}},
		{"quake^~2@first", "quake", []string{"^", "~2", "@first"}},
		{"quake@{2024-05-01}~", "quake", []string{"@{2024-05-01}", "~"}},
		{"quake@", "quake@", nil},
		{"@latest", "", []string{"@latest"}},
		{"quake{1}", "quake{1}", nil},
	}
	for _, test := range tests {
		if base, steps := CutSteps(test.name); base != test.base || !slices.Equal(steps, test.steps) {
			t.Errorf("%q: got %q and %q, want %q and %q", test.name, base, steps, test.base, test.steps)
		}
	}
}

func TestEnds(t *testing.T) {
	tests := []struct {
		name, from, to string
		ok             bool
	}{
		{"quake", "", "", false},
		{"quake@{2024..}", "", "", false},
		{"..", "", "", true},
		{"quake@1..quake@2", "quake@1", "quake@2", true},
		{"quake@1...@2", "quake@1", "quake@2", true},
		{"@1..quake@2", "quake@1", "quake@2", true},
		{"quake@2..", "quake@2", "quake@latest", true},
		{"..quake@2", "quake@first", "quake@2", true},
	}
	for _, test := range tests {
		if from, to, ok := Ends(test.name); from != test.from || to != test.to || ok != test.ok {
			t.Errorf("%q: got %q, %q, %v, want %q, %q, %v", test.name, from, to, ok, test.from, test.to, test.ok)
		}
	}
}

// A name is a base and steps: taking them apart loses nothing, whatever it is, and
// a step is a step by itself. The ends of a range hold what was written of them.
func FuzzName(f *testing.F) {
	for _, s := range []string{"a@1..@2", "quake@{2024}", "https://x.example/a@b~1", "82f6", "~", "a^~2@first", "..", "a{..}b..c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		base, steps := CutSteps(name)
		if base+strings.Join(steps, "") != name {
			t.Fatalf("%q becomes %q and %q", name, base, steps)
		}
		for _, s := range steps {
			if b, more := CutSteps(s); b != "" || len(more) != 1 {
				t.Fatalf("step %q is %q and %q", s, b, more)
			}
		}
		from, to, ok := CutRange(name)
		if ok && !strings.HasPrefix(name, from+"..") || !strings.HasSuffix(name, to) {
			t.Fatalf("%q ranges from %q to %q", name, from, to)
		}
		x, y, both := Ends(name)
		if both != ok || ok && (!strings.HasSuffix(x, from) || !strings.HasSuffix(y, to)) {
			t.Fatalf("%q ends in %q and %q", name, x, y)
		}
	})
}
