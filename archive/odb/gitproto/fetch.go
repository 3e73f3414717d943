package gitproto

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/pktline"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"

	"github.com/newsarc/newsarc/archive/odb"
)

// Request asks for a pack.
type Request struct {
	Wants        []odb.ID
	Haves        []odb.ID
	Shallow      []odb.ID // commits whose parents are not here
	Depth        int      // commits of each history; 0: all
	Capabilities *capability.List
}

// NewRequest returns a request that uses those of some capabilities which a
// service has.
func NewRequest(has *capability.List, use ...capability.Capability) *Request {
	return &Request{Capabilities: Choose(has, use...)}
}

// Choose returns those of some capabilities which a service has. With Agent comes
// who asks; of the side bands, only the wider one is chosen.
func Choose(has *capability.List, use ...capability.Capability) *capability.List {
	list := capability.NewList()
	for _, c := range use {
		if !has.Supports(c) || c == capability.Sideband && list.Supports(capability.Sideband64k) {
			continue
		}
		if c == capability.Agent {
			_ = list.Set(c, "git/newsarc") // of one value, which cannot fail
		} else {
			_ = list.Set(c)
		}
	}
	return list
}

// Write writes the request, and that no more will be asked. There must be a want.
func (q *Request) Write(w io.Writer) error {
	if len(q.Wants) == 0 {
		return errors.New("nothing is wanted")
	}
	out := pktline.NewEncoder(w)
	var err error
	each := func(word string, ids []odb.ID, more string) {
		for _, id := range distinct(ids) {
			err = errors.Join(err, out.EncodeString(word+" "+id.String()+more+"\n"))
			more = ""
		}
	}
	more := ""
	if s := q.Capabilities.String(); s != "" {
		more = " " + s
	}
	each("want", q.Wants, more)
	each("shallow", q.Shallow, "")
	if q.Depth > 0 {
		err = errors.Join(err, out.EncodeString("deepen "+strconv.Itoa(q.Depth)+"\n"))
	}
	err = errors.Join(err, out.Flush())
	each("have", q.Haves, "")
	return errors.Join(err, out.EncodeString("done\n"))
}

// distinct returns ids in order, each once.
func distinct(ids []odb.ID) []odb.ID {
	ids = slices.Clone(ids)
	slices.SortFunc(ids, func(a, b odb.ID) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(ids)
}

// ReadRequest reads the first part of a request: what is wanted, and how deep. At
// most limit lines are taken. What the client has follows in packets of its own.
func ReadRequest(r io.Reader, limit int) (*Request, error) {
	q := &Request{Capabilities: capability.NewList()}
	lines := pktline.NewScanner(r)
	for n := 0; lines.Scan(); n++ {
		line := strings.TrimSuffix(string(lines.Bytes()), "\n")
		if line == "" {
			return q, nil
		}
		if n >= limit {
			return nil, fmt.Errorf("%d lines or more: %w", n, ErrTooMany)
		}
		if err := q.take(line); err != nil {
			return nil, err
		}
	}
	return nil, cutShort(lines.Err())
}

func (q *Request) take(line string) error {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "want":
		hex, can, _ := strings.Cut(rest, " ")
		id, err := odb.ParseID(hex)
		if err == nil && can != "" && len(q.Wants) == 0 {
			err = q.Capabilities.Decode([]byte(can))
		}
		q.Wants = append(q.Wants, id)
		return err
	case "shallow":
		id, err := odb.ParseID(rest)
		q.Shallow = append(q.Shallow, id)
		return err
	case "deepen":
		n, err := strconv.Atoi(rest)
		if err == nil && n < 0 {
			err = fmt.Errorf("depth %d", n)
		}
		q.Depth = n
		return err
	}
	return fmt.Errorf("line %.40q", line)
}

// Response is what comes before a pack.
type Response struct {
	Shallow   []odb.ID // commits whose parents will not come
	Unshallow []odb.ID // commits whose parents come now
}

// ReadResponse reads the answer to a request up to its pack, which is then next in
// r.
func ReadResponse(r *bufio.Reader, q *Request) (*Response, error) {
	p := &Response{}
	if q.Depth > 0 {
		if err := p.readShallow(r); err != nil {
			return nil, err
		}
	}
	lines := pktline.NewScanner(r)
	for lines.Scan() {
		line := strings.TrimSuffix(string(lines.Bytes()), "\n")
		if line != "NAK" && !strings.HasPrefix(line, "ACK ") {
			return nil, fmt.Errorf("%.100q is no answer", line)
		}
		// Some hosts say it twice. The pack is in a side band, or begins with its
		// own name.
		next, err := r.Peek(7)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if len(next) < 7 || string(next[4:]) != "ACK" && string(next[4:]) != "NAK" {
			return p, nil
		}
	}
	return nil, cutShort(lines.Err())
}

// readShallow reads which commits are cut from their parents.
func (p *Response) readShallow(r io.Reader) error {
	lines := pktline.NewScanner(r)
	for n := 0; lines.Scan(); n++ {
		line := strings.TrimSuffix(string(lines.Bytes()), "\n")
		if line == "" {
			return nil
		}
		if n >= maxLines {
			return fmt.Errorf("%d boundaries or more: %w", n, ErrTooMany)
		}
		word, hex, _ := strings.Cut(line, " ")
		id, err := odb.ParseID(hex)
		switch {
		case err == nil && word == "shallow":
			p.Shallow = append(p.Shallow, id)
		case err == nil && word == "unshallow":
			p.Unshallow = append(p.Unshallow, id)
		default:
			return fmt.Errorf("%.100q is no boundary", line)
		}
	}
	return cutShort(lines.Err())
}

// WriteHello begins a conversation with a server of git's own protocol.
func WriteHello(w io.Writer, service, path, host string) error {
	return pktline.NewEncoder(w).EncodeString(service + " " + path + "\x00host=" + host + "\x00")
}
