// Package warc reads and writes the records of web archive files (ISO 28500,
// WARC 1.0 and 1.1), plain or with each record a gzip member of its own. It
// checks lengths and digests and finds the next record after a broken one. What
// a record's page says is not its business: package ingest decodes that.
//
// It reads what others write rather than what the standard says: line feeds
// without carriage returns, wget's <> around a target address, a missing space
// after a colon, a missing blank line between records.
package warc

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The types of records that newsarc knows what to do with. Others are read and
// handed on all the same.
const (
	Info       = "warcinfo"
	Response   = "response"
	Request    = "request"
	Resource   = "resource"
	Revisit    = "revisit"
	Metadata   = "metadata"
	Conversion = "conversion"
)

// Field is one line of a record's header.
type Field struct{ Name, Value string }

// Header is the header of a record, in the order of the file.
type Header []Field

// Value returns the value of the first field of that name, without regard to
// case; the empty string if there is none.
func (h Header) Value(name string) string {
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// Record is one record. Block is complete: a record that is larger than the
// reader's limit is an error of the reader.
type Record struct {
	Version string // "WARC/1.0"
	Header  Header
	Block   []byte
	// Offset is where the record, or the gzip member that holds it, begins in
	// the file.
	Offset int64
}

// Type returns the record's type, such as Response.
func (r *Record) Type() string { return strings.ToLower(r.Header.Value("WARC-Type")) }

// ID returns the record's own name, a URI.
func (r *Record) ID() string { return trimAngle(r.Header.Value("WARC-Record-ID")) }

// Target returns the address that the record is about.
func (r *Record) Target() string { return trimAngle(r.Header.Value("WARC-Target-URI")) }

// PayloadDigest returns the digest that a record claims for its payload, in
// lower case: "sha1:" and 32 base 32 digits, as a rule.
func (r *Record) PayloadDigest() string {
	return strings.ToLower(r.Header.Value("WARC-Payload-Digest"))
}

// RefersTo returns what a revisit record says about the record that holds the
// same payload: its id, its address and its date, as far as it says them.
func (r *Record) RefersTo() (id, target string, date time.Time) {
	date, _ = parseDate(r.Header.Value("WARC-Refers-To-Date"))
	return trimAngle(r.Header.Value("WARC-Refers-To")), trimAngle(r.Header.Value("WARC-Refers-To-Target-URI")), date
}

// Date returns when the record was made.
func (r *Record) Date() (time.Time, error) { return parseDate(r.Header.Value("WARC-Date")) }

// parseDate reads a W3C date: WARC 1.0 has seconds, 1.1 any precision down to
// nanoseconds, and some tools write the 14 digits of a CDX file.
func parseDate(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04Z", "20060102150405", time.DateOnly, "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("WARC-Date %q is no date", s)
}

func trimAngle(s string) string {
	if inner, ok := strings.CutPrefix(s, "<"); ok {
		return strings.TrimSuffix(inner, ">")
	}
	return s
}

// Error says that a part of a file is no record. Reading goes on behind it.
type Error struct {
	Offset int64 // where the part begins in the file
	Err    error
}

func (e *Error) Error() string {
	return "record at byte " + strconv.FormatInt(e.Offset, 10) + ": " + e.Err.Error()
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }
