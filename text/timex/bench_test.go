package timex

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkTag reads the corpus, which has more time expressions than most news:
// one for every 90 bytes.
func BenchmarkTag(b *testing.B) {
	files, err := filepath.Glob("testdata/corpus/*.txt")
	if err != nil || len(files) == 0 {
		b.Fatal("no corpus", err)
	}
	var texts []string
	n := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		_, body, _ := strings.Cut(string(data), "\n\n")
		texts = append(texts, body)
		n += len(body)
	}
	b.SetBytes(int64(n))
	b.ReportAllocs()
	for b.Loop() {
		for _, text := range texts {
			Tag(text, wednesday)
		}
	}
}

// BenchmarkLoad is what the first call of Tag costs a program.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		unpack("en", english)
	}
}
