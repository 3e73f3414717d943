package zstd_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	library "github.com/klauspost/compress/zstd"

	"github.com/newsarc/newsarc/internal/zstd"
)

const window = 8 << 20

// texts are inputs that lead to each kind of block, literals and code.
func texts() map[string][]byte {
	random := rand.New(rand.NewPCG(1, 2))
	noise := func(n, alphabet int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(random.IntN(alphabet))
		}
		return b
	}
	words := strings.Fields("the ministers met on Monday and said that the river had risen by two metres since the storm killed wounded people")
	var copy bytes.Buffer
	for copy.Len() < 600_000 {
		copy.WriteString(words[random.IntN(len(words))])
		copy.WriteByte(" \n.,"[random.IntN(4)])
	}
	var skewed []byte
	for range 50_000 {
		skewed = append(skewed, byte(random.ExpFloat64()*20))
	}
	return map[string][]byte{
		"empty": nil, "byte": []byte("x"), "line": []byte("The river rose by two metres on Monday.\n"),
		"copy": copy.Bytes(), "part": copy.Bytes()[:3000], "zeros": make([]byte, 400_000), "noise": noise(300_000, 256), "letters": noise(300_000, 4),
		"skewed": skewed, "far": bytes.Repeat(noise(700_000, 256), 4), "pages": bytes.Repeat(copy.Bytes()[:70_000], 30),
	}
}

func packed(t testing.TB, data []byte, o ...library.EOption) []byte {
	t.Helper()
	e, err := library.NewWriter(nil, append(o, library.WithEncoderConcurrency(1))...)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	return e.EncodeAll(data, nil)
}

// TestLibrary reads what the library wrote, at each of its levels.
func TestLibrary(t *testing.T) {
	for name, data := range texts() {
		for _, level := range []library.EncoderLevel{library.SpeedFastest, library.SpeedDefault, library.SpeedBetterCompression, library.SpeedBestCompression} {
			for _, o := range [][]library.EOption{
				{library.WithEncoderCRC(true)},
				{library.WithEncoderCRC(false), library.WithSingleSegment(true)},
				{library.WithWindowSize(library.MinWindowSize), library.WithAllLitEntropyCompression(true)},
				{library.WithWindowSize(window), library.WithNoEntropyCompression(true)},
			} {
				z := packed(t, data, append(o, library.WithEncoderLevel(level))...)
				got, err := io.ReadAll(zstd.NewReader(bytes.NewReader(z), window))
				if err != nil || !bytes.Equal(got, data) {
					t.Errorf("%s, %v: %d bytes come back as %d: %v", name, level, len(data), len(got), err)
				}
			}
		}
	}
}

// TestStream reads what the library wrote as a stream, of blocks that it flushed,
// with frames to be left out and others behind it, byte by byte.
func TestStream(t *testing.T) {
	data := texts()["copy"]
	var z bytes.Buffer
	z.WriteString("\x5A\x2A\x4D\x18\x03\x00\x00\x00abc")
	e, err := library.NewWriter(&z, library.WithEncoderConcurrency(1), library.WithWindowSize(32<<10))
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(data); at += 9_999 {
		if _, err := e.Write(data[at:min(at+9_999, len(data))]); err != nil {
			t.Fatal(err)
		}
		if err := e.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	z.WriteString("\x50\x2A\x4D\x18\x00\x00\x00\x00")
	z.Write(packed(t, []byte("and more")))
	want := append(bytes.Clone(data), "and more"...)
	got, err := io.ReadAll(iotest.OneByteReader(zstd.NewReader(iotest.OneByteReader(&z), 32<<10)))
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes come back as %d: %v", len(want), len(got), err)
	}
}

// TestErrors reads what is not right.
func TestErrors(t *testing.T) {
	z := packed(t, texts()["part"], library.WithEncoderCRC(true))
	for name, c := range map[string]struct {
		data []byte
		want error
		says string
	}{
		"cut short":   {z[:len(z)-1], io.ErrUnexpectedEOF, ""},
		"cut in half": {z[:len(z)/2], io.ErrUnexpectedEOF, ""},
		"magic only":  {z[:4], io.ErrUnexpectedEOF, ""},
		"part of it":  {z[:3], io.ErrUnexpectedEOF, ""},
		"checksum":    {append(bytes.Clone(z[:len(z)-1]), z[len(z)-1]^1), zstd.ErrMalformed, "checksum"},
		"no frame":    {[]byte("The river rose."), zstd.ErrMalformed, "no frame"},
		"reserved":    {[]byte(zstd.Magic + "\x08\x00"), zstd.ErrMalformed, "reserved"},
		"dictionary":  {[]byte(zstd.Magic + "\x01\x00\x07"), nil, "dictionary 7"},
		"window":      {[]byte(zstd.Magic + "\x00\x70"), nil, "a window of 16777216 bytes is more than 8388608"},
		"size":        {[]byte(zstd.Magic + "\xE0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), nil, "a window of 18446744073709551615 bytes"},
		"long block":  {[]byte(zstd.Magic + "\x00\x00\xF9\xFF\xFF"), zstd.ErrMalformed, "block"},
		"kind":        {[]byte(zstd.Magic + "\x00\x00\x0F\x00\x00"), zstd.ErrMalformed, "kind of block"},
		"short":       {[]byte(zstd.Magic + "\x20\x05\x09\x00\x00a"), zstd.ErrMalformed, "shorter"},
		"longer":      {[]byte(zstd.Magic + "\x20\x01\x11\x00\x00ab"), zstd.ErrMalformed, "longer"},
	} {
		_, err := io.ReadAll(zstd.NewReader(bytes.NewReader(c.data), window))
		if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %v %s", name, err, c.want, c.says)
		}
	}
}

// FuzzReader holds this package to the library: what that reads is read, and never
// are there other bytes.
func FuzzReader(f *testing.F) {
	for _, data := range texts() {
		if len(data) <= 50_000 {
			f.Add(packed(f, data))
			f.Add(packed(f, data, library.WithEncoderCRC(false), library.WithEncoderLevel(library.SpeedBestCompression)))
		}
	}
	f.Add([]byte(zstd.Magic + "\x20\x05\x29\x00\x00hello"))
	f.Fuzz(func(t *testing.T, z []byte) {
		const most = 4 << 20
		got, err := io.ReadAll(io.LimitReader(zstd.NewReader(bytes.NewReader(z), 1<<20), most))
		d, e := library.NewReader(bytes.NewReader(z), library.WithDecoderConcurrency(1), library.WithDecoderMaxWindow(1<<20))
		if e != nil {
			t.Fatal(e)
		}
		defer d.Close()
		want, wantErr := io.ReadAll(io.LimitReader(d, most))
		if wantErr == nil && (err != nil || !bytes.Equal(got, want)) {
			t.Fatalf("%q: got %d bytes, %v, want %d", z, len(got), err, len(want))
		}
	})
}

func BenchmarkReader(b *testing.B) {
	for name, data := range texts() {
		z := packed(b, data)
		b.Run(fmt.Sprintf("%s/%d", name, len(z)), func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := io.Copy(io.Discard, zstd.NewReader(bytes.NewReader(z), window)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
