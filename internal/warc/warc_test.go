package warc

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var when = time.Date(2024, 5, 1, 9, 30, 0, 0, time.UTC)

const answer = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Quake hits coast</p>"

// file writes n response records and returns the file and their offsets.
func file(t testing.TB, n int, compress bool) ([]byte, []int64) {
	t.Helper()
	var buf bytes.Buffer
	w := NewWriter(&buf, compress)
	var offsets []int64
	for i := range n {
		offsets = append(offsets, int64(buf.Len()))
		e := Entry{Type: Response, Target: "https://example.org/" + strings.Repeat("a", i), Date: when, ContentType: "application/http; msgtype=response"}
		if _, err := w.Write(e, []byte(answer)); err != nil {
			t.Fatal(err)
		}
	}
	return buf.Bytes(), offsets
}

// read returns all records of a file and what was wrong with the rest of it.
func read(t testing.TB, data []byte, limit int64) (recs []*Record, bad []string) {
	t.Helper()
	r, err := NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	r.MaxSize = limit
	for range len(data) + 2 {
		rec, err := r.Next()
		var broken *Error
		switch {
		case err == nil:
			recs = append(recs, rec)
		case errors.As(err, &broken):
			bad = append(bad, err.Error())
		case errors.Is(err, io.EOF):
			return recs, bad
		default:
			t.Fatal(err)
		}
	}
	t.Fatal("reader does not come to an end")
	return nil, nil
}

func TestRoundTrip(t *testing.T) {
	for _, compress := range []bool{false, true} {
		data, offsets := file(t, 3, compress)
		recs, bad := read(t, data, 0)
		if len(recs) != 3 || len(bad) != 0 {
			t.Fatalf("compress %v: %d records, %q", compress, len(recs), bad)
		}
		for i, rec := range recs {
			if rec.Offset != offsets[i] || rec.Type() != Response || rec.Target() != "https://example.org/"+strings.Repeat("a", i) {
				t.Errorf("record %d: %+v", i, rec.Header)
			}
			if date, err := rec.Date(); err != nil || !date.Equal(when) {
				t.Errorf("date %v, %v", date, err)
			}
			if err := rec.CheckDigest(); err != nil {
				t.Error(err)
			}
			resp, body, err := rec.HTTP()
			if err != nil || resp.StatusCode != 200 || string(body) != "<p>Quake hits coast</p>" {
				t.Errorf("http: %v %q %v", resp, body, err)
			}
			if rec.PayloadDigest() != strings.ToLower(Digest(body)) {
				t.Errorf("payload digest %s", rec.PayloadDigest())
			}
		}
		again, _ := file(t, 3, compress)
		if !bytes.Equal(data, again) {
			t.Error("the same export twice differs")
		}
	}
}

func TestHabitsOfOthers(t *testing.T) {
	tests := []struct{ name, file, target, block string }{
		{
			"angle brackets and no space",
			"WARC/1.0\r\nWARC-Type:response\r\nWARC-Target-URI:<https://example.org/a>\r\nContent-Length:2\r\n\r\nok\r\n\r\n",
			"https://example.org/a", "ok",
		},
		{
			"line feeds only, no blank lines after the block",
			"WARC/1.0\nwarc-type: Response\nWARC-Target-URI: https://example.org/a\nContent-Length: 2\n\nokWARC/1.0\nWARC-Type: request\nContent-Length: 0\n\n",
			"https://example.org/a", "ok",
		},
		{
			"blank lines before, folded header line",
			"\r\n\r\nWARC/0.18\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/a\r\nX-Note: one\r\n two\r\nContent-Length: 2\r\n\r\nok",
			"https://example.org/a", "ok",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			recs, bad := read(t, []byte(tt.file), 0)
			if len(recs) == 0 || len(bad) != 0 {
				t.Fatalf("%d records, %q", len(recs), bad)
			}
			if r := recs[0]; r.Type() != Response || r.Target() != tt.target || string(r.Block) != tt.block {
				t.Errorf("got %q %q %q", r.Type(), r.Target(), r.Block)
			}
		})
	}
}

