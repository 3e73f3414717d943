// Package pack reads and writes git's pack format: the entries of a pack
// (version 2), its index (version 2) and the deltas between objects. It works
// on bytes in memory and knows neither files nor refs; package local does.
//
// The format is git's, see gitformat-pack(5). Packs are written with ofs-deltas
// only and read with both kinds.
package pack

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/newsarc/newsarc/archive/odb"
)

// Kinds of pack entries beyond the object types of package odb.
const (
	OfsDelta odb.Type = 6 // a delta to an entry that lies before it in the same pack
	RefDelta odb.Type = 7 // a delta to an object named by its id
)

const (
	// HeaderSize is the length of a pack's header.
	HeaderSize = 12
	// TrailerSize is the length of the SHA-1 that ends a pack and an index.
	TrailerSize = 20
	// maxEntryHeader bounds what stands before an entry's deflated bytes.
	maxEntryHeader = 10 + 20
	// maxRatio is a little above the best that deflate can do (1032:1), so a
	// damaged size cannot ask for more memory than the file could hold.
	maxRatio = 1040
)

var errTruncated = errors.New("truncated")

// AppendHeader appends the header of a pack with n objects.
func AppendHeader(dst []byte, n int) []byte {
	dst = append(dst, "PACK\x00\x00\x00\x02"...)
	return binary.BigEndian.AppendUint32(dst, uint32(n))
}

// ParseHeader returns the number of objects that a pack's header states.
func ParseHeader(data []byte) (int, error) {
	if len(data) < HeaderSize {
		return 0, fmt.Errorf("pack header: %w", errTruncated)
	}
	if string(data[:4]) != "PACK" {
		return 0, errors.New("no pack")
	}
	if v := binary.BigEndian.Uint32(data[4:]); v != 2 && v != 3 {
		return 0, fmt.Errorf("pack version %d is unknown", v)
	}
	return int(binary.BigEndian.Uint32(data[8:])), nil
}

// Entry is what stands before the deflated bytes of an object in a pack.
type Entry struct {
	Kind odb.Type // an object type, OfsDelta or RefDelta
	Size int      // inflated bytes of the object or delta
	Back int64    // OfsDelta: bytes from the base's start to this entry's
	Base odb.ID   // RefDelta: the base
}

// AppendEntry appends the header of an entry.
func AppendEntry(dst []byte, e Entry) []byte {
	size := uint64(e.Size)
	b := byte(e.Kind)<<4 | byte(size&15)
	for size >>= 4; size != 0; size >>= 7 {
		dst = append(dst, b|0x80)
		b = byte(size & 0x7f)
	}
	dst = append(dst, b)
	switch e.Kind {
	case OfsDelta:
		dst = appendBack(dst, e.Back)
	case RefDelta:
		dst = append(dst, e.Base[:]...)
	}
	return dst
}

// appendBack appends git's offset encoding: big endian groups of seven bits,
// where every group but the last counts from one.
func appendBack(dst []byte, back int64) []byte {
	var buf [10]byte
	i := len(buf) - 1
	buf[i] = byte(back & 0x7f)
	for back >>= 7; back != 0; back >>= 7 {
		back--
		i--
		buf[i] = 0x80 | byte(back&0x7f)
	}
	return append(dst, buf[i:]...)
}

// ParseEntry reads the header of the entry that data begins with and returns
// its length. data may reach to the end of the pack.
func ParseEntry(data []byte) (Entry, int, error) {
	var e Entry
	if len(data) == 0 {
		return e, 0, fmt.Errorf("entry: %w", errTruncated)
	}
	b := data[0]
	e.Kind = odb.Type(b >> 4 & 7)
	size, shift, n := uint64(b&15), 4, 1
	for b&0x80 != 0 {
		if n >= len(data) || shift > 60 {
			return e, 0, fmt.Errorf("entry size: %w", errTruncated)
		}
		b = data[n]
		size |= uint64(b&0x7f) << shift
		shift += 7
		n++
	}
	if size > 1<<40 {
		return e, 0, fmt.Errorf("entry claims %d bytes", size)
	}
	e.Size = int(size)
	switch e.Kind {
	case odb.Commit, odb.Tree, odb.Blob, odb.Tag:
	case OfsDelta:
		back, m, err := parseBack(data[n:])
		if err != nil {
			return e, 0, err
		}
		e.Back, n = back, n+m
	case RefDelta:
		if len(data) < n+len(e.Base) {
			return e, 0, fmt.Errorf("delta base: %w", errTruncated)
		}
		n += copy(e.Base[:], data[n:])
	default:
		return e, 0, fmt.Errorf("entry kind %d is unknown", e.Kind)
	}
	return e, n, nil
}

func parseBack(data []byte) (back int64, n int, err error) {
	for n < len(data) && n < 9 {
		b := data[n]
		n++
		back = back<<7 | int64(b&0x7f)
		if b&0x80 == 0 {
			return back, n, nil
		}
		back++
	}
	return 0, 0, fmt.Errorf("delta offset: %w", errTruncated)
}
