package cmd

import (
	"bytes"
	"strings"
	"testing"
)

// TestOneCommand holds what is declared for a command line that names one
// command to the tree of all of them: the same command with the same help.
func TestOneCommand(t *testing.T) {
	all := Root()
	for _, c := range commands {
		alone, _, err := newRoot(newEnv(), c.name).Find([]string{c.name})
		if err != nil {
			t.Fatal(err)
		}
		among, _, err := all.Find([]string{c.name})
		if err != nil {
			t.Fatal(err)
		}
		var got, want bytes.Buffer
		writeHelp(&got, alone)
		writeHelp(&want, among)
		if alone.Name() != c.name || got.String() != want.String() {
			t.Errorf("%q alone has the help\n%s\namong others\n%s", c.name, &got, &want)
		}
	}
}

func TestNamed(t *testing.T) {
	for _, test := range []struct{ line, want string }{
		{"show quake", "show"},
		{"-C news show -C", "show"},
		{"--directory news --archive other log", "log"},
		{"--archive=other log", ""}, // as good as any: all are declared
		{"", ""},
		{"-C", ""},
		{"--help", ""},
		{"help show", ""},
		{"shwo quake", ""},
		{"__complete show ", ""},
	} {
		if got := named(strings.Fields(test.line)); got != test.want {
			t.Errorf("%q: got %q, want %q", test.line, got, test.want)
		}
	}
}
