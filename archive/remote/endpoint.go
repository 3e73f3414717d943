package remote

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// endpoint is the address of a repository on a git host.
type endpoint struct {
	Protocol       string
	User, Password string
	Host           string // an IPv6 address has brackets
	Port           int    // 0: that of the protocol
	Path           string
}

// shortForm is git's short form of an SSH address, [user@]host:[port:]path.
var shortForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:([^@]+)@)?([^:\s]+):(?:([0-9]{1,5}):)?([^\\].*)$`)
})

// parseEndpoint reads a URL, or git's short form of one.
func parseEndpoint(address string) (*endpoint, error) {
	if !strings.Contains(address, "://") {
		m := shortForm().FindStringSubmatch(address)
		if before, _, _ := strings.Cut(address, ":"); m == nil || strings.Contains(before, "/") {
			return nil, fmt.Errorf("%q is no address", address)
		}
		port, err := strconv.Atoi(m[3])
		if err != nil {
			port = 22
		}
		return &endpoint{Protocol: "ssh", User: m[1], Host: m[2], Port: port, Path: m[4]}, nil
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	e := &endpoint{Protocol: u.Scheme, Host: u.Hostname(), Path: u.Path}
	if strings.Contains(e.Host, ":") {
		e.Host = "[" + e.Host + "]"
	}
	if u.User != nil {
		e.User = u.User.Username()
		e.Password, _ = u.User.Password()
	}
	if s := u.Port(); s != "" {
		if e.Port, err = strconv.Atoi(s); err != nil {
			return nil, err
		}
	}
	if u.RawQuery != "" {
		e.Path += "?" + u.RawQuery
	}
	if u.Fragment != "" {
		e.Path += "#" + u.Fragment
	}
	return e, nil
}

// base returns the address as a URL without user and password.
func (e *endpoint) base() (*url.URL, error) {
	host := e.Host
	if e.Port > 0 && !(e.Protocol == "http" && e.Port == 80) && !(e.Protocol == "https" && e.Port == 443) {
		host += ":" + strconv.Itoa(e.Port)
	}
	return url.Parse(e.Protocol + "://" + host + e.Path)
}
