package render

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// FuzzJSONLayout states that what is laid out has the form that json.Indent
// gives it, says the same, and holds nothing that acts on a terminal.
func FuzzJSONLayout(f *testing.F) {
	for _, s := range []string{`{"a":[],"b":{},"c":[1,{"d":"e:,[]{}"}],"f":null}`, `[[],[[]],{"":""}]`, `"a\"\\\u202e"`, `"` + "\u202e\u200b\U000e0041é\x7f" + `"`, `7`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var v any
		dec := json.NewDecoder(bytes.NewReader(b))
		dec.UseNumber()
		if dec.Decode(&v) != nil {
			return
		}
		for _, form := range []struct {
			print  func(*bytes.Buffer) error
			indent string
		}{{func(w *bytes.Buffer) error { return JSON(w, v) }, "  "}, {func(w *bytes.Buffer) error { return JSONLine(w, v) }, ""}} {
			var got, want bytes.Buffer
			if err := form.print(&got); err != nil {
				t.Fatal(err)
			}
			enc := json.NewEncoder(&want)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", form.indent)
			if err := enc.Encode(v); err != nil {
				t.Fatal(err)
			}
			if shown := got.String(); strings.ContainsFunc(strings.ReplaceAll(shown, "\n", ""), unsafe) {
				t.Errorf("acts on a terminal: %q", shown)
			} else if !strings.ContainsFunc(strings.ReplaceAll(want.String(), "\n", ""), unsafe) && shown != want.String() {
				t.Errorf("got  %s\nwant %s", shown, want.String())
			}
			var again any
			dec := json.NewDecoder(&got)
			dec.UseNumber()
			if err := dec.Decode(&again); err != nil {
				t.Fatal(err)
			}
			one, _ := json.Marshal(v)
			two, _ := json.Marshal(again)
			if !bytes.Equal(one, two) {
				t.Errorf("says %s, want %s", two, one)
			}
		}
	})
}
