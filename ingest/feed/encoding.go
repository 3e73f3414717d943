package feed

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/newsarc/newsarc/ingest"
)

var declaration = ingest.Regexp(`^[\s\x{FEFF}]*<\?xml[^>]{0,200}?(encoding\s*=\s*(?:"([^"]{0,40})"|'([^']{0,40})'))`)

// readable returns a feed so that its encoding can be believed. What is valid UTF-8
// is that, whatever it calls itself; what calls itself UTF-8, or nothing, and is not
// valid is read as windows-1252, as browsers do. Any other declaration stands.
func readable(data []byte) []byte {
	m := declaration().FindSubmatchIndex(data[:min(len(data), 1024)])
	name := ""
	if m != nil {
		name = string(bytes.ToLower(bytes.Trim(data[m[2]+len("encoding"):m[3]], " \t\r\n=\"'")))
	}
	valid := utf8.Valid(data) && bytes.IndexByte(data, 0) < 0 && bytes.IndexByte(data, 0x1B) < 0
	wide := bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF}) || bytes.IndexByte(data[:min(len(data), 4)], 0) >= 0
	switch {
	case valid && (name == "" || name == "utf-8"):
		return data
	case !valid && (wide || name != "" && name != "utf-8"):
		return data
	case !valid:
		out, err := charmap.Windows1252.NewDecoder().Bytes(data)
		if err != nil {
			return data
		}
		data = out
		m = declaration().FindSubmatchIndex(data[:min(len(data), 1024)])
	}
	if m == nil {
		return data
	}
	return append(append(bytes.Clone(data[:m[2]]), `encoding="utf-8"`...), data[m[3]:]...)
}
