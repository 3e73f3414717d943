package backfill

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"
)

// maxLine bounds a line of an index, in bytes.
const maxLine = 1 << 20

// ReadCDX reads an index of captures in any of the forms in use: CDX with a
// legend (" CDX N b a m s k r M S V g"), the seven columns of the Wayback
// Machine's server or nine or eleven without a legend, its JSON table, and
// CDXJ, with JSON behind key and time or JSON alone. A line that makes no sense
// is yielded as an error, with its number as the URL of the Capture, and the
// lines after it still come.
func ReadCDX(name string, r io.Reader) iter.Seq2[Capture, error] {
	return func(yield func(Capture, error) bool) {
		br := bufio.NewReader(r)
		if first, err := br.Peek(1); err == nil && first[0] == '[' {
			readTable(name, br, yield)
			return
		}
		sc := bufio.NewScanner(br)
		sc.Buffer(nil, maxLine)
		p := cdxParser{}
		n := 0
		for sc.Scan() {
			n++
			c, ok, err := p.line(sc.Text())
			if err != nil {
				c.URL = fmt.Sprintf("%s:%d", name, n)
			}
			if (ok || err != nil) && !yield(c, err) {
				return
			}
		}
		if err := sc.Err(); err != nil {
			if errors.Is(err, bufio.ErrTooLong) {
				err = fmt.Errorf("line is longer than %d bytes", maxLine)
			}
			yield(Capture{URL: fmt.Sprintf("%s:%d", name, n+1)}, err)
		}
	}
}

// readTable reads the JSON table of a Wayback Machine's server: an array of
// rows, of which the first is the header.
func readTable(name string, r io.Reader, yield func(Capture, error) bool) {
	dec := json.NewDecoder(r)
	var columns []string
	for n := 0; ; n++ {
		if n == 0 {
			if _, err := dec.Token(); err != nil { // the bracket around all rows
				yield(Capture{URL: name}, fmt.Errorf("table: %w", err))
				return
			}
		}
		if !dec.More() {
			if _, err := dec.Token(); err != nil {
				yield(Capture{URL: name}, fmt.Errorf("table breaks off after %d rows: %w", n, err))
			}
			return
		}
		var values []string
		if err := dec.Decode(&values); err != nil {
			yield(Capture{URL: name}, fmt.Errorf("row %d of the table: %w", n+1, err))
			return
		}
		var c Capture
		var err error
		switch {
		case columns == nil:
			columns = values
			continue
		case len(values) < 2: // the key with which the server's answer can be continued
			continue
		case len(values) != len(columns):
			err = fmt.Errorf("row has %d columns, its header %d", len(values), len(columns))
		default:
			c, err = capture(func(column string) string { return field(columns, values, column) })
		}
		if err != nil {
			c.URL = fmt.Sprintf("%s: row %d", name, n+1)
		}
		if !yield(c, err) {
			return
		}
	}
}

// The columns of an index, by the names that the Wayback Machine's server has
// for them; pywb's differ.
const (
	colTime   = "timestamp"
	colURL    = "original"
	colMedia  = "mimetype"
	colStatus = "statuscode"
	colDigest = "digest"
	colLength = "length"
	colOffset = "offset"
	colFile   = "filename"
)

// legend maps the letters of a CDX legend to columns; the others are of no use
// here.
var legend = map[string]string{
	"b": colTime, "a": colURL, "m": colMedia, "s": colStatus, "k": colDigest, "S": colLength, "V": colOffset, "g": colFile,
}

// The columns of lines without a legend, by their number.
var (
	columns7  = []string{"urlkey", colTime, colURL, colMedia, colStatus, colDigest, colLength}
	columns9  = []string{"urlkey", colTime, colURL, colMedia, colStatus, colDigest, "redirect", colOffset, colFile}
	columns11 = []string{"urlkey", colTime, colURL, colMedia, colStatus, colDigest, "redirect", "robotflags", colLength, colOffset, colFile}
)

// cdxParser reads the lines of one index. The zero value expects its first.
type cdxParser struct {
	columns []string // of a legend; nil: by the number of fields
	sep     string   // between fields, with a legend
}

