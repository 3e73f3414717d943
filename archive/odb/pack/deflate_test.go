package pack_test

import (
	"bytes"
	"compress/zlib"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/archive/odb/pack"
)

func unzip(t testing.TB, z []byte) []byte {
	t.Helper()
	r, err := zlib.NewReader(bytes.NewReader(z))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// FuzzDeflate holds the compressor to its law: the standard library gets back
// what went in, and so does this package.
func FuzzDeflate(f *testing.F) {
	f.Add([]byte(""), 1)
	f.Add([]byte("x"), 1)
	f.Add([]byte("The river rose. "), 300)
	f.Add([]byte{0, 255, 144, 143}, 100)
	f.Add([]byte("abc"), 40000)
	f.Add([]byte("\x17\x17\x17"), 257) // a match that ends close behind its beginning
	var d pack.Deflater
	f.Fuzz(func(t *testing.T, data []byte, times int) {
		data = bytes.Repeat(data, max(times, 1)&0x3ff)
		z := d.Append([]byte("before"), data)[len("before"):]
		if got := unzip(t, z); !bytes.Equal(got, data) {
			t.Fatalf("got %q, want %q", got, data)
		}
		got, n, err := pack.Inflate(nil, append(slices.Clone(z), "after"...), len(data))
		if err != nil || n != len(z) || !bytes.Equal(got, data) {
			t.Fatalf("got %q from %d of %d bytes, %v", got, n, len(z), err)
		}
	})
}

// TestDeflateShapes runs over inputs that lead to each form of block and to
// each limit of the format.
func TestDeflateShapes(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	noise := func(n, alphabet int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(rng.IntN(alphabet))
		}
		return b
	}
	// Counts like Fibonacci's numbers want codes longer than deflate allows.
	var deep []byte
	for i, a, b := 0, 1, 1; i < 22; i, a, b = i+1, b, a+b {
		deep = append(deep, bytes.Repeat([]byte{byte(i * 7)}, a)...)
	}
	rng.Shuffle(len(deep), func(i, j int) { deep[i], deep[j] = deep[j], deep[i] })
	var d pack.Deflater
	for name, data := range map[string][]byte{
		"empty":         nil,
		"noise":         noise(200_000, 256),
		"little noise":  noise(100, 256),
		"two letters":   noise(300_000, 2),
		"one letter":    bytes.Repeat([]byte("a"), 200_000),
		"hex":           []byte(strings.Repeat("0123456789abcdef", 1)),
		"deep":          deep,
		"far match":     slices.Concat(noise(100, 256), make([]byte, 32<<10-100), noise(100, 256)),
		"too far match": slices.Concat([]byte("the same words"), noise(33<<10, 256), []byte("the same words")),
		"long":          bytes.Repeat(noise(5000, 200), 50),
	} {
		t.Run(name, func(t *testing.T) {
			for _, cut := range []int{0, 1, 2, 3, 5} {
				in := data[:max(len(data)-cut, 0)]
				z := d.Append(nil, in)
				if got := unzip(t, z); !bytes.Equal(got, in) {
					t.Fatalf("%d bytes come back as %d others", len(in), len(got))
				}
				if worst := len(in) + 11 + 5*(len(in)/(32<<10)); len(z) > worst {
					t.Errorf("%d bytes became %d, at worst it should be %d", len(in), len(z), worst)
				}
			}
		})
	}
}
