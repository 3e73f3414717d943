//go:build unix

package pgtest

import (
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// server returns the user that a server runs as, where this process is root: it
// refuses to be root itself.
func server() (uid, gid int, ok bool) {
	if os.Getuid() != 0 {
		return 0, 0, false
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return 0, 0, false
	}
	uid, _ = strconv.Atoi(u.Uid)
	gid, _ = strconv.Atoi(u.Gid)
	return uid, gid, true
}

// demote has a command run as the user of the server.
func demote(c *exec.Cmd) {
	c.Dir = "/"
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // an interrupt is for the tests
	if uid, gid, ok := server(); ok {
		c.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
}

// own gives a file or folder to the user of the server.
func own(name string) error {
	if uid, gid, ok := server(); ok {
		return os.Chown(name, uid, gid)
	}
	return nil
}

func kill(pid int) error { return syscall.Kill(pid, syscall.SIGKILL) }
