package pack_test

import (
	"bytes"
	"compress/zlib"
	"io"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/archive/odb/pack"
)

func zipAt(t testing.TB, level int, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := zlib.NewWriterLevel(&b, level)
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// FuzzInflate compares with the standard library: both succeed with the same
// bytes, or both fail. Only the checksum at the end is not compared.
func FuzzInflate(f *testing.F) {
	text := []byte(strings.Repeat("Officials said the river rose to 3.2 meters. ", 30))
	for _, level := range []int{0, 1, 6, 9, zlib.HuffmanOnly} {
		for _, n := range []int{0, 1, 30, len(text)} {
			f.Add(zipAt(f, level, text[:n]), n)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte, size int) {
		if size < 0 || size > 1<<16 {
			return
		}
		var want []byte
		var wantErr error
		in := bytes.NewReader(src)
		r, err := zlib.NewReader(in)
		if err == nil {
			want, wantErr = io.ReadAll(io.LimitReader(r, 1<<17))
		}
		got, n, gotErr := pack.Inflate(nil, src, size)
		if gotErr != nil {
			if err == nil && wantErr == nil && len(want) == size {
				t.Fatalf("fails with %v, should give %q", gotErr, want)
			}
			return
		}
		if n > len(src) || len(got) != size {
			t.Fatalf("%d bytes from %d of %d", len(got), n, len(src))
		}
		if err != nil || wantErr != nil && wantErr != zlib.ErrChecksum {
			t.Fatalf("succeeds where the standard library says %v, %v", err, wantErr)
		}
		if !bytes.Equal(got, want) {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}

func TestInflateEveryCut(t *testing.T) {
	text := []byte(strings.Repeat("A storm hit the coast on Monday, killing 12. ", 9))
	for _, level := range []int{0, 1, 9, zlib.HuffmanOnly} {
		z := zipAt(t, level, text)
		for cut := range z {
			if _, _, err := pack.Inflate(nil, z[:cut], len(text)); err == nil {
				t.Fatalf("level %d: %d of %d bytes are enough", level, cut, len(z))
			}
		}
		for _, size := range []int{0, len(text) - 1, len(text) + 1} {
			if _, _, err := pack.Inflate(nil, z, size); err == nil {
				t.Errorf("level %d: %d bytes are taken for %d", level, len(text), size)
			}
		}
	}
}
