// Package gitproto reads and writes the messages of git's protocol, version 0
// (gitprotocol-pack(5)): both sides of a fetch, and the asking side of a push. It
// knows nothing of how a host is reached, of packs, and of what refs mean.
//
// Packets, side bands and capabilities are go-git's. Its messages are not: their
// package pulls in storages, a reader of configuration files and encoding/gob,
// which took a tenth of the time of every short command.
package gitproto

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/pktline"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"

	"github.com/newsarc/newsarc/archive/odb"
)

// Refs is what a service says first: its refs, and what it can do.
type Refs struct {
	IDs          map[string]odb.ID // by full names; HEAD is not among them
	Head         odb.ID            // what HEAD is at; zero: not said
	Capabilities *capability.List
}

// NewRefs returns an empty list.
func NewRefs() *Refs {
	return &Refs{IDs: map[string]odb.ID{}, Capabilities: capability.NewList()}
}

// head and none are the names in a first line that are no ref: none stands for an
// empty repository.
const (
	head = "HEAD"
	none = "capabilities^{}"
)

// ErrTooMany says that a message has more lines than are taken.
var ErrTooMany = errors.New("too many")

// maxLines bounds a message whose lines the other side counts out: a host that is
// not to be trusted could go on for ever.
const maxLines = 1 << 20

// ReadRefs reads the list that a service begins with. At most limit refs are
// taken. The error is a *pktline.ErrorLine where the host refuses, and
// io.ErrUnexpectedEOF where the list is cut short.
func ReadRefs(r io.Reader, limit int) (*Refs, error) {
	list := NewRefs()
	lines := pktline.NewScanner(r)
	announced, first := false, true
	for n := 0; lines.Scan(); n++ {
		line := strings.TrimSuffix(string(lines.Bytes()), "\n")
		switch {
		case n >= maxLines:
			return nil, fmt.Errorf("%d lines or more: %w", n, ErrTooMany)
		case line == "" && announced && first:
			announced = false // what ends "# service=..." over HTTP
			continue
		case line == "":
			return list, nil
		case first && !announced && strings.HasPrefix(line, "# "):
			announced = true
			continue
		case strings.HasPrefix(line, "shallow "):
			continue
		}
		if first {
			first = false
			var can string
			if line, can, _ = strings.Cut(line, "\x00"); can != "" {
				if err := list.Capabilities.Decode([]byte(can)); err != nil {
					return nil, fmt.Errorf("capabilities %.100q: %w", can, err)
				}
			}
		}
		if err := list.take(line); err != nil {
			return nil, err
		}
		if len(list.IDs) > limit {
			return nil, fmt.Errorf("%d refs or more: %w", len(list.IDs), ErrTooMany)
		}
	}
	return nil, cutShort(lines.Err())
}

// cutShort is the error of a message that ends before its time.
func cutShort(err error) error {
	if err == nil {
		return io.ErrUnexpectedEOF
	}
	return err
}

// take reads "<id> <name>".
func (l *Refs) take(line string) error {
	hex, name, ok := strings.Cut(line, " ")
	id, err := odb.ParseID(hex)
	if !ok || err != nil || name == "" || strings.ContainsAny(name, " \x00\n") {
		return fmt.Errorf("%.100q is no ref", line)
	}
	switch {
	case name == none, strings.HasSuffix(name, "^{}"): // what a tag leads to
	case name == head:
		l.Head = id
	default:
		l.IDs[name] = id
	}
	return nil
}

// Write writes the list as the answer to an HTTP request for the refs of a
// service.
func (l *Refs) Write(w io.Writer, service string) error {
	out := pktline.NewEncoder(w)
	err := errors.Join(out.EncodeString("# service="+service+"\n"), out.Flush())
	names := slices.Sorted(maps.Keys(l.IDs))
	first, id := none, odb.ID{}
	switch {
	case !l.Head.IsZero():
		first, id = head, l.Head
	case len(names) > 0:
		first, id = names[0], l.IDs[names[0]]
		names = names[1:]
	}
	err = errors.Join(err, out.EncodeString(fmt.Sprintf("%s %s\x00%s\n", id, first, l.Capabilities)))
	for _, name := range names {
		err = errors.Join(err, out.EncodeString(fmt.Sprintf("%s %s\n", l.IDs[name], name)))
	}
	return errors.Join(err, out.Flush())
}
