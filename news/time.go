package news

import (
	"fmt"
	"time"
)

// Time is a time claimed by a publisher: an instant with its zone, or only a
// calendar day. The zero value means that none was given.
type Time struct {
	time.Time
	// DateOnly says that only the day is known; Time is then midnight UTC of it.
	DateOnly bool
}

// Day returns the Time that stands for a calendar day.
func Day(year int, month time.Month, day int) Time {
	return Time{time.Date(year, month, day, 0, 0, 0, 0, time.UTC), true}
}

// Instant returns the Time that stands for t, to the second.
func Instant(t time.Time) Time {
	if t.IsZero() {
		return Time{}
	}
	return Time{Time: t.Truncate(time.Second)}
}

// ParseTime reads an RFC 3339 time or a plain day (2016-09-06). Fractions of a
// second are dropped; a day that does not exist is an error.
func ParseTime(s string) (Time, error) {
	if len(s) == len(time.DateOnly) {
		if t, err := time.Parse(time.DateOnly, s); err == nil {
			return Time{t, true}, nil
		}
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return Time{}, fmt.Errorf("%q is neither a day (2016-09-06) nor an RFC 3339 time", s)
	}
	if _, offset := t.Zone(); offset == 0 {
		t = t.UTC()
	} else {
		t = t.In(time.FixedZone("", offset)) // not the machine's zone that happens to agree
	}
	return Time{Time: t.Truncate(time.Second)}, nil
}

// String returns t in the form that ParseTime reads; the empty string for the
// zero Time.
func (t Time) String() string {
	return string(t.appendTo(nil))
}

func (t Time) appendTo(b []byte) []byte {
	switch {
	case t.IsZero():
		return b
	case t.DateOnly:
		return t.AppendFormat(b, time.DateOnly)
	}
	return t.AppendFormat(b, time.RFC3339)
}

// Equal reports whether t and u say the same: the same day, or the same
// instant in the same offset.
func (t Time) Equal(u Time) bool {
	return t.DateOnly == u.DateOnly && t.String() == u.String()
}

// MarshalText implements encoding.TextMarshaler.
func (t Time) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// MarshalJSON hides the method of the embedded time.Time.
func (t Time) MarshalJSON() ([]byte, error) { return []byte(`"` + t.String() + `"`), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (t *Time) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*t = Time{}
		return nil
	}
	u, err := ParseTime(string(b))
	if err != nil {
		return err
	}
	*t = u
	return nil
}

// UnmarshalJSON hides the method of the embedded time.Time.
func (t *Time) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	if len(b) < 2 || b[0] != '"' {
		return fmt.Errorf("time is not a string: %s", b)
	}
	return t.UnmarshalText(b[1 : len(b)-1])
}
