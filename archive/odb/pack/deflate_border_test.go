package pack

import (
	"bytes"
	"compress/zlib"
	"io"
	"math/rand/v2"
	"testing"
)

// TestBlockBorder compresses texts whose matches fall on the border between
// two blocks: a match that waits for a longer one must not be lost there.
func TestBlockBorder(t *testing.T) {
	words := bytes.Fields([]byte("killed wounded border ministers said quake coast people at least on Monday the of and in"))
	random := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		var text []byte
		for size := 40_000 + random.IntN(200_000); len(text) < size; {
			text = append(text, words[random.IntN(len(words))]...)
			text = append(text, byte('a'+random.IntN(26)), ' ')
		}
		var d Deflater
		out := d.Append(nil, text)
		z, err := zlib.NewReader(bytes.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		back, err := io.ReadAll(z)
		if err != nil || !bytes.Equal(back, text) {
			t.Fatalf("%d bytes come back as %d: %v", len(text), len(back), err)
		}
	}
}
