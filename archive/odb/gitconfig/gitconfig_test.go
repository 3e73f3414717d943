package gitconfig

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestAsGit holds Parse to stock git: the same variables, or both refuse.
func TestAsGit(t *testing.T) {
	for _, test := range []struct{ name, text string }{
		{"a bare repository", "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n"},
		{"a remote", "[remote \"origin\"]\n\turl = \"https://a.example/x.git\"\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n\tfetch = +refs/tags/*:refs/tags/*\n"},
		{"case", "[Core]\nFileMode=true\n[remote \"Big\"]\nURL=x\n"},
		{"the old form of a subsection", "[branch.Main]\nremote = o\n"},
		{"on one line", "[gc] auto = 0\n"},
		{"a key alone", "[core]\n  bare\n  other\n"},
		{"comments", "# a\n; b\n[core] ; c\n\tx = 1 # d\n\ty = \"2 # 3\" ; e\n\tz = a;b\n"},
		{"escapes", "[a \"q\\\"u\\\\o\\te\"]\n\tb = \"tab\\there\\n\\\"x\\\" \\\\\"\n"},
		{"continued", "[a]\n\tb = one \\\n  two\\\nthree\n\tc = 1\n"},
		{"inner space", "[a]\n\tb =   one   two   \n\tc = \"  x \" y  \n"},
		{"half quoted", "[a]\n\tb = x\" y \"z\n"},
		{"empty value", "[a]\n\tb =\n\tc = \"\"\n"},
		{"end without a line feed", "[a]\n\tb = c"},
		{"carriage returns", "[a]\r\n\tb = c\r\n\td = e # f\r\n\tg\r\n"},
		{"byte order mark", "\ufeff[a]\nb = c\n"},
		{"no section", "b = c\n"},
		{"open section", "[a\nb = c\n"},
		{"open subsection", "[a \"b]\nb = c\n"},
		{"open quote", "[a]\nb = \"c\n"},
		{"bad escape", "[a]\nb = \\x\n"},
		{"bad key", "[a]\n_b = c\n"},
		{"digit first", "[a]\n1b = c\n"},
		{"no equals sign", "[a]\nb c\n"},
		{"backslash at the end", "[a]\nb = c\\"},
	} {
		t.Run(test.name, func(t *testing.T) {
			list, err := Parse(test.text)
			want, ok := byGit(t, test.text)
			if (err == nil) != ok {
				t.Fatalf("got error %v, git accepts it: %v", err, ok)
			}
			if got := printed(list); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// printed returns the variables as "git config --list -z" prints them.
func printed(list List) string {
	var b strings.Builder
	for _, e := range list {
		if e.Section != "" {
			b.WriteString(e.Section + ".")
		}
		if e.Subsection != "" {
			b.WriteString(e.Subsection + ".")
		}
		b.WriteString(e.Key + "\n" + e.Value + "\x00")
	}
	return b.String()
}

func byGit(t *testing.T, text string) (string, bool) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("git", "config", "--file", file, "--list", "-z").Output()
	if err != nil {
		return "", false
	}
	var b strings.Builder
	for entry := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		key, value, ok := strings.Cut(entry, "\n")
		if !ok && key != "" {
			value = "true" // of a key alone, git prints no value
		}
		if key != "" {
			b.WriteString(key + "\n" + value + "\x00")
		}
	}
	return b.String(), true
}

func TestLast(t *testing.T) {
	list, err := Parse("[gc]\nauto = 1\n[gc \"x\"]\nauto = 2\n[GC]\nAuto = 3\n")
	if err != nil || list.Last("gc", "AUTO") != "3" || list.Last("gc", "none") != "" {
		t.Errorf("got %v, %v", list, err)
	}
	if _, err := Parse("[a]\nb = 1\n\nc d\n"); err == nil || !strings.HasPrefix(err.Error(), "line 4: ") {
		t.Errorf("got %v, want line 4", err)
	}
}

// FuzzParse: what is read, written in the plainest form, reads the same.
func FuzzParse(f *testing.F) {
	f.Add("[core]\n\tbare = true # yes\n")
	f.Add("[a \"b\\\"c\"] d = \"e\\n\" \\\n f")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := Parse(text)
		if err != nil {
			return
		}
		var b strings.Builder
		for _, e := range list {
			if e.Section != "" {
				b.WriteString("[" + e.Section)
				if e.Subsection != "" {
					b.WriteString(` "` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(e.Subsection) + `"`)
				}
				b.WriteString("]\n")
			}
			value := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(e.Value)
			b.WriteString(e.Key + ` = "` + value + "\"\n")
		}
		again, err := Parse(b.String())
		if err != nil || printed(again) != printed(list) {
			t.Errorf("%q reads %q, written again %q, %v", text, printed(list), printed(again), err)
		}
	})
}
