package remote

import (
	"bufio"
	"cmp"
	"net/url"
	"os"
	"path/filepath"
)

// httpLogin returns what an HTTP host is given: the environment's, then that of
// ~/.netrc, else nothing. Over http without s only the environment's is sent,
// which somebody chose for this call.
func httpLogin(u *url.URL, o Options) (user, password string) {
	user, password = o.getenv("NEWSARC_REMOTE_USER"), o.getenv("NEWSARC_REMOTE_PASSWORD")
	if password == "" && u.Scheme == "https" {
		user, password = netrc(o, u.Hostname(), cmp.Or(user, u.User.Username()))
	}
	if password == "" {
		return "", ""
	}
	if user == "" {
		user = u.User.Username()
	}
	if user == "" {
		user = "newsarc" // hosts that take a token look at nothing else
	}
	return user, password
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
