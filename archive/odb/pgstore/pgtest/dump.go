package pgtest

import (
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Dump makes a bare git repository in dir from the archive in a database, with
// nothing but psql and stock git: what a person could do who has lost newsarc.
func Dump(store, dir string) error {
	u, err := url.Parse(store)
	if err != nil {
		return err
	}
	if out, err := exec.Command("git", "init", "-q", "--bare", "-b", "main", dir).CombinedOutput(); err != nil {
		return fmt.Errorf("git init: %w\n%s", err, out)
	}
	c := &Cluster{Dir: u.Query().Get("host")}
	schema := u.Query().Get("schema")
	packs, err := c.Query("SELECT id, encode(data, 'hex') FROM " + schema + ".pack ORDER BY id")
	if err != nil {
		return err
	}
	for line := range strings.Lines(packs) {
		id, text, _ := strings.Cut(strings.TrimSpace(line), "|")
		data, err := hex.DecodeString(text)
		if err != nil {
			return err
		}
		name := filepath.Join(dir, "objects", "pack", "pack-"+id+".pack")
		if err := os.WriteFile(name, data, 0o644); err != nil {
			return err
		}
		if out, err := exec.Command("git", "--git-dir="+dir, "index-pack", name).CombinedOutput(); err != nil {
			return fmt.Errorf("git index-pack: %w\n%s", err, out)
		}
	}
	refs, err := c.Query("SELECT 'create ' || name || ' ' || encode(id, 'hex') FROM " + schema + ".ref")
	if err != nil {
		return err
	}
	update := exec.Command("git", "--git-dir="+dir, "update-ref", "--stdin")
	update.Stdin = strings.NewReader(refs + "\n")
	if out, err := update.CombinedOutput(); err != nil && refs != "" {
		return fmt.Errorf("git update-ref: %w\n%s", err, out)
	}
	// Not before all packs are there: what one holds may point into a later one.
	if out, err := exec.Command("git", "--git-dir="+dir, "fsck", "--strict", "--no-dangling").CombinedOutput(); err != nil {
		return fmt.Errorf("git fsck: %w\n%s", err, out)
	}
	return nil
}
