package remote

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/odb/gitconfig"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// Named is a remote that is remembered.
type Named struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// Config is a file in which remotes are remembered, in git's own form, so that
// stock git knows them too. Nothing else in it is read.
type Config struct{ file string }

// ConfigOf returns that of the archive below root: the configuration of its
// repository, or, if its revisions are in a database, a file of that form.
func ConfigOf(root, store string) Config {
	if store != "" {
		return Config{filepath.Join(root, archive.Dir, "config")}
	}
	return Config{filepath.Join(root, filepath.FromSlash(archive.GitDir), "config")}
}

// ErrUnknown says that there is no remote of a name, ErrExists that there is one.
var (
	ErrUnknown = errors.New("no such remote")
	ErrExists  = errors.New("there is a remote of that name")
)

// validName is what is part of a ref and of a file name everywhere.
var validName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}$`) })

// List returns the remotes, in the order of the file.
func (c Config) List() ([]Named, error) {
	text, err := c.read()
	if err != nil {
		return nil, err
	}
	entries, err := gitconfig.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.file, err)
	}
	var list []Named
	for _, e := range entries {
		if e.Section != "remote" || e.Key != "url" || e.Value == "" || !validName().MatchString(e.Subsection) {
			continue
		}
		if i := slices.IndexFunc(list, func(r Named) bool { return r.Name == e.Subsection }); i >= 0 {
			list[i].URL = e.Value
		} else {
			list = append(list, Named{e.Subsection, e.Value})
		}
	}
	return list, nil
}

// Find returns the remote of a name. The error wraps ErrUnknown.
func (c Config) Find(name string) (Named, error) {
	list, err := c.List()
	if err != nil {
		return Named{}, err
	}
	for _, r := range list {
		if r.Name == name {
			return r, nil
		}
	}
	return Named{}, fmt.Errorf("%q: %w", name, ErrUnknown)
}

// Add remembers a remote. A folder is remembered by its absolute path.
func (c Config) Add(name, address string) error {
	if !validName().MatchString(name) {
		return fmt.Errorf("name %q is not made of a-z, 0-9, \"-\" and \"_\"", name)
	}
	if err := Check(address); err != nil {
		return err
	}
	if _, err := c.Find(name); !errors.Is(err, ErrUnknown) {
		return errors.Join(err, fmt.Errorf("%q: %w", name, ErrExists))
	}
	if !strings.Contains(address, "://") && isFolder(address) {
		var err error
		if address, err = filepath.Abs(address); err != nil {
			return err
		}
	}
	text, err := c.read()
	if err != nil {
		return err
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	value := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(address)
	return c.write(text + fmt.Sprintf("[remote %q]\n\turl = \"%s\"\n\tfetch = +refs/heads/*:refs/remotes/%s/*\n", name, value, name))
}

// Remove forgets a remote. The rest of the file stays as it is.
func (c Config) Remove(name string) error {
	if _, err := c.Find(name); err != nil {
		return err
	}
	text, err := c.read()
	if err != nil {
		return err
	}
	var kept strings.Builder
	inside := false
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), "[") {
			inside = begins(line, name)
		}
		if !inside {
			kept.WriteString(line)
		}
	}
	return c.write(kept.String())
}

// begins reports whether a line begins the section of a remote.
func begins(line, name string) bool {
	head, _, _ := strings.Cut(line, "]")
	entries, err := gitconfig.Parse(head + "]\nurl")
	return err == nil && entries[0].Section == "remote" && entries[0].Subsection == name
}

func (c Config) read() (string, error) {
	text, err := os.ReadFile(c.file)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return string(text), err
}

// write replaces the file by git's own protocol: a lock that is renamed.
func (c Config) write(text string) error {
	lock := c.file + ".lock"
	f, err := os.OpenFile(lock, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s: another program is changing it, or ended while it was: %w", c.file, err)
	}
	if err != nil {
		return err
	}
	if info, statErr := os.Stat(c.file); statErr == nil {
		err = f.Chmod(info.Mode().Perm())
	}
	if err == nil {
		_, err = f.WriteString(text)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(lock, c.file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(lock))
	}
	return vfs.OS{}.SyncDir(filepath.Dir(c.file))
}
