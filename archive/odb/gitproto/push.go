package gitproto

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/pktline"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"

	"github.com/newsarc/newsarc/archive/odb"
)

// WriteMoves writes which refs are to move; a pack follows. There must be one.
func WriteMoves(w io.Writer, moves []odb.Move, use *capability.List) error {
	if len(moves) == 0 {
		return errors.New("nothing is to move")
	}
	out := pktline.NewEncoder(w)
	var err error
	for i, m := range moves {
		line := fmt.Sprintf("%s %s %s", m.Old, m.New, m.Name)
		if i == 0 {
			line += "\x00" + use.String()
		}
		err = errors.Join(err, out.EncodeString(line))
	}
	return errors.Join(err, out.Flush())
}

// Report is the answer to a push.
type Report struct {
	Unpacked string // "ok", or what is wrong with the pack
	Refused  []Refusal
}

// Refusal is a ref that did not move.
type Refusal struct{ Ref, Why string }

// ReadReport reads what became of a push, and no further.
func ReadReport(r io.Reader) (*Report, error) {
	p := &Report{}
	lines := pktline.NewScanner(r)
	for n := 0; lines.Scan(); n++ {
		line := strings.TrimSuffix(string(lines.Bytes()), "\n")
		word, rest, _ := strings.Cut(line, " ")
		switch {
		case line == "" && n > 0:
			return p, nil
		case n >= maxLines:
			return nil, fmt.Errorf("a report of %d lines or more: %w", n, ErrTooMany)
		case n == 0 && word == "unpack":
			p.Unpacked = rest
		case n > 0 && word == "ok":
		case n > 0 && word == "ng":
			ref, why, _ := strings.Cut(rest, " ")
			p.Refused = append(p.Refused, Refusal{ref, why})
		default:
			return nil, fmt.Errorf("%.100q is no report", line)
		}
	}
	return nil, cutShort(lines.Err())
}
