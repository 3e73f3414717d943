package fetch

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
)

// HostError says that a host could not be reached at all.
type HostError struct {
	Host string
	Err  error
}

// Error leaves out what the layers below repeat.
func (e *HostError) Error() string {
	var dns *net.DNSError
	var sys *os.SyscallError
	why := e.Err.Error()
	switch {
	case errors.As(e.Err, &dns) && dns.IsNotFound:
		why = "there is no such host"
	case errors.As(e.Err, &dns):
		why = "its name cannot be looked up: " + dns.Err
	case errors.As(e.Err, &sys):
		why = sys.Err.Error()
	}
	return e.Host + " cannot be reached: " + why
}

// Unwrap returns the error of the connection.
func (e *HostError) Unwrap() error { return e.Err }

// plain returns the error of a request to a host without what the layers below
// repeat.
func plain(err error, host string) error {
	var private *AddressError
	var op *net.OpError
	switch {
	case errors.As(err, &private):
		return private
	case errors.As(err, &op) && op.Op == "dial":
		return &HostError{Host: host, Err: err}
	}
	return nil
}

// numeric returns a host in the usual notation if it is an IPv4 address in one of
// the old ones: less than four parts, and each decimal, octal or hexadecimal.
// Browsers read them so (URL standard, section 3.5), which makes them a way to
// write an address that a look at the name does not recognise. It is false for a
// host that is meant to be such a number and is none.
func numeric(host string) (string, bool) {
	parts := strings.Split(strings.TrimSuffix(host, "."), ".")
	last := parts[len(parts)-1]
	if _, err := number(last); err != nil && strings.Trim(last, "0123456789") != "" || last == "" {
		return host, true
	}
	if len(parts) > 4 {
		return host, false
	}
	var value uint64
	for i, p := range parts {
		n, err := number(p)
		most := uint64(255)
		if i == len(parts)-1 {
			most = 1<<(8*uint(5-len(parts))) - 1
		}
		if err != nil || n > most {
			return host, false
		}
		if i < len(parts)-1 {
			value |= n << (8 * uint(3-i))
		} else {
			value |= n
		}
	}
	return netip.AddrFrom4([4]byte{byte(value >> 24), byte(value >> 16), byte(value >> 8), byte(value)}).String(), true
}

// number reads one part of an IPv4 address.
func number(s string) (uint64, error) {
	switch {
	case s == "0x":
		return 0, nil
	case strings.HasPrefix(s, "0x"):
		return strconv.ParseUint(s[2:], 16, 64)
	case len(s) > 1 && s[0] == '0':
		return strconv.ParseUint(s[1:], 8, 64)
	}
	return strconv.ParseUint(s, 10, 64)
}
