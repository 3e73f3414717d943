package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"
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

// TimeoutError says that an exchange took longer than it may.
type TimeoutError struct {
	Limit time.Duration
	Err   error
}

func (e *TimeoutError) Error() string { return fmt.Sprintf("answer took longer than %v", e.Limit) }

// Unwrap returns the error of the connection.
func (e *TimeoutError) Unwrap() error { return e.Err }

// plain returns the error of an exchange with a host without what the layers below
// repeat.
func (c *Client) plain(ctx context.Context, err error, host string) error {
	var private *AddressError
	var op *net.OpError
	var large *SizeError
	switch {
	case errors.As(err, &private):
		return private
	case errors.As(err, &large):
		return large
	case errors.As(err, &op) && op.Op == "dial":
		return &HostError{Host: host, Err: err}
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &TimeoutError{Limit: c.o.Timeout, Err: ctx.Err()}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("answer breaks off: %w", err)
	}
	return fmt.Errorf("%s: %w", host, &answerError{err})
}

// answerError is an answer that is no HTTP, told without the parts of package http
// through which it came.
type answerError struct{ err error }

func (e *answerError) Error() string {
	s := strings.TrimPrefix(e.err.Error(), "net/http: HTTP/1.x transport connection broken: ")
	return strings.TrimPrefix(s, "net/http: ")
}

func (e *answerError) Unwrap() error { return e.err }

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