// line reads one line; false for one that lists no capture.
func (p *cdxParser) line(s string) (Capture, bool, error) {
	trimmed := strings.TrimSpace(strings.TrimPrefix(s, "\ufeff"))
	switch {
	case trimmed == "" || strings.HasPrefix(trimmed, "!"): // "!meta" of CDXJ
		return Capture{}, false, nil
	case strings.HasPrefix(trimmed, "CDX "):
		p.legend(s)
		return Capture{}, false, nil
	case strings.HasPrefix(trimmed, "{"):
		return object("", trimmed)
	}
	if i := strings.Index(trimmed, " {"); i > 0 {
		head := strings.Fields(trimmed[:i])
		return object(head[len(head)-1], trimmed[i+1:])
	}
	return p.fields(trimmed)
}

// legend reads " CDX N b a": its first character parts the fields.
func (p *cdxParser) legend(s string) {
	p.sep = s[:1]
	p.columns = nil
	for _, letter := range strings.Fields(strings.TrimPrefix(strings.TrimSpace(s), "CDX")) {
		p.columns = append(p.columns, legend[letter])
	}
}

// fields reads a line of plain columns.
func (p *cdxParser) fields(s string) (Capture, bool, error) {
	values := strings.Fields(s)
	if p.sep != "" && p.sep != " " && p.sep != "C" {
		values = strings.Split(s, p.sep)
	}
	columns := p.columns
	if columns == nil {
		switch len(values) {
		case 1: // the key with which a server's answer can be continued
			return Capture{}, false, nil
		case 7:
			columns = columns7
		case 9:
			columns = columns9
		case 11:
			columns = columns11
		default:
			return Capture{}, false, fmt.Errorf("line has %d columns, and no legend says which they are", len(values))
		}
	}
	if len(values) != len(columns) {
		return Capture{}, false, fmt.Errorf("line has %d columns, its legend %d", len(values), len(columns))
	}
	c, err := capture(func(name string) string { return field(columns, values, name) })
	return c, err == nil, err
}

// field returns the value of a column; empty where the line has none.
func field(columns, values []string, name string) string {
	for i, c := range columns {
		if c == name && values[i] != "-" {
			return values[i]
		}
	}
	return ""
}

// pywb has its own names for columns.
var pywbNames = map[string]string{colURL: "url", colMedia: "mime", colStatus: "status"}

// object reads the JSON part of a line of CDXJ.
func object(when, s string) (Capture, bool, error) {
	dec := json.NewDecoder(bytes.NewReader([]byte(s)))
	dec.UseNumber()
	var fields map[string]any
	if err := dec.Decode(&fields); err != nil {
		return Capture{}, false, fmt.Errorf("JSON of a line: %w", err)
	}
	c, err := capture(func(name string) string {
		v, ok := fields[name]
		if !ok {
			v = fields[pywbNames[name]]
		}
		switch v := v.(type) {
		case string:
			if v != "-" {
				return v
			}
		case json.Number:
			return v.String()
		}
		if name == colTime {
			return when
		}
		return ""
	})
	return c, err == nil, err
}

// capture makes a Capture of the columns of a line.
func capture(get func(string) string) (Capture, error) {
	c := Capture{URL: get(colURL), MediaType: get(colMedia), Digest: get(colDigest), File: get(colFile)}
	when := get(colTime)
	if c.URL == "" || when == "" {
		return c, errors.New("line has no address or no time")
	}
	var err error
	if c.Time, err = parseStamp(when); err != nil {
		return c, err
	}
	if s := get(colStatus); s != "" {
		if c.Status, err = strconv.Atoi(s); err != nil {
			return c, fmt.Errorf("status %q is no number", s)
		}
	}
	for _, n := range []struct {
		column string
		to     *int64
	}{{colOffset, &c.Offset}, {colLength, &c.Length}} {
		if s := get(n.column); s != "" {
			if *n.to, err = strconv.ParseInt(s, 10, 64); err != nil || *n.to < 0 {
				return c, fmt.Errorf("%s %q is no number of bytes", n.column, s)
			}
		}
	}
	if c.File == "" {
		c.Offset, c.Length = 0, 0 // of a file that only the index's own server has
	}
	return c, nil
}

// parseStamp reads the time of a web archive: four to fourteen digits, UTC. What
// is left out is the beginning of the period.
func parseStamp(s string) (time.Time, error) {
	const whole = "00000101000000"
	if len(s) >= 4 && len(s) < len(stamp) && len(s)%2 == 0 {
		s += whole[len(s):]
	}
	t, err := time.ParseInLocation(stamp, s, time.UTC)
	if err != nil {
		return t, fmt.Errorf("time %q is not of the form YYYYMMDDhhmmss", s)
	}
	return t, nil
}
