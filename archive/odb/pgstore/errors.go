package pgstore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// Kind says what is at fault when the database does not do what it was asked.
type Kind int

// The kinds of failures.
const (
	Other       Kind = iota
	BadURL           // the setting is not understood
	Unreachable      // no server, or the connection was lost
	Denied           // wrong password, unknown role, no rights
	NoDatabase       // there is no such database
	NoArchive        // the database holds no archive in that schema
	Exists           // it holds one already
	ReadOnly         // a standby, or a server that is set to read only
	DiskFull         // the server has no space left
	Busy             // too many connections
	TooSlow          // a time-out of the server
	Newer            // the archive is of a later version of newsarc
	Unconfirmed      // stored at the primary, but no standby has confirmed it
	Unknown          // the answer to a commit was lost, and nobody can be asked
)

// Error says what the database did not do. Its text and hint hold no password.
type Error struct {
	Op    string // "commit"
	Where string // hosts and database
	Kind  Kind
	Err   error
}

func (e *Error) Error() string {
	text := map[Kind]string{
		Unreachable: "the database does not answer",
		Denied:      "the database refuses",
		NoDatabase:  "there is no such database",
		NoArchive:   "the database holds no archive",
		ReadOnly:    "the database can only be read",
		DiskFull:    "the disk of the database is full",
		Busy:        "the database has too many connections",
		TooSlow:     "the database took too long",
		Unconfirmed: "stored at the primary, but not confirmed by a standby",
		Unknown:     "the connection was lost in mid-commit, and the outcome is not known",
	}[e.Kind]
	parts := []string{e.Op}
	for _, p := range []string{e.Where, text} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	return strings.Join(parts, ": ")
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// Is lets Exists and NoArchive answer to the errors of package fs.
func (e *Error) Is(target error) bool {
	return target == fs.ErrExist && e.Kind == Exists || target == fs.ErrNotExist && e.Kind == NoArchive
}

// Hint says what the user can do, with a command where there is one.
func (e *Error) Hint() string {
	switch e.Kind {
	case BadURL:
		return "archive.store: postgres://USER@HOST/DATABASE, see docs/postgres.md"
	case Unreachable:
		return "nothing was half-added; is it up? pg_isready -d " + e.url()
	case Denied:
		return "put the password into ~/.pgpass (HOST:PORT:DATABASE:USER:PASSWORD, mode 600), then: psql " + e.url()
	case NoDatabase:
		return "createdb, then: newsarc init --store " + e.url()
	case NoArchive:
		return "newsarc init --store " + e.url()
	case ReadOnly:
		return "reading works; to write name all hosts: postgres://HOST1,HOST2/DATABASE?target_session_attrs=read-write"
	case DiskFull:
		return "nothing was half-added: free some space on the server and run the same command again"
	case Busy:
		return "raise max_connections, or set pool_max_conns=2 in the URL"
	case TooSlow:
		return "nothing was half-added; statement_timeout=600000 in the URL allows ten minutes"
	case Newer:
		return "install the newer newsarc on this machine too"
	case Unconfirmed, Unknown:
		return "run the same command again: what was stored is found unchanged"
	}
	return ""
}

func (e *Error) url() string { return "postgres://" + strings.TrimPrefix(e.Where, "/") }

// kindOf reads the code of an error: SQLSTATE, or what the network says.
func kindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return kindOfState(pg.Code)
	}
	var connecting *pgconn.ConnectError
	if errors.As(err, &connecting) || lost(err) || errors.Is(err, errLost) {
		return Unreachable
	}
	return Other
}

// kindOfState knows the codes of appendix A of PostgreSQL's documentation.
func kindOfState(code string) Kind {
	switch code {
	case "28000", "28P01", "42501":
		return Denied
	case "3D000":
		return NoDatabase
	case "3F000", "42P01":
		return NoArchive
	case "25006":
		return ReadOnly
	case "53100":
		return DiskFull
	case "53300":
		return Busy
	case "57014":
		return TooSlow
	case "57P01", "57P02", "57P03":
		return Unreachable
	}
	if strings.HasPrefix(code, "08") {
		return Unreachable
	}
	return Other
}

// errLost says that a connection ended although nobody asked for it.
var errLost = errors.New("connection lost")

// explain gives an error of the database a kind, a place and a hint.
func (s *Store) explain(op string, err error) error {
	var e *Error
	if err == nil || errors.As(err, &e) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) && kindOf(err) == Other {
		return err
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		err = fmt.Errorf("%s (SQLSTATE %s)%w", pg.Message, pg.Code, silent{err})
	}
	kind := kindOf(err)
	// pgx names every address that it tried, some of them twice; Where does.
	if reason := new(net.OpError); pg == nil && errors.As(err, &reason) {
		err = fmt.Errorf("%w%w", reason.Err, silent{err})
	}
	return &Error{Op: op, Where: s.where, Kind: kind, Err: err}
}

// silent is an error that can be asked for but adds nothing to a message.
type silent struct{ error }

func (silent) Error() string   { return "" }
func (s silent) Unwrap() error { return s.error }

// passing reports whether an error is one that goes away by itself: the server
// restarts, another takes over, two transactions were in each other's way.
func passing(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "40001", "40P01", "53300", "55P03":
			return true
		}
	}
	return kindOf(err) == Unreachable
}
