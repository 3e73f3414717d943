package remote

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// gitPorts are the protocols of git hosts, and the ports on which they are served
// where an address names none.
var gitPorts = map[string]string{"http": "80", "https": "443", "ssh": "22", "git": "9418"}

// parseAddress reads the address of a repository on a git host: a URL, or git's
// short form of one. The host of what it returns has a port only where it is not
// the protocol's own. Over SSH and git's own protocol, Path is what the host is
// asked for: without a slash in front it is relative to a home there. The error
// does not quote the address, which may have a secret in it.
func parseAddress(address string) (*url.URL, error) {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		if u := shortForm(address); u != nil {
			return u, nil
		}
		return nil, errors.New("it is neither a URL nor host:path")
	}
	if gitPorts[scheme] == "" {
		return nil, fmt.Errorf("%q is no protocol of git", scheme)
	}
	web := scheme == "http" || scheme == "https"
	if !web {
		// These know no queries: all that follows the host is a path.
		rest = strings.NewReplacer("?", "%3F", "#", "%23").Replace(rest)
	}
	u, err := url.Parse(scheme + "://" + rest)
	if err != nil {
		return nil, errors.New("it is no URL")
	}
	switch {
	case u.Hostname() == "":
		return nil, errors.New("it names no host")
	case web && strings.ContainsAny(rest, "?#"):
		return nil, errors.New(`the URL of a repository has no "?" and no "#"`)
	case !web && strings.Trim(u.Path, "/") == "":
		return nil, errors.New("it names no repository")
	case !web && strings.ContainsAny(u.Path, "\n\r\x00"):
		return nil, fmt.Errorf("%q is no path on a host", u.Path)
	}
	if !web {
		u.Path, u.RawPath = fromHome(u.Path), ""
	}
	u.Host, err = hostPort(u)
	return u, err
}

// hostPort returns the host of u, with its port if that is not the protocol's own.
func hostPort(u *url.URL) (string, error) {
	port := u.Port()
	if port == "" || port == gitPorts[u.Scheme] {
		return strings.TrimSuffix(u.Host, ":"+port), nil
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return "", fmt.Errorf("%q is no port", port)
	}
	return u.Host, nil
}

// shortForm reads git's short form of an SSH address, [user@]host:path, where the
// host may be an IPv6 address in brackets; nil if a text is none. As for git, what
// has a slash before its first colon is a path. So is, on every system, what begins
// like the drive of another: an archive's remotes may be read on both.
func shortForm(address string) *url.URL {
	host, path, ok := strings.Cut(address, ":")
	if !ok || strings.ContainsAny(host, `/\`) || strings.ContainsFunc(host, unicode.IsSpace) {
		return nil
	}
	u := &url.URL{Scheme: "ssh"}
	if at := strings.LastIndexByte(host, '@'); at >= 0 {
		u.User, host = url.User(host[:at]), host[at+1:]
		address = address[at+1:]
	}
	switch {
	case strings.HasPrefix(host, "["):
		if host, path, ok = strings.Cut(address[1:], "]:"); !ok {
			return nil
		}
		if ip, err := netip.ParseAddr(host); err != nil || !ip.Is6() {
			return nil
		}
		host = "[" + host + "]"
	case host == "", len(host) == 1 && u.User == nil:
		return nil
	}
	if path == "" || path[0] == ':' { // two colons are how git names a helper
		return nil
	}
	u.Host, u.Path = host, fromHome(path)
	return u
}

// fromHome takes the slash off a path that begins in somebody's home, ~ or ~ann,
// which is no path from the root.
func fromHome(path string) string {
	if strings.HasPrefix(path, "/~") {
		return path[1:]
	}
	return path
}
