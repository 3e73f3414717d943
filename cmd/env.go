package cmd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"github.com/newsarc/newsarc/config"
	"github.com/newsarc/newsarc/internal/render"
)

// env is the world that a command runs in: streams, environment, clock and
// configuration. Commands take all of it from here.
type env struct {
	stdin  io.Reader
	stdout *bufio.Writer // results; close flushes it
	stderr io.Writer     // everything else
	getenv func(string) string
	listen func() // for signals: before the command waits for somebody

	chdir      string // flag -C
	archiveDir string // flag --archive

	root   string // of the archive; empty: there is none
	config config.Config

	term  render.Terminal // what takes stdout
	pager *render.Pager
}

// newEnv returns the world of this process.
func newEnv() *env {
	return &env{
		stdin:  os.Stdin,
		stdout: bufio.NewWriterSize(os.Stdout, 1<<16),
		stderr: os.Stderr,
		getenv: os.Getenv,
		listen: func() {},
	}
}

// enter goes to the working directory, finds the archive and reads its
// configuration. That there is none is no error yet: some commands need none.
func (e *env) enter() error {
	if e.chdir != "" {
		if err := os.Chdir(e.chdir); err != nil {
			return err
		}
	}
	root, err := e.findRoot()
	if err != nil {
		return err
	}
	e.root = root
	if e.config, err = config.Load(root); err != nil {
		return err
	}
	e.term = render.Detect(os.Stdout, e.config.Output.Color, e.getenv)
	return nil
}

// findRoot returns the folder of the archive, the empty string if there is
// none at or above the working directory.
func (e *env) findRoot() (string, error) {
	if e.archiveDir == "" {
		root, err := config.FindRoot(".")
		if errors.Is(err, config.ErrNoRoot) {
			return "", nil
		}
		return root, err
	}
	dir, err := filepath.Abs(e.archiveDir)
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(filepath.Join(dir, config.FileName)); err != nil {
		return "", hint(fmt.Errorf("%s is not an archive: it holds no %s", e.archiveDir, config.FileName), "newsarc init "+e.archiveDir)
	}
	return dir, nil
}

// page sends results to a pager if a person is to read them.
func (e *env) page() error {
	if e.term.Width == 0 || e.pager != nil {
		return nil
	}
	command := render.PagerCommand(e.config.Output.Pager, e.getenv)
	if command == "" {
		return nil
	}
	e.listen()
	pager, err := render.StartPager(command, os.Stdout, os.Stderr)
	if err != nil {
		return err
	}
	e.pager = pager
	e.stdout.Reset(pager)
	return nil
}

// progressLine returns the line that says how far some work has come, "reading 12
// of 100"; nil where standard error is no terminal that can take it off again.
func (e *env) progressLine(verb string) *render.Progress {
	if e.getenv("TERM") == "dumb" {
		return nil
	}
	return render.NewProgress(e.stderr, render.Detect(e.stderr, "never", e.getenv), time.Now, verb)
}

// close writes what is left of the results and waits for the pager.
func (e *env) close() error {
	err := e.stdout.Flush()
	if e.pager != nil {
		err = errors.Join(err, e.pager.Close())
	}
	if errors.Is(err, render.ErrClosed) {
		return nil // the reader has seen enough
	}
	return err
}

// now returns the time by the clock of the environment, as git reads it:
// GIT_COMMITTER_DATE goes before the clock of the machine.
func (e *env) now() (time.Time, error) {
	if s := e.getenv("GIT_COMMITTER_DATE"); s != "" {
		t, err := parseGitDate(s)
		if err != nil {
			return time.Time{}, fmt.Errorf("GIT_COMMITTER_DATE: %w", err)
		}
		return t, nil
	}
	return time.Now().Truncate(time.Second), nil
}

// identity returns the name and address of the one who archives: the
// environment's as git reads it, else the configured one, else the login's.
func (e *env) identity() (name, email string) {
	name, email = e.getenv("GIT_COMMITTER_NAME"), e.getenv("GIT_COMMITTER_EMAIL")
	if name == "" {
		name = e.config.User.Name
	}
	if email == "" {
		email = e.config.User.Email
	}
	if name != "" && email != "" {
		return name, email
	}
	login := "newsarc"
	if u, err := user.Current(); err == nil && u.Username != "" {
		login = u.Username
		if full, _, _ := strings.Cut(u.Name, ","); name == "" {
			name = full
		}
	}
	if name == "" {
		name = login
	}
	if email == "" {
		host, err := os.Hostname()
		if err != nil || host == "" {
			host = "localhost"
		}
		email = login + "@" + host
	}
	return name, email
}

// parseGitDate reads the forms of a date that git documents: seconds since
// 1970 with a zone ("1700000000 +0100", also after an "@"), ISO 8601, RFC 2822.
func parseGitDate(s string) (time.Time, error) {
	if seconds, zone, ok := strings.Cut(strings.TrimPrefix(s, "@"), " "); ok {
		offset, err := time.Parse("-0700", zone)
		var unix int64
		if _, scanErr := fmt.Sscanf(seconds, "%d", &unix); err == nil && scanErr == nil && !strings.Contains(seconds, "-") {
			return time.Unix(unix, 0).In(offset.Location()), nil
		}
	}
	for _, layout := range []string{
		time.RFC3339, "2006-01-02T15:04:05-0700", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05-07:00",
		time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 -0700",
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Truncate(time.Second), nil
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05", time.DateTime} {
		if t, err := time.ParseInLocation(layout, s, time.Local); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a date that git reads", s)
}

// canceled reports whether a person or a signal ended the work.
func canceled(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
