package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"time"
)

// secureShell reaches a host by the ssh program, as stock git does: keys, agents,
// known hosts, jumps and aliases are what that program is told of in ~/.ssh.
//
// It is chosen by the environment alone, as with git: GIT_SSH_COMMAND is given to
// the shell, GIT_SSH names a program, else it is ssh. What the configuration of a
// repository says (core.sshCommand) is not looked at.
type secureShell struct {
	command []string // with the options that lead to the host
	path    string
}

// sshName is what a host or a user may be called: nothing that a program takes for
// an option, or a shell for more than a word.
var sshName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._@+~-]*$`) })

// sshHost is sshName, or an address of IPv6 with its zone.
var sshHost = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:[A-Za-z0-9_][A-Za-z0-9._-]*|[0-9A-Fa-f:][0-9A-Fa-f:.]*(?:%[A-Za-z0-9._-]+)?)$`)
})

func newSSH(u *url.URL, o Options) (*secureShell, error) {
	host := u.Hostname()
	if !sshHost().MatchString(host) {
		return nil, fmt.Errorf("%q is no name of a host", host)
	}
	if user := u.User.Username(); u.User != nil {
		if !sshName().MatchString(user) {
			return nil, fmt.Errorf("%q is no name of a user", user)
		}
		host = user + "@" + host
	}
	if strings.HasPrefix(u.Path, "-") {
		return nil, fmt.Errorf("%q is no path on a host", u.Path)
	}
	s := &secureShell{path: u.Path, command: []string{"ssh"}}
	if line := o.getenv("GIT_SSH_COMMAND"); line != "" {
		s.command = []string{"sh", "-c", line + ` "$@"`, line}
	} else if program := o.getenv("GIT_SSH"); program != "" {
		s.command = []string{program}
	}
	if port := u.Port(); port != "" {
		s.command = append(s.command, "-p", port)
	}
	s.command = append(s.command, host)
	return s, nil
}

// quote makes one word for the shell on the host.
func quote(s string) string {
	return "'" + strings.NewReplacer("'", `'\''`, "!", `'\!'`).Replace(s) + "'"
}

func (s *secureShell) open(ctx context.Context, service string) (talk, error) {
	ctx, cancel := context.WithCancel(ctx)
	cmd := exec.CommandContext(ctx, s.command[0], append(s.command[1:len(s.command):len(s.command)], service+" "+quote(s.path))...)
	cmd.WaitDelay = 5 * time.Second
	t := &program{cmd: cmd, said: &tail{}, hint: s.hint()}
	cmd.Stderr = t.said
	in, err := cmd.StdinPipe()
	if err != nil {
		cancel()
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		cancel()
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		cancel()
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
			return nil, &SSHError{what: fmt.Sprintf("there is no program %q", s.command[0]), hint: "install OpenSSH's client, or name another: GIT_SSH=/usr/local/bin/ssh newsarc pull"}
		}
		return nil, err
	}
	t.pipe = pipe{in: in, out: out, end: func() error {
		_, _ = in.Close(), out.Close() // so that the program ends, if it has not
		timer := time.AfterFunc(cmd.WaitDelay, cancel)
		_ = cmd.Wait() // its status is looked at where something is missing
		timer.Stop()
		cancel()
		return nil
	}}
	return t, nil
}

// hint is what to type to see what the ssh program wants.
func (s *secureShell) hint() string {
	words := s.command
	if words[0] == "sh" {
		words = append([]string{words[3]}, words[4:]...)
	}
	return words[0] + " -T " + strings.Join(words[1:], " ") + " shows what it wants, and asks about a host that it does not know"
}

// program is a conversation with a program that was started for it.
type program struct {
	pipe
	cmd  *exec.Cmd
	said *tail
	hint string
}

// The statuses with which the ssh program ends: its own, or that of the shell
// on the host that does not know a program.
const (
	statusSSH     = 255
	statusUnknown = 127
)

// explain says how the program ended, and its last words.
func (p *program) explain(err error) error {
	_ = p.Close()
	status := p.cmd.ProcessState.ExitCode()
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || status <= 0 {
		return err
	}
	last := p.said.last()
	switch {
	case status == statusSSH:
		return &SSHError{what: last, hint: p.hint}
	case p.asked:
		return fmt.Errorf("%w: it says %q", err, last)
	case status == statusUnknown:
		return &SSHError{what: fmt.Sprintf("git is not there: it says %q", last), hint: p.hint}
	}
	return fmt.Errorf("%w: it says %q", ErrNotThere, last)
}

// SSHError says that a host could not be talked to by the ssh program.
type SSHError struct{ what, hint string }

func (e *SSHError) Error() string {
	if e.what == "" {
		return "ssh failed"
	}
	return "ssh: " + strings.TrimPrefix(e.what, "ssh: ")
}

// Hint says what to type next.
func (e *SSHError) Hint() string { return e.hint }

// tail keeps the last that was written to it.
type tail struct {
	mu   sync.Mutex
	text []byte
}

// maxTail bounds what is kept of the last words of a program, in bytes.
const maxTail = 4096

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if over := len(t.text) - maxTail; over > 0 {
		t.text = append(t.text[:0], t.text[over:]...)
	}
	return len(p), nil
}

// last returns the last line that is not empty.
func (t *tail) last() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := strings.FieldsFunc(string(t.text), func(r rune) bool { return r == '\n' || r == '\r' })
	for len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1]) == "" {
		lines = lines[:len(lines)-1]
	}
	if len(lines) == 0 {
		return ""
	}
	return strings.TrimSpace(lines[len(lines)-1])
}

var _ io.Writer = (*tail)(nil)