func TestDamage(t *testing.T) {
	plain, at := file(t, 3, false)
	zipped, zat := file(t, 3, true)
	edit := func(data []byte, old, new string) []byte {
		return bytes.Replace(data, []byte(old), []byte(new), 1)
	}
	flip := bytes.Clone(zipped)
	flip[zat[1]+30] ^= 0xff
	length := "Content-Length: 67"
	if !bytes.Contains(plain, []byte(length)) {
		t.Fatal("fixture has another length")
	}
	tests := []struct {
		name  string
		data  []byte
		limit int64
		good  int
		bad   []string
	}{
		{"length too small", edit(plain, length, "Content-Length: 60"), 0, 2, []string{"record at byte 0: content length 60 does not end at the end of the record"}},
		{"length too large", edit(plain, length, "Content-Length: 90"), 0, 1, []string{"record at byte 0: content length 90 does not end at the end of the record"}},
		{"length beyond the file", edit(plain, length, "Content-Length: 99999"), 0, 0, []string{"record at byte 0: block of 99999 bytes ends after "}},
		{"length is a bomb", edit(plain, length, "Content-Length: 9999999999999"), 0, 2, []string{"record at byte 0: block of 9999999999999 bytes is larger than 268435456"}},
		{"no number", edit(plain, length, "Content-Length: -1"), 0, 2, []string{`record at byte 0: content length "-1" is no number`}},
		{"text between records", append(bytes.Clone(plain[:at[1]]), append([]byte("hello\r\n"), plain[at[1]:]...)...), 0, 3, []string{`begins with "hello", not with WARC/1`}},
		{"cut short", plain[:len(plain)-10], 0, 2, []string{"block of 67 bytes ends after 61"}},
		{"larger than wanted", plain, 10, 0, []string{"larger than 10", "larger than 10", "larger than 10"}},
		{"damaged member", flip, 0, 2, []string{"record at byte "}},
		{"cut member", zipped[:len(zipped)-20], 0, 2, []string{"unexpected EOF"}},
		{"junk between members", append(bytes.Clone(zipped[:zat[1]]), append([]byte("junk"), zipped[zat[1]:]...)...), 0, 3, []string{"4 bytes are not compressed records"}},
		{"empty file", nil, 0, 0, nil},
		{"no records at all", []byte("hello world"), 0, 0, []string{`begins with "hello world", not with WARC/1`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			recs, bad := read(t, tt.data, tt.limit)
			if len(recs) != tt.good || len(bad) != len(tt.bad) {
				t.Fatalf("%d records, errors %q; want %d, %q", len(recs), bad, tt.good, tt.bad)
			}
			for i := range bad {
				if !strings.Contains(bad[i], tt.bad[i]) {
					t.Errorf("error %q, want %q", bad[i], tt.bad[i])
				}
			}
		})
	}
}

func TestHTTPBodies(t *testing.T) {
	tests := []struct {
		name, block, body string
		err               error
	}{
		{"chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "abcde", nil},
		{"chunks undone, header kept", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<p>abc</p>", "<p>abc</p>", nil},
		{"longer than it says", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabc", "abc", nil},
		{"shorter than it says", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "abc", io.ErrUnexpectedEOF},
		{"line feeds", "HTTP/1.0 404 Not Found\nServer: x\n\ngone", "gone", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, body, err := (&Record{Block: []byte(tt.block)}).HTTP()
			if string(body) != tt.body || !errors.Is(err, tt.err) {
				t.Errorf("got %q, %v; want %q, %v", body, err, tt.body, tt.err)
			}
		})
	}
}

func TestRevisit(t *testing.T) {
	r := Record{Header: Header{
		{"WARC-Refers-To", "<urn:uuid:1>"},
		{"WARC-Refers-To-Target-URI", "https://example.org/a"},
		{"WARC-Refers-To-Date", "2024-05-01T09:30:00.123Z"},
	}}
	id, target, date := r.RefersTo()
	got := []string{id, target, date.Format(time.RFC3339)}
	if diff := cmp.Diff([]string{"urn:uuid:1", "https://example.org/a", "2024-05-01T09:30:00Z"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestDigests(t *testing.T) {
	for claimed, want := range map[string]bool{
		"sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5": false,
		Digest([]byte("x")):                     true,
		"sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881": true,
		"sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4882": false,
		"whirlpool:abc": true, // of a kind that cannot be checked
		"":              true,
	} {
		r := Record{Header: Header{{"WARC-Block-Digest", claimed}}, Block: []byte("x")}
		if err := r.CheckDigest(); (err == nil) != want {
			t.Errorf("%s: %v", claimed, err)
		}
	}
}

// FuzzReader states that any file comes to an end, and that what was read can
// be written and read again.
func FuzzReader(f *testing.F) {
	plain, _ := file(f, 2, false)
	zipped, _ := file(f, 2, true)
	f.Add(plain)
	f.Add(zipped)
	f.Add(append(plain[:40:40], plain...))
	f.Fuzz(func(t *testing.T, data []byte) {
		recs, _ := read(t, data, 1<<20)
		for _, rec := range recs {
			rec.HTTP()
			rec.CheckDigest()
			if strings.ContainsAny(rec.Target(), "\r\n") {
				continue
			}
			var buf bytes.Buffer
			if _, err := NewWriter(&buf, true).Write(Entry{Type: Resource, Target: rec.Target(), Date: when}, rec.Block); err != nil {
				t.Fatal(err)
			}
			again, bad := read(t, buf.Bytes(), 1<<20)
			if len(again) != 1 || len(bad) != 0 || !bytes.Equal(again[0].Block, rec.Block) {
				t.Fatalf("written record came back as %d records, %q", len(again), bad)
			}
		}
	})
}

func BenchmarkReader(b *testing.B) {
	data, _ := file(b, 1000, false)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		read(b, data, 0)
	}
}
