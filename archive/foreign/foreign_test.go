package foreign

import (
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// newsDiffsRepo makes a repository as NewsDiffs makes one.
func newsDiffsRepo(t *testing.T, dir string) func(when, name, text string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Fatal("the tests need git")
	}
	git := func(when string, args ...string) {
		t.Helper()
		c := exec.Command("git", append([]string{"-C", dir}, args...)...)
		c.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull,
			"GIT_AUTHOR_NAME=n", "GIT_AUTHOR_EMAIL=n@n", "GIT_COMMITTER_NAME=n", "GIT_COMMITTER_EMAIL=n@n",
			"GIT_AUTHOR_DATE="+when, "GIT_COMMITTER_DATE="+when)
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	git("", "init", "-q")
	return func(when, name, text string) {
		t.Helper()
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		git(when, "add", "-A")
		git(when, "commit", "-q", "-m", "Change to "+name)
	}
}

// read returns the versions as lines, and the errors.
func read(t *testing.T, dir string) []string {
	t.Helper()
	var list []string
	for v, err := range NewsDiffs(t.Context(), dir) {
		if err != nil {
			list = append(list, "error: "+err.Error())
			continue
		}
		list = append(list, strings.Join([]string{v.Seen.Format(time.RFC3339), v.URL, v.Date, v.Title, v.Byline, v.Text}, "|"))
	}
	return list
}

func TestNewsDiffs(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "articles")
	commit := newsDiffsRepo(t, dir)
	commit("2012-06-16T10:00:00+0200", "www.example.org/2012/06/16/dam.html", "June 16, 2012\nDam cracks\nBy ANN LEE\n\nA dam cracked.\n")
	commit("2012-06-16T11:00:00+0200", "www.example.org/2012/06/16/sea.html", "June 16, 2012\nSea rises\n\n\nThe sea rose.\n")
	commit("2012-06-16T12:00:00+0200", "www.example.org/2012/06/16/dam.html", "June 16, 2012\nDam breaks\nBy ANN LEE\n\nA dam broke.\n")
	commit("2012-06-16T13:00:00+0200", "README", "not an article\nat all\nis\nthis\n")
	commit("2012-06-16T14:00:00+0200", "www.example.org/short", "one line")
	want := []string{
		"2012-06-16T08:00:00Z|http://www.example.org/2012/06/16/dam.html|June 16, 2012|Dam cracks|By ANN LEE|\nA dam cracked.\n",
		"2012-06-16T09:00:00Z|http://www.example.org/2012/06/16/sea.html|June 16, 2012|Sea rises||\nThe sea rose.\n",
		"2012-06-16T10:00:00Z|http://www.example.org/2012/06/16/dam.html|June 16, 2012|Dam breaks|By ANN LEE|\nA dam broke.\n",
		"error: has less than the lines of date, title and byline",
	}
	if got := read(t, dir); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestNewsDiffsMonths reads a folder of repositories, and says what is wrong
// with one that holds none.
func TestNewsDiffsMonths(t *testing.T) {
	dir := t.TempDir()
	if got := read(t, dir); len(got) != 1 || !strings.HasSuffix(got[0], "it holds no git repository") {
		t.Errorf("an empty folder: %q", got)
	}
	for _, month := range []string{"2012-06", "2012-07"} {
		newsDiffsRepo(t, filepath.Join(dir, month))(month+"-01T10:00:00Z", "example.org/"+month, "\nTitle\n\nText.\n")
	}
	want := []string{
		"2012-06-01T10:00:00Z|http://example.org/2012-06||Title||Text.\n",
		"2012-07-01T10:00:00Z|http://example.org/2012-07||Title||Text.\n",
	}
	if got := read(t, dir); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestDiffEngine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a folder", "diffengine.db")
	if err := os.Mkdir(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(`
CREATE TABLE entry (id INTEGER NOT NULL PRIMARY KEY, url VARCHAR(255) NOT NULL, created DATETIME NOT NULL, checked DATETIME);
CREATE TABLE entryversion (id INTEGER NOT NULL PRIMARY KEY, title VARCHAR(255) NOT NULL, url VARCHAR(255) NOT NULL, summary VARCHAR(255) NOT NULL, created DATETIME NOT NULL, archive_url VARCHAR(255), entry_id INTEGER NOT NULL);
INSERT INTO entry VALUES (1, 'https://example.org/dam', '2017-01-05 09:00:00', NULL);
INSERT INTO entryversion VALUES (1, 'Dam cracks', 'https://example.org/dam?x=1', '<div><p>A dam cracked.</p></div>', '2017-01-05 10:00:00.250000', NULL, 1);
INSERT INTO entryversion VALUES (2, 'Dam breaks', 'https://example.org/dam', '<div><p>A dam broke.</p></div>', '2017-01-05 11:00:00', 'https://archive.test/1', 1);
INSERT INTO entryversion VALUES (3, 'Lost', 'https://example.org/lost', '<p>Lost.</p>', 'yesterday', NULL, 9);`)
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for v, err := range DiffEngine(t.Context(), file) {
		if err != nil {
			got = append(got, v.Where+": "+err.Error())
			continue
		}
		got = append(got, strings.Join([]string{v.Where, v.URL, v.Title, v.HTML, v.Seen.Format(time.RFC3339)}, "|"))
	}
	want := []string{
		"version 1|https://example.org/dam|Dam cracks|<div><p>A dam cracked.</p></div>|2017-01-05T10:00:00Z",
		"version 2|https://example.org/dam|Dam breaks|<div><p>A dam broke.</p></div>|2017-01-05T11:00:00Z",
		`version 3: time "yesterday" cannot be read`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if after, err := os.ReadFile(file); err != nil || string(after) != string(before) {
		t.Errorf("the database was changed: %v", err)
	}
}

func TestDiffEngineNone(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(text, []byte("Not a database, but a text that is long enough to look at.\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{text, filepath.Join(dir, "missing.db")} {
		n := 0
		for _, err := range DiffEngine(t.Context(), file) {
			n++
			if err == nil || file == text && !errors.Is(err, ErrFormat) || file != text && !errors.Is(err, os.ErrNotExist) {
				t.Errorf("%s: %v", file, err)
			}
		}
		if n != 1 {
			t.Errorf("%s: %d versions", file, n)
		}
	}
}
