package remote

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// A remote is forgotten however its section is written; the rest of the file stays
// as it is, and as private as it was.
func TestConfigRemove(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config")
	const rest = "[core]\n\tbare = true\n; the hub is below\n[remote \"hubs\"]\n\turl = ../hubs\n"
	for _, section := range []string{
		"[remote \"hub\"]\n\turl = ../hub\n",
		"\t[Remote   \"hub\"] url = ../hub ; near\n\tfetch = x\n",
		"[remote \"hub\"]\nurl=a\n[remote \"hub\"]\nurl=b\n",
	} {
		if err := os.WriteFile(file, []byte(section+rest), 0o600); err != nil {
			t.Fatal(err)
		}
		c := Config{file}
		if err := c.Remove("hub"); err != nil {
			t.Errorf("%q: %v", section, err)
		}
		if got, _ := os.ReadFile(file); string(got) != rest {
			t.Errorf("%q: left is %q", section, got)
		}
		if info, err := os.Stat(file); err != nil || runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
		if err := c.Remove("hub"); !errors.Is(err, ErrUnknown) {
			t.Errorf("%q, again: %v", section, err)
		}
	}
	if err := os.WriteFile(file+".lock", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (Config{file}).Remove("hubs"); err == nil || !strings.Contains(err.Error(), "another program is changing it") {
		t.Errorf("under git's lock: %v", err)
	}
}
