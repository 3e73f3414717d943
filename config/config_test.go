package config

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestTemplate holds the documented file to the defaults in the code: reading
// it changes nothing, it names every key, and the project's own copy is it.
func TestTemplate(t *testing.T) {
	want, err := parse("", nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := parse("template", Template)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the template differs from the defaults (-defaults +template):\n%s", diff)
	}
	for key := range defaults() {
		_, name, _ := strings.Cut(key, ".")
		if lineOf(Template, key) == 0 || !bytes.Contains(Template, []byte("\n  "+name+": ")) {
			t.Errorf("the template does not say %s", key)
		}
	}
	root, err := os.ReadFile("../" + FileName)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(root, Template) {
		t.Errorf("../%s is not config/newsarc.yaml: copy it", FileName)
	}
}

// TestDefault holds what a start takes without reading to what reading gives.
func TestDefault(t *testing.T) {
	read, err := parse("template", Template)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(read, Default()); diff != "" {
		t.Errorf("Default differs from the template (-template +Default):\n%s", diff)
	}
	for _, text := range [][]byte{nil, Template} {
		if c, err := load("file", text); err != nil || !cmp.Equal(c, Default()) {
			t.Errorf("got %+v, %v", c, err)
		}
	}
	for key := range defaults() {
		if group, name, _ := strings.Cut(key, "."); group == "" || name == "" {
			t.Errorf("%q: a field has no name", key)
		}
	}
	t.Setenv("NEWSARC_DIFF_CONTEXT", "7")
	for _, text := range [][]byte{nil, Template} {
		if c, err := load("file", text); err != nil || c.Diff.Context != 7 {
			t.Errorf("the environment: got %+v, %v", c.Diff, err)
		}
	}
}

// TestSetsDefaults holds the short way to what reading says: comments do not count,
// every setting does.
func TestSetsDefaults(t *testing.T) {
	bare := regexp.MustCompile(`(?m)^ *#.*\n|^ *\n`).ReplaceAll(Template, nil)
	for _, text := range [][]byte{
		Template,
		bare,
		append([]byte("# an older comment\n\n"), bare...),
		bytes.TrimRight(bare, "\n"),
	} {
		read, err := parse("file", text)
		if err != nil {
			t.Fatal(err)
		}
		if !setsDefaults(text) || !cmp.Equal(read, Default()) {
			t.Errorf("not the defaults:\n%s", text)
		}
	}
	for line := range bytes.Lines(bare) {
		without := bytes.Replace(bare, line, nil, 1)
		other := bytes.Replace(bare, line, append(bytes.TrimRight(line, "\n"), "7\n"...), 1)
		for _, text := range [][]byte{without, other, append(bytes.Clone(bare), line...)} {
			if setsDefaults(text) {
				t.Errorf("taken for the defaults:\n%s", text)
			}
		}
	}
}

func TestEnvironment(t *testing.T) {
	t.Setenv("NEWSARC_OUTPUT_PAGER", "less -S")
	t.Setenv("NEWSARC_GC_AUTO", "false")
	t.Setenv("NEWSARC_TIMELINE_MAX_DATES", "12")
	c, err := parse("file", []byte("gc: {auto: true}\noutput: {pager: more, color: never}\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := Output{Color: "never", Pager: "less -S"}
	if c.Output != want || c.GC.Auto || c.Timeline.MaxDates != 12 {
		t.Errorf("got %+v", c)
	}
}

func TestRefused(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"misspelled key", "# mine\ngc:\n  atuo: true\n", `file: line 3: unknown key "gc.atuo"`},
		{"unknown group", "colour: red\n", `file: line 1: unknown key "colour"`},
		{"unknown word", "output:\n  color: mauve\n", `file: output.color is "mauve", not one of auto, always, never`},
		{"not a number", "diff:\n  context: some\n", "file: 'diff.context' cannot parse value as 'int': strconv.ParseInt: invalid syntax"},
		{"negative", "diff:\n  context: -1\n", "file: diff.context is negative"},
		{"not YAML", "gc:\n\tauto: true\n", "file: line 2: found character that cannot start any token"},
		{"no span of time", "watch: {listing: soon}", `file: 'watch.listing' "soon" is no span of time such as 90s, 15m, 3h or 30d`},
		{"busy loop", "watch: {listing: 0s}", "file: watch.listing: 0s is shorter than a second"},
		{"no target", "watch: {targets: [{kind: feed}]}", "file: watch.targets: entry 1 has no url"},
		{"no address", "watch: {targets: [{url: 'ftp://ann:secret@a.example/'}]}", "file: watch.targets: entry 1 is no http or https address"},
		{"long batch", "watch: {batch: 1h}", "file: watch.batch: 1h0m0s is not between 0s and 5m0s"},
		{"kind of target", "watch: {targets: [{url: 'https://a.example/', kind: blog}]}", `file: watch.targets: kind is "blog", not one of feed, sitemap, front, page`},
		{"schedule falls", "watch: {schedule: [{age: 1d, every: 1h}, {age: 3h, every: 15m}]}", "file: watch.schedule: age 3h0m0s does not rise from step to step"},
		{"nobody to tell", "watch: {notices: [{when: any}]}", "file: watch.notices: entry 1 needs a command or a webhook, and one only"},
		{"a list", "- gc\n", "file: line 1: cannot unmarshal !!seq into map[string]interface {}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := parse("file", []byte(test.text))
			if err == nil || err.Error() != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestDays(t *testing.T) {
	c, err := parse("file", []byte("watch: {schedule: [{age: 1.5d, every: 90s}]}"))
	if want := []Step{{36 * time.Hour, 90 * time.Second}}; err != nil || !slices.Equal(c.Watch.Schedule, want) {
		t.Errorf("got %v, %v, want %v", c.Watch.Schedule, err, want)
	}
}

func TestNear(t *testing.T) {
	_, err := parse("file", []byte("gc: {atuo: true}"))
	var key *KeyError
	if !errors.As(err, &key) || key.Near != "gc.auto" {
		t.Errorf("got %v, want a KeyError near gc.auto", err)
	}
}

func TestFindRoot(t *testing.T) {
	root := t.TempDir()
	deep := filepath.Join(root, "a", "b")
	if err := os.MkdirAll(deep, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := FindRoot(deep); !errors.Is(err, ErrNoRoot) {
		t.Errorf("without a file: got %v, want ErrNoRoot", err)
	}
	if err := os.WriteFile(filepath.Join(root, FileName), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	got, err := FindRoot(deep)
	if err != nil || got != root {
		t.Errorf("got %s, %v, want %s", got, err, root)
	}
	if _, err := Load(got); err != nil {
		t.Errorf("an empty file: %v", err)
	}
}
