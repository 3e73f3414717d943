package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/config"
	"github.com/newsarc/newsarc/internal/render"
)

// The exit statuses, as git has them.
const (
	statusDone        = 0
	statusNo          = 1 // differences, no match, verification failed
	statusFatal       = 128
	statusUsage       = 129
	statusInterrupted = 130
)

// errNo ends a command with status 1 and without a message: what there is to
// say was said.
var errNo = errors.New("no")

// errSaid ends a command with status 128 after it has said itself what was
// wrong.
var errSaid = errors.New("said")

// usageError is a command line that makes no sense.
type usageError struct {
	err     error
	command string   // whose help to hint at
	hints   []string // commands that may have been meant
}

func (e *usageError) Error() string { return e.err.Error() }

func (e *usageError) Unwrap() error { return e.err }

// usage returns a usageError of a command.
func usage(command, format string, args ...any) error {
	return &usageError{err: fmt.Errorf(format, args...), command: "newsarc " + command}
}

// hintError is an error with what the user can do about it.
type hintError struct {
	err   error
	hints []string // at most two lines are of use
}

func (e *hintError) Error() string { return e.err.Error() }

func (e *hintError) Unwrap() error { return e.err }

// hint adds to an error what the user can do about it.
func hint(err error, hints ...string) error { return &hintError{err, hints} }

// status decides the exit status of every command.
func status(err error) int {
	var usage *usageError
	switch {
	case err == nil, errors.Is(err, render.ErrClosed):
		return statusDone
	case errors.Is(err, errNo):
		return statusNo
	case canceled(err):
		return statusInterrupted
	case errors.As(err, &usage):
		return statusUsage
	}
	return statusFatal
}

// report tells the user what went wrong: one line, then hints.
func (e *env) report(err error) {
	switch {
	case status(err) < statusFatal, errors.Is(err, errSaid):
		return
	case canceled(err):
		fmt.Fprintln(e.stderr, "newsarc: interrupted")
		return
	}
	fmt.Fprintf(e.stderr, "newsarc: %s\n", oneLine(err))
	for _, h := range hints(err) {
		fmt.Fprintf(e.stderr, "hint: %s\n", render.Safe(h))
	}
}

// oneLine returns the message of an error on one line that is safe to show:
// it may quote what stands in a file or in a name.
func oneLine(err error) string {
	return render.Safe(strings.Join(strings.Fields(err.Error()), " "))
}

// hints returns what the user can do about an error.
func hints(err error) []string {
	var hinted *hintError
	var usage *usageError
	var key *config.KeyError
	var ambiguous *archive.AmbiguousError
	var name *archive.NameError
	var damaged *odb.DamagedError
	var own interface{ Hint() string } // an error that knows what to do
	switch {
	case errors.As(err, &hinted):
		return hinted.hints
	case errors.As(err, &own) && own.Hint() != "":
		return []string{own.Hint()}
	case errors.As(err, &usage):
		command := usage.command
		if command == "" {
			command = "newsarc"
		}
		hints := append(usage.hints, command+" --help")
		return hints[:min(2, len(hints))]
	case errors.As(err, &ambiguous):
		return candidates(ambiguous)
	case errors.As(err, &name):
		return nearNames(name)
	case errors.As(err, &key) && key.Near != "":
		return []string{"did you mean " + key.Near + "?"}
	case errors.Is(err, config.ErrNoRoot):
		return []string{"newsarc init"}
	case unreadable(err), errors.Is(err, odb.ErrNotFound), errors.As(err, &damaged):
		return []string{"newsarc verify --read-data, which names what is damaged and what is still good"}
	case errors.Is(err, syscall.ENOSPC) && !isStdout(err):
		return []string{"the archive holds no half of anything: free some space and run the same command again"}
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return []string{"log, show, diff and timeline need no write access; add, gc and topic do"}
	}
	return nil
}

// candidates lists what an ambiguous name may mean, each by a name that is not.
func candidates(e *archive.AmbiguousError) []string {
	width := 0
	for _, c := range e.Candidates {
		width = max(width, len(c.Name))
	}
	var lines []string
	for _, c := range e.Candidates[:min(maxCandidates, len(e.Candidates))] {
		headline := render.Truncate(c.Headline, maxHeadline)
		lines = append(lines, fmt.Sprintf("%-*s  %s  %s", width, c.Name, c.Captured.Format(time.DateOnly), headline))
	}
	if e.More || len(e.Candidates) > maxCandidates {
		lines = append(lines, "and others: newsarc stories")
	}
	return lines
}

// maxCandidates bounds the list of what an ambiguous name may mean.
const maxCandidates = 6

// maxHeadline bounds headlines where they only remind of a story, in columns.
const maxHeadline = 60

// nearNames lists names that may have been meant.
func nearNames(e *archive.NameError) []string {
	var lines []string
	for i, near := range e.Near {
		if i < 2 {
			lines = append(lines, "did you mean "+near+"?")
		}
	}
	switch {
	case len(lines) > 0:
	case e.What == "topic":
		lines = append(lines, "newsarc topic list")
	case e.Why != "" && lastStep(e.Name) > 0:
		lines = append(lines, "newsarc log --oneline "+e.Name[:lastStep(e.Name)])
	default:
		lines = append(lines, "newsarc stories")
	}
	return lines
}

// lastStep returns where the last step of a revision's name begins, such as "@3"
// or "@{yesterday}"; -1 if it has none.
func lastStep(name string) int {
	if strings.HasSuffix(name, "}") {
		return strings.LastIndex(name, "@{")
	}
	return strings.LastIndexAny(name, "@~^")
}

// isStdout reports whether an error is about standard output: no archive is in
// danger then.
func isStdout(err error) bool {
	var path *fs.PathError
	return errors.As(err, &path) && path.Path == os.Stdout.Name()
}
