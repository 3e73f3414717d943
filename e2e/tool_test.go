package e2e

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// missing ends a test for want of a tool. In CI that is a failure: what is never
// looked at there is not looked at.
func missing(t *testing.T, format string, args ...any) {
	t.Helper()
	switch os.Getenv("CI") {
	case "", "0", "false":
		t.Skipf(format, args...)
	}
	t.Fatalf(format, args...)
}

// failed holds the programs that could not be installed: once is enough.
var failed = map[string]error{}

// tool returns the path of a program, and installs it from Debian's packages
// where that is ours to do.
func tool(t *testing.T, name string, packages ...string) string {
	t.Helper()
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	if err := failed[name]; err != nil {
		missing(t, "%v", err)
	}
	hint := "apt-get install " + strings.Join(packages, " ")
	if !mayInstall() {
		missing(t, "no %s on this machine: %s", name, hint)
	}
	if out, err := install(packages); err != nil {
		failed[name] = fmt.Errorf("no %s on this machine, and %s failed: %w\n%s", name, hint, err, out)
		missing(t, "%v", failed[name])
	}
	path, err := exec.LookPath(name)
	if err != nil {
		failed[name] = fmt.Errorf("%s brought no %s", hint, name)
		missing(t, "%v", failed[name])
	}
	return path
}

// mayInstall reports whether this is root on a Debian.
func mayInstall() bool {
	if _, err := os.Stat("/etc/debian_version"); err != nil || os.Geteuid() != 0 {
		return false
	}
	_, err := exec.LookPath("apt-get")
	return err == nil
}

// install asks apt-get, which asks nothing back.
func install(packages []string) (output string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 6*time.Minute)
	defer cancel()
	options := []string{"-qq", "-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=2", "-o", "Dpkg::Use-Pty=0"}
	for _, args := range [][]string{
		append(options, "update"),
		append(append(options, "install", "-y", "--no-install-recommends"), packages...),
	} {
		c := exec.CommandContext(ctx, "apt-get", args...)
		c.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		c.WaitDelay = 10 * time.Second
		out, err := c.CombinedOutput()
		if output += string(out); err != nil {
			return output, err
		}
	}
	return output, nil
}

// modules is the folder of what package.json asks for. npm gets it once; what it
// gets is held to the hashes of package-lock.json.
var modules = sync.OnceValues(func() (string, error) {
	lock, err := os.ReadFile("package-lock.json")
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "newsarc-e2e", fmt.Sprintf("npm-%.6x", sha256.Sum256(lock)))
	complete := filepath.Join(dir, "complete")
	if _, err := os.Stat(complete); err == nil {
		return filepath.Join(dir, "node_modules"), nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	for _, name := range []string{"package.json", "package-lock.json"} {
		data, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return "", err
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--silent")
	c.Dir, c.WaitDelay = dir, 10*time.Second
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm ci: %w\n%s", err, out)
	}
	return filepath.Join(dir, "node_modules"), os.WriteFile(complete, nil, 0o644)
})

// fromNPM returns the path of a file of one of the packages.
func fromNPM(t *testing.T, path string) string {
	t.Helper()
	tool(t, "node", "nodejs", "npm")
	tool(t, "npm", "nodejs", "npm")
	dir, err := modules()
	if err != nil {
		missing(t, "%v", err)
	}
	return filepath.Join(dir, filepath.FromSlash(path))
}
