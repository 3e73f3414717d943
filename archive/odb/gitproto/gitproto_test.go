package gitproto

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing/format/pktline"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/archive/odb"
)

func id(digit string) odb.ID {
	id, err := odb.ParseID(strings.Repeat(digit, 40))
	if err != nil {
		panic(err)
	}
	return id
}

// packets writes lines as packets; "" is the one that ends a part.
func packets(lines ...string) *bytes.Buffer {
	var b bytes.Buffer
	out := pktline.NewEncoder(&b)
	for _, s := range lines {
		var err error
		if s == "" {
			err = out.Flush()
		} else {
			err = out.EncodeString(s)
		}
		if err != nil {
			panic(err)
		}
	}
	return &b
}

func TestRefs(t *testing.T) {
	a, b := strings.Repeat("a", 40), strings.Repeat("b", 40)
	zero := strings.Repeat("0", 40)
	for _, test := range []struct {
		name  string
		lines []string
		want  string // names and what they begin with; or an error
	}{
		{"with a head", []string{a + " HEAD\x00ofs-delta agent=git/2.47\n", a + " refs/heads/main\n", b + " refs/tags/v1\n", a + " refs/tags/v1^{}\n", ""}, "refs/heads/main=a refs/tags/v1=b head=a"},
		{"without a head", []string{b + " refs/heads/x\x00ofs-delta\n", ""}, "refs/heads/x=b"},
		{"over HTTP", []string{"# service=git-upload-pack\n", "", a + " refs/heads/main\x00ofs-delta\n", ""}, "refs/heads/main=a"},
		{"an empty repository", []string{zero + " capabilities^{}\x00ofs-delta\n", ""}, ""},
		{"nothing at all", []string{""}, ""},
		{"nothing over HTTP", []string{"# service=git-upload-pack\n", "", ""}, ""},
		{"a shallow one", []string{a + " refs/heads/main\x00shallow\n", "shallow " + b, ""}, "refs/heads/main=a"},
		{"cut short", []string{a + " refs/heads/main\x00ofs-delta\n"}, "error: unexpected EOF"},
		{"empty input", nil, "error: unexpected EOF"},
		{"not a ref", []string{"hello\n", ""}, `error: "hello" is no ref`},
		{"two names", []string{a + " refs/heads/main x\x00ofs-delta\n", ""}, `error: "` + a + ` refs/heads/main x" is no ref`},
		{"refused", []string{"ERR access denied\n"}, "error: access denied"},
		{"too many", []string{a + " r1\x00x=1\n", a + " r2\n", a + " r3\n", a + " r4\n", a + " r5\n", ""}, "error: 5 refs or more: too many"},
	} {
		t.Run(test.name, func(t *testing.T) {
			list, err := ReadRefs(packets(test.lines...), 4)
			var got []string
			if err != nil {
				got = []string{"error: " + strings.TrimSpace(err.Error())}
			} else {
				for _, name := range []string{"refs/heads/main", "refs/heads/x", "refs/tags/v1"} {
					if id, ok := list.IDs[name]; ok {
						got = append(got, name+"="+id.String()[:1])
					}
				}
				if !list.Head.IsZero() {
					got = append(got, "head="+list.Head.String()[:1])
				}
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestRefsWritten: what one side writes the other reads.
func TestRefsWritten(t *testing.T) {
	for _, list := range []*Refs{
		{IDs: map[string]odb.ID{}},
		{IDs: map[string]odb.ID{"refs/heads/main": id("a"), "refs/tags/v1": id("b")}, Head: id("a")},
		{IDs: map[string]odb.ID{"refs/heads/x": id("c"), "refs/heads/y": id("d")}},
	} {
		list.Capabilities = capability.NewList()
		if err := list.Capabilities.Set(capability.Agent, "newsarc"); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := list.Write(&b, "git-upload-pack"); err != nil {
			t.Fatal(err)
		}
		got, err := ReadRefs(&b, 10)
		if err != nil {
			t.Fatal(err)
		}
		if !cmp.Equal(got.IDs, list.IDs) || got.Head != list.Head || got.Capabilities.String() != list.Capabilities.String() || b.Len() > 0 {
			t.Errorf("got %v at %s, want %v at %s", got.IDs, got.Head, list.IDs, list.Head)
		}
	}
}

func TestRequest(t *testing.T) {
	has := capability.NewList()
	if err := has.Decode([]byte("multi_ack thin-pack side-band side-band-64k ofs-delta shallow agent=git/2.47")); err != nil {
		t.Fatal(err)
	}
	q := NewRequest(has, capability.Sideband64k, capability.Sideband, capability.OFSDelta, capability.Atomic, capability.Agent, capability.Shallow)
	if got := q.Capabilities.String(); got != "side-band-64k ofs-delta agent=git/newsarc shallow" {
		t.Errorf("chose %q", got)
	}
	q.Wants, q.Haves, q.Shallow, q.Depth = []odb.ID{id("b"), id("a"), id("b")}, []odb.ID{id("c")}, []odb.ID{id("d")}, 3
	var b bytes.Buffer
	if err := q.Write(&b); err != nil {
		t.Fatal(err)
	}
	got, err := ReadRequest(&b, 10)
	if err != nil {
		t.Fatal(err)
	}
	if !cmp.Equal(got.Wants, []odb.ID{id("a"), id("b")}) || !cmp.Equal(got.Shallow, q.Shallow) || got.Depth != 3 || got.Capabilities.String() != q.Capabilities.String() {
		t.Errorf("got %+v", got)
	}
	if rest := b.String(); !strings.Contains(rest, "have "+id("c").String()) || !strings.HasSuffix(rest, "done\n") {
		t.Errorf("the rest is %q", rest)
	}
	if err := (&Request{Capabilities: has}).Write(io.Discard); err == nil {
		t.Error("a request for nothing was written")
	}
	for _, bad := range [][]string{{"want x\n", ""}, {"deepen -1\n", ""}, {"deepen x\n", ""}, {"filter blob:none\n", ""}, {"want " + id("a").String()}} {
		if q, err := ReadRequest(packets(bad...), 10); err == nil {
			t.Errorf("%q gave %+v", bad, q)
		}
	}
}

func TestResponse(t *testing.T) {
	shallow, unshallow := "shallow "+id("a").String(), "unshallow "+id("b").String()
	for _, test := range []struct {
		name  string
		depth int
		lines []string
		rest  string // "" : an error is wanted
	}{
		{"nothing in common", 0, []string{"NAK\n"}, "PACK..."},
		{"in common", 0, []string{"ACK " + id("a").String() + "\n"}, "PACK..."},
		{"said twice", 0, []string{"ACK " + id("a").String() + " common\n", "ACK " + id("a").String() + "\n"}, "0008\x01PACK"},
		{"shallow", 1, []string{shallow, unshallow, "", "NAK\n"}, "PACK..."},
		{"no boundary", 1, []string{"deep\n", ""}, ""},
		{"no answer", 0, []string{"what?\n"}, ""},
		{"cut short", 0, nil, ""},
		{"refused", 0, []string{"ERR not our ref\n"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := bufio.NewReader(io.MultiReader(packets(test.lines...), strings.NewReader(test.rest)))
			p, err := ReadResponse(r, &Request{Depth: test.depth})
			if (err == nil) != (test.rest != "") {
				t.Fatalf("got %+v, %v", p, err)
			}
			if err != nil {
				return
			}
			if rest, _ := io.ReadAll(r); string(rest) != test.rest {
				t.Errorf("the rest is %q", rest)
			}
			if test.depth > 0 && (!cmp.Equal(p.Shallow, []odb.ID{id("a")}) || !cmp.Equal(p.Unshallow, []odb.ID{id("b")})) {
				t.Errorf("got %+v", p)
			}
		})
	}
}

func TestPush(t *testing.T) {
	var b bytes.Buffer
	use := capability.NewList()
	if err := use.Set(capability.Atomic); err != nil {
		t.Fatal(err)
	}
	if err := WriteMoves(&b, []odb.Move{{Name: "refs/heads/main", Old: id("a"), New: id("b")}, {Name: "refs/heads/x", New: id("c")}}, use); err != nil {
		t.Fatal(err)
	}
	want := packets(id("a").String()+" "+id("b").String()+" refs/heads/main\x00atomic", odb.ID{}.String()+" "+id("c").String()+" refs/heads/x", "")
	if b.String() != want.String() {
		t.Errorf("got  %q\nwant %q", &b, want)
	}
	if err := WriteMoves(io.Discard, nil, use); err == nil {
		t.Error("no moves were written")
	}
	p, err := ReadReport(packets("unpack ok\n", "ok refs/heads/main\n", "ng refs/heads/x not fast forward\n", ""))
	if err != nil || p.Unpacked != "ok" || !cmp.Equal(p.Refused, []Refusal{{"refs/heads/x", "not fast forward"}}) {
		t.Errorf("got %+v, %v", p, err)
	}
	for _, bad := range [][]string{{""}, {"ok refs/heads/main\n", ""}, {"unpack ok\n", "hm\n", ""}} {
		if p, err := ReadReport(packets(bad...)); err == nil {
			t.Errorf("%q gave %+v", bad, p)
		}
	}
	if _, err := ReadReport(packets("unpack ok\n")); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("cut short: %v", err)
	}
}

// FuzzReadRefs: what was read, written and read again is the same.
func FuzzReadRefs(f *testing.F) {
	f.Add(packets(id("a").String()+" HEAD\x00ofs-delta\n", id("a").String()+" refs/heads/main\n", "").Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := ReadRefs(bytes.NewReader(data), 100)
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := list.Write(&b, "git-upload-pack"); err != nil {
			return // a line that is too long for a packet
		}
		again, err := ReadRefs(&b, 100)
		if err != nil || !cmp.Equal(again.IDs, list.IDs) || again.Head != list.Head {
			t.Errorf("%q reads %v, again %v, %v", data, list.IDs, again, err)
		}
	})
}

// endless is a host that says one line for ever.
type endless struct{ line string }

func (e endless) Read(p []byte) (int, error) {
	return copy(p[:len(p)/len(e.line)*len(e.line)], strings.Repeat(e.line, len(p)/len(e.line))), nil
}

// A host that goes on for ever is left, whatever it goes on with.
func TestEndless(t *testing.T) {
	const id = "1234567890123456789012345678901234567890"
	packet := func(s string) string { return fmt.Sprintf("%04x%s", 4+len(s), s) }
	after := func(first, line string) *bufio.Reader {
		return bufio.NewReader(io.MultiReader(strings.NewReader(first), endless{packet(line)}))
	}
	for name, read := range map[string]func() error{
		"tags":       func() error { _, err := ReadRefs(after("", id+" refs/tags/x^{}\n"), 100); return err },
		"boundaries": func() error { _, err := ReadResponse(after("", "shallow "+id), &Request{Depth: 1}); return err },
		"refusals":   func() error { _, err := ReadReport(after(packet("unpack ok"), "ng refs/heads/x no")); return err },
	} {
		if err := read(); !errors.Is(err, ErrTooMany) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
