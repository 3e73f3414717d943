// Package remote opens other archives, wherever they are, for archive.Pull and
// archive.Push: a folder, a bare repository of stock git, a database, or any git
// host over HTTPS, SSH or git's own protocol.
//
// It takes packs and objects and the branches of an archive, and nothing else of
// the other side: no work tree, hooks, submodules, alternates or configuration.
// It runs no program, not even git's, but the user's own ssh to reach a host. What
// comes is not trusted: package archive checks it before it is joined.
package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/local"
	"github.com/newsarc/newsarc/archive/odb/pgstore"
)

// Options say how to reach other archives. The zero value works where no
// credentials are needed.
type Options struct {
	Notice func(string) // told of what is unusual; may be nil
	// Getenv reads the environment; os.Getenv when nil. NEWSARC_REMOTE_USER and
	// NEWSARC_REMOTE_PASSWORD are what an HTTPS host is given, which goes before
	// ~/.netrc; GIT_SSH_COMMAND and GIT_SSH name another ssh program.
	Getenv func(string) string
}

func (o Options) getenv(key string) string {
	if o.Getenv == nil {
		return os.Getenv(key)
	}
	return o.Getenv(key)
}

// ErrCredentials says that an address has a password in it. It would be stored,
// shown by ps and written to logs.
var ErrCredentials = errors.New("an address must not have a password in it")

// Check says whether an address can be remembered: its form is known, and it has
// no password in it.
func Check(address string) error {
	if strings.HasPrefix(address, "-") || strings.ContainsAny(address, "\n\r\x00") {
		return fmt.Errorf("%q is no address", address)
	}
	scheme, _, ok := strings.Cut(address, "://")
	if !ok {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil {
		return errors.New("the address is no URL") // the parser's error would quote it
	}
	_, secret := u.User.Password()
	if query := u.Query(); secret || query.Has("password") || query.Has("sslpassword") {
		return ErrCredentials
	}
	switch scheme {
	case "file", "postgres", "postgresql":
		return nil
	case "http", "https", "ssh", "git":
		if _, err := parseAddress(address); err != nil {
			return fmt.Errorf("%s: %w", Redact(address), err)
		}
		return nil
	}
	return fmt.Errorf("%q is none of file, https, http, ssh, git and postgres", scheme)
}

// Redact returns an address without what may be secret in it, for messages.
func Redact(address string) string {
	if pgstore.Is(address) {
		return pgstore.Redact(address)
	}
	u, err := url.Parse(address)
	if err == nil && u.User != nil {
		return u.Redacted()
	}
	if scheme, rest, ok := strings.Cut(address, "://"); err != nil && ok {
		return scheme + "://" + rest[strings.LastIndexByte(rest, '@')+1:]
	}
	return address
}

// Open opens the archive at an address: a folder, a URL, or host:path.
func Open(ctx context.Context, address string, o Options) (archive.Remote, error) {
	if err := Check(address); err != nil {
		return nil, err
	}
	switch {
	case pgstore.Is(address):
		store, err := pgstore.Open(ctx, address, pgstore.Options{Notice: o.Notice})
		if err != nil {
			return nil, err
		}
		return archive.Neighbour(store), nil
	case strings.HasPrefix(address, "file://"):
		u, err := url.Parse(address)
		if err != nil || u.Host != "" && u.Host != "localhost" {
			return nil, fmt.Errorf("%q does not name a folder of this machine", address)
		}
		return folder(ctx, filepath.FromSlash(u.Path), o)
	case strings.Contains(address, "://"):
		return openURL(address, o)
	}
	if !isFolder(address) {
		return openURL(address, o)
	}
	return folder(ctx, address, o)
}

// isFolder reports whether an address that is no URL is a path of this machine:
// what is there is, whatever else it looks like.
func isFolder(address string) bool {
	_, err := os.Stat(address)
	return err == nil || shortForm(address) == nil
}

// ErrNotThere says that there is no archive at an address.
var ErrNotThere = errors.New("no archive there")

// folder opens an archive's folder, a bare repository, or the repository of a
// work tree.
func folder(ctx context.Context, dir string, o Options) (archive.Remote, error) {
	git, err := Repository(dir)
	if err != nil {
		return nil, err
	}
	store, err := local.Open(ctx, git, local.Options{Notice: o.Notice})
	if err != nil {
		return nil, err
	}
	if filepath.Base(git) == ".git" {
		return readOnly{archive.Neighbour(store)}, nil
	}
	return archive.Neighbour(store), nil
}

// Repository returns the git repository of a folder. The error wraps ErrNotThere.
func Repository(dir string) (string, error) {
	for _, sub := range []string{archive.GitDir, ".", ".git"} {
		git := filepath.Join(dir, filepath.FromSlash(sub))
		if _, err := os.Stat(filepath.Join(git, "HEAD")); err != nil {
			continue
		}
		if info, err := os.Stat(filepath.Join(git, "objects")); err == nil && info.IsDir() {
			return git, nil
		}
	}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s: %w", dir, fs.ErrNotExist)
	}
	return "", fmt.Errorf("%s: %w", dir, ErrNotThere)
}

// readOnly is the repository of a work tree: moving its branch under it would
// make the tree look changed.
type readOnly struct{ archive.Remote }

func (readOnly) Push(context.Context, []odb.Move, func(io.Writer) error) error {
	return fmt.Errorf("%w: it has a work tree; push to a bare repository", archive.ErrRejected)
}
