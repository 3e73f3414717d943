package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/remote"
	"github.com/newsarc/newsarc/config"
	"github.com/newsarc/newsarc/internal/render"
)

// origin is the name of the remote that an archive was cloned from.
const origin = "origin"

// remotes returns where the archive remembers other archives.
func (e *env) remotes() (remote.Config, error) {
	if e.root == "" {
		return remote.Config{}, config.ErrNoRoot
	}
	return remote.ConfigOf(e.root, e.config.Archive.Store), nil
}

// remoteOf returns the remote that an argument means: a name, an address, or
// without one origin or the only remote. An address has no name.
func (e *env) remoteOf(args []string) (remote.Named, error) {
	known, err := e.remotes()
	if err != nil {
		return remote.Named{}, err
	}
	list, err := known.List()
	if err != nil {
		return remote.Named{}, err
	}
	name := origin
	if len(args) > 0 {
		name = args[0]
	} else if len(list) == 1 {
		name = list[0].Name
	}
	i := slices.IndexFunc(list, func(r remote.Named) bool { return r.Name == name })
	switch {
	case i >= 0:
		return list[i], nil
	case len(args) == 0:
		return remote.Named{}, hint(errors.New("no remote is named origin, and none was given"), "newsarc remote add origin ADDRESS")
	case !strings.ContainsAny(name, `/\:.`):
		return remote.Named{}, hint(fmt.Errorf("%q: %w", name, remote.ErrUnknown), "newsarc remote", "newsarc remote add "+name+" ADDRESS")
	}
	return remote.Named{URL: name}, nil
}

// reach opens another archive.
func (e *env) reach(ctx context.Context, address string) (archive.Remote, error) {
	r, err := remote.Open(ctx, address, remote.Options{
		Getenv: e.getenv,
		Notice: func(s string) { fmt.Fprintf(e.stderr, "newsarc: %s\n", render.Safe(s)) },
	})
	return r, explainRemote(err, address)
}

// explainRemote adds to an error of an exchange what can be done about it.
func explainRemote(err error, name string) error {
	var moved *odb.MovedError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, archive.ErrBehind), errors.As(err, &moved):
		return hint(err, strings.TrimSpace("newsarc pull "+name), "nothing was dropped on either side")
	case errors.Is(err, archive.ErrRewritten):
		return hint(err, "what was seen of it stays; to take the other history all the same:",
			fmt.Sprintf("newsarc remote remove %s, then newsarc remote add and newsarc pull", name))
	case errors.Is(err, archive.ErrForeign):
		return hint(err, "nothing of it was joined; this archive is as it was")
	case errors.Is(err, remote.ErrCredentials):
		return hint(err, "NEWSARC_REMOTE_PASSWORD=... newsarc pull, or ~/.netrc, or an SSH key")
	case errors.Is(err, remote.ErrDenied):
		return hint(err, "NEWSARC_REMOTE_USER=... NEWSARC_REMOTE_PASSWORD=... newsarc pull, or ~/.netrc")
	}
	return err
}

// units says what the commits of a branch are.
var units = map[string]string{
	archive.Main: "revision", archive.Captures: "capture", archive.Topics: "change", archive.Sightings: "day",
}

// exchange is the JSON document of clone, pull and push.
type exchange struct {
	schema
	Remote   string              `json:"remote"` // name, or address without secrets
	Head     string              `json:"head"`   // of main, here
	Branches []archive.Exchanged `json:"branches"`
}

// printExchanged tells what an exchange did; verb is "came" or "went".
func printExchanged(e *env, x exchange, verb string, asJSON bool) error {
	for _, d := range x.Branches {
		if d.Ref == archive.Main {
			x.Head = d.New
		}
	}
	if asJSON {
		return render.JSON(e.stdout, x)
	}
	nothing := true
	for _, d := range x.Branches {
		if d.Old == d.New {
			continue
		}
		nothing = false
		joined := ""
		if d.Joined {
			joined = ", joined with what was here"
		}
		fmt.Fprintf(e.stdout, "%s: %s %s%s\n", strings.TrimPrefix(d.Ref, "refs/heads/"), count(d.Commits, units[d.Ref]), verb, joined)
	}
	if nothing {
		fmt.Fprintln(e.stdout, "nothing new")
	}
	_, err := fmt.Fprintf(e.stdout, "main is at %s\n", x.Head)
	return err
}
