package warc

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"strings"
)

// ErrDigest says that a record's bytes do not have the digest that it claims.
var ErrDigest = errors.New("digest does not match")

// CheckDigest compares the record's block with the digest in its header. A
// record without one, or with one of an unknown kind, passes; so does a revisit
// that claims the digest of nothing, as wget writes them.
func (r *Record) CheckDigest() error {
	claimed := r.Header.Value("WARC-Block-Digest")
	if empty, _ := digestOf(claimed, nil); empty && r.Type() == Revisit {
		return nil
	}
	if got, known := digestOf(claimed, r.Block); known && !got {
		return fmt.Errorf("%w: %s", ErrDigest, clip(claimed))
	}
	return nil
}

// digestOf reports whether data has the labelled digest, and whether the label
// is known. Values come in base 32 or in hexadecimal.
func digestOf(labelled string, data []byte) (equal, known bool) {
	label, value, _ := strings.Cut(labelled, ":")
	var h hash.Hash
	switch strings.ToLower(strings.ReplaceAll(label, "-", "")) {
	case "sha1":
		h = sha1.New()
	case "sha256":
		h = sha256.New()
	case "sha512":
		h = sha512.New()
	case "md5":
		h = md5.New()
	default:
		return false, false
	}
	h.Write(data)
	sum := h.Sum(nil)
	if want, err := hex.DecodeString(value); err == nil && len(want) == len(sum) {
		return bytes.Equal(want, sum), true
	}
	want, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ToUpper(strings.TrimRight(value, "=")))
	return err == nil && bytes.Equal(want, sum), true
}

// Digest returns the digest of data as web archives write it: SHA-1 in base 32.
func Digest(data []byte) string {
	sum := sha1.Sum(data)
	return "sha1:" + base32.StdEncoding.EncodeToString(sum[:])
}
