package render

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// Pager shows long output page by page: what is written to it goes to the
// standard input of another program.
type Pager struct {
	cmd  *exec.Cmd
	pipe io.WriteCloser
}

// PagerCommand chooses the program: the configured one, else $PAGER, else
// less. It returns the empty string where output should go straight to the
// terminal: for "cat", and on a dumb terminal unless a pager is configured.
func PagerCommand(configured string, getenv func(string) string) string {
	command := strings.TrimSpace(configured)
	if command == "" && getenv("TERM") == "dumb" {
		return ""
	}
	if command == "" {
		command = strings.TrimSpace(getenv("PAGER"))
	}
	if command == "" {
		if _, err := exec.LookPath("less"); err != nil {
			return ""
		}
		command = "less"
	}
	if command == "cat" {
		return ""
	}
	return command
}

// StartPager runs a pager, by the shell as git does, on the given streams. An
// interrupt is the pager's to handle: the reader leaves it when done.
func StartPager(command string, stdout, stderr *os.File) (*Pager, error) {
	cmd := exec.Command("sh", "-c", command)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	cmd.Env = os.Environ()
	if os.Getenv("LESS") == "" {
		// As git: quit if it fits on a screen, show colour, leave the screen alone.
		cmd.Env = append(cmd.Env, "LESS=FRX")
	}
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("pager %q: %w", command, err)
	}
	return &Pager{cmd, pipe}, nil
}

// Write passes b on. After the reader has left the pager the error wraps
// ErrClosed.
func (p *Pager) Write(b []byte) (int, error) {
	n, err := p.pipe.Write(b)
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed) {
		return n, fmt.Errorf("pager: %w", ErrClosed)
	}
	return n, err
}

// ErrClosed says that the reader has left the pager: nobody wants the rest.
var ErrClosed = errors.New("closed by its reader")

// Close ends the output and waits until the reader leaves.
func (p *Pager) Close() error {
	p.pipe.Close()
	var exit *exec.ExitError
	if err := p.cmd.Wait(); err != nil && !errors.As(err, &exit) {
		return err
	}
	return nil
}
