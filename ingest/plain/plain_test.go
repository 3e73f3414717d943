package plain

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/news"
)

func decode(t *testing.T, data []byte) ingest.Item {
	t.Helper()
	items := slices.Collect(Decoder{}.Decode(ingest.Raw{Name: "in.txt", Reader: bytes.NewReader(data)}))
	if len(items) != 1 {
		t.Fatalf("got %d items, want 1", len(items))
	}
	return items[0]
}

// TestGolden reads each testdata/NAME.txt and compares it with the stored form
// in NAME.md.
func TestGolden(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.txt")
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(strings.TrimSuffix(name, ".txt") + ".md")
			if err != nil {
				t.Fatal(err)
			}
			it := decode(t, data)
			if it.Err != nil {
				t.Fatal(it.Err)
			}
			if diff := cmp.Diff(string(want), string(news.Encode(it.Article))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if !bytes.Equal(it.Raw, data) || it.Ext != "txt" {
				t.Errorf("the capture is not the file")
			}
			crlf := decode(t, bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n")))
			if crlf.Err != nil || !crlf.Article.Equal(it.Article) {
				t.Errorf("with CRLF the article is another")
			}
		})
	}
}

func TestAlone(t *testing.T) {
	for _, test := range []struct{ name, text, headline, first string }{
		{"one line", "Quake hits coast", "Quake hits coast", "Quake hits coast"},
		{"only furniture", "Share this article", "Share this article", "Share this article"},
		{"only short lines", "Quake hits coast\n\nShips sink\n\nTwelve dead", "Quake hits coast", "Twelve dead"},
		{"only a note", "Correction: It was six.", "Correction: It was six.", "Correction: It was six."},
	} {
		t.Run(test.name, func(t *testing.T) {
			it := decode(t, []byte(test.text))
			if it.Err != nil {
				t.Fatal(it.Err)
			}
			if it.Article.Headline != test.headline || it.Article.Body[0].Text() != test.first {
				t.Errorf("got %q, %q; want %q, %q", it.Article.Headline, it.Article.Body[0].Text(), test.headline, test.first)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.txt")
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("\xFF\xFEA\x00\n\x00"))
	f.Add([]byte("- \n\n* *\n\nShare\n\nBy Ann"))
	f.Fuzz(func(t *testing.T, data []byte) {
		it := decode(t, data)
		if it.Err != nil {
			return
		}
		if err := it.Article.Validate(); err != nil {
			t.Fatalf("invalid article: %v", err)
		}
		back, err := news.Decode(news.Encode(it.Article))
		if err != nil || !back.Equal(it.Article) {
			t.Fatalf("does not survive the stored form: %v", err)
		}
	})
}
