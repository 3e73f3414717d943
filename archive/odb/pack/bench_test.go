package pack_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/odbtest"
	"github.com/newsarc/newsarc/archive/odb/pack"
)

// texts returns stored revisions, all of the given size.
func texts(size int) [][]byte {
	var list [][]byte
	for r := range (odbtest.Corpus{Seed: 3, Words: 1000}).Revisions(200) {
		if len(r.Text) >= size {
			list = append(list, []byte(r.Text[len(r.Text)-size:]))
		}
	}
	return list
}

func BenchmarkDeflate(b *testing.B) {
	for _, size := range []int{40, 100, 250, 700, 3000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			list := texts(size)
			var d pack.Deflater
			var out []byte
			total, i := 0, 0
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				out = d.Append(out[:0], list[i%len(list)])
				total += len(out)
				i++
			}
			b.ReportMetric(float64(total)/float64(i)/float64(size), "ratio")
		})
	}
}

func BenchmarkInflate(b *testing.B) {
	for _, size := range []int{40, 250, 3000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			var d pack.Deflater
			var list [][]byte
			for _, text := range texts(size) {
				list = append(list, d.Append(nil, text))
			}
			var out []byte
			var err error
			i := 0
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				if out, _, err = pack.Inflate(out, list[i%len(list)], size); err != nil {
					b.Fatal(err)
				}
				i++
			}
		})
	}
}

func BenchmarkDelta(b *testing.B) {
	text := texts(3000)[0]
	word := []byte(strings.Replace(string(text), " the ", " some ", 1))
	many := []byte(strings.ReplaceAll(string(text), " for ", " against "))
	var tree []byte
	for i := range 200 {
		name := fmt.Sprintf("ministers-meet-in-capital-%03d.md", i)
		tree = odb.AppendTreeEntry(tree, odb.TreeEntry{Mode: odb.ModeFile, Name: name, ID: odb.Hash(odb.Blob, []byte(name))})
	}
	entry := append([]byte(nil), tree...)
	copy(entry[len(entry)/2:], "new bytes in an id")
	for _, test := range []struct {
		name         string
		base, target []byte
	}{{"one word", text, word}, {"many words", text, many}, {"tree entry", tree, entry}, {"other text", text, texts(3000)[1]}} {
		b.Run(test.name, func(b *testing.B) {
			var c pack.Encoder
			var out []byte
			b.SetBytes(int64(len(test.target)))
			b.ReportAllocs()
			for b.Loop() {
				out, _ = c.Delta(out[:0], test.base, test.target, len(test.target)*3/4)
			}
			b.ReportMetric(float64(len(out)), "bytes")
		})
	}
}
