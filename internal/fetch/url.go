package fetch

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// URLError says that an address is not one of a web page.
type URLError struct{ URL, Reason string }

func (e *URLError) Error() string { return fmt.Sprintf("%q %s", e.URL, e.Reason) }

// parseURL reads an http or https address. Credentials in it are returned apart
// and taken out, so that nothing stores or logs them; so is the fragment, which
// no server sees.
func parseURL(s string) (*url.URL, *url.Userinfo, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil {
		// url.Error repeats its input, credentials and all.
		return nil, nil, &URLError{URL: "address", Reason: "cannot be read"}
	}
	user := u.User
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, nil, &URLError{URL: u.String(), Reason: "is not an http or https address"}
	case u.Hostname() == "":
		return nil, nil, &URLError{URL: u.String(), Reason: "has no host"}
	}
	if !strings.Contains(u.Host, "[") {
		host, ok := numeric(u.Hostname())
		if !ok {
			return nil, nil, &URLError{URL: u.String(), Reason: "has a host that is neither a name nor an address"}
		}
		if port := u.Port(); port != "" {
			host += ":" + port
		}
		u.Host = host
	}
	return u, user, nil
}

func isCertificate(err error) bool {
	var verify *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	return errors.As(err, &verify) || errors.As(err, &unknown) || errors.As(err, &name)
}

// Clean returns an address without the credentials in it, which must not be
// stored or shown; what is no address of a web page comes back without anything
// before its last "@".
func Clean(address string) string {
	u, _, err := parseURL(address)
	if err != nil {
		return address[strings.LastIndexByte(address, '@')+1:]
	}
	return u.String()
}
