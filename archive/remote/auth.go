package remote

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/transport"
	githttp "github.com/go-git/go-git/v5/plumbing/transport/http"
	gitssh "github.com/go-git/go-git/v5/plumbing/transport/ssh"
)

// httpAuth returns what an HTTP host is given: the environment's, then that of
// ~/.netrc, else nothing. Over http without s only the environment's is sent,
// which somebody chose for this call.
func httpAuth(ep *transport.Endpoint, o Options) transport.AuthMethod {
	user, password := o.getenv("NEWSARC_REMOTE_USER"), o.getenv("NEWSARC_REMOTE_PASSWORD")
	if password == "" && ep.Protocol == "https" {
		user, password = netrc(o, ep.Host, ep.User)
	}
	if password == "" {
		return nil
	}
	if user == "" {
		user = ep.User
	}
	if user == "" {
		user = "newsarc" // hosts that take a token look at nothing else
	}
	return &githttp.BasicAuth{Username: user, Password: password}
}

// netrc returns what ~/.netrc, or the file that NETRC names, has for a host.
func netrc(o Options, host, user string) (login, password string) {
	file := o.getenv("NETRC")
	if file == "" {
		file = filepath.Join(o.getenv("HOME"), ".netrc")
	}
	f, err := os.Open(file)
	if err != nil {
		return "", ""
	}
	defer f.Close()
	words := bufio.NewScanner(f)
	words.Split(bufio.ScanWords)
	var here bool
	var l, p string
	found := func() bool { return here && p != "" && (user == "" || l == user) }
	for words.Scan() {
		switch words.Text() {
		case "machine", "default":
			if found() {
				return l, p
			}
			here, l, p = words.Text() == "default" || words.Scan() && words.Text() == host, "", ""
		case "login":
			words.Scan()
			l = words.Text()
		case "password":
			words.Scan()
			p = words.Text()
		}
	}
	if found() {
		return l, p
	}
	return "", ""
}

// keyFiles are the names under which OpenSSH keeps keys, the best first.
var keyFiles = []string{"id_ed25519", "id_ecdsa", "id_rsa"}

// sshAuth returns the keys of the agent, or those in ~/.ssh without a passphrase.
// The host's key must be in known_hosts.
func sshAuth(ep *transport.Endpoint, o Options) (transport.AuthMethod, error) {
	user := ep.User
	if user == "" {
		user = gitssh.DefaultUsername
	}
	hostKey, err := gitssh.NewKnownHostsCallback()
	if err != nil {
		return nil, fmt.Errorf("known_hosts: %w", err)
	}
	if o.getenv("SSH_AUTH_SOCK") != "" {
		auth, err := gitssh.NewSSHAgentAuth(user)
		if err == nil {
			auth.HostKeyCallback = hostKey
			return auth, nil
		}
	}
	for _, name := range keyFiles {
		auth, err := gitssh.NewPublicKeysFromFile(user, filepath.Join(o.getenv("HOME"), ".ssh", name), "")
		if err == nil {
			auth.HostKeyCallback = hostKey
			return auth, nil
		}
		if !errors.Is(err, os.ErrNotExist) && !strings.Contains(err.Error(), "passphrase") {
			return nil, err
		}
	}
	return nil, fmt.Errorf("%w: no key in ~/.ssh without a passphrase, and no agent", ErrDenied)
}
