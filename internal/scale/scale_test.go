package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// page is where the tables stand.
var page = filepath.Join("..", "..", "docs", "scale.md")

// The tables of the page are what the simulation says. With UPDATE_SCALE set they
// are written anew.
func TestPage(t *testing.T) {
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	found := 0
	for part := range strings.SplitSeq(tables(measured), "<!-- scale ") {
		if part == "" {
			continue
		}
		want := "<!-- scale " + strings.TrimRight(part, "\n")
		name, _, _ := strings.Cut(part, " -->")
		end := "<!-- end of scale " + name + " -->"
		i, j := strings.Index(text, "<!-- scale "+name+" -->"), strings.Index(text, end)
		if i < 0 || j < i {
			t.Errorf("%s has no table %q", page, name)
			continue
		}
		found++
		if got := text[i : j+len(end)]; got != want {
			if os.Getenv("UPDATE_SCALE") == "" {
				t.Errorf("table %q is not what the simulation says: make scale\ngot:\n%s\nwant:\n%s", name, got, want)
			}
			text = text[:i] + want + text[j+len(end):]
		}
	}
	if found != 6 {
		t.Errorf("%d tables", found)
	}
	if os.Getenv("UPDATE_SCALE") != "" {
		if err := os.WriteFile(page, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// Each constant that was measured stands in the page too, with where it is from.
func TestConstantsAreNamed(t *testing.T) {
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"901 B", "196 B", "617 B", "920 µs", "394 µs", "81 µs", "162 µs", "37,500", "7,343", "287", "2 of 84,802", "0 of 29,340", "74 of 94,343"} {
		if !strings.Contains(string(data), want) {
			t.Errorf("%s does not name %s", page, want)
		}
	}
}

// A shard more moves about its share of the sources, and no others.
func TestPlace(t *testing.T) {
	moved := 0
	for k := range 5000 {
		was, now := place(k, 16), place(k, 17)
		if was != now {
			moved++
			if now != 16 {
				t.Fatalf("source %d moved from shard %d to %d, not to the new one", k, was, now)
			}
		}
	}
	if moved < 5000/17/2 || moved > 5000/17*2 {
		t.Errorf("%d of 5000 sources moved", moved)
	}
}

func TestUnits(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{power(1e6), "10⁶"},
		{power(7e9), "7·10⁹"},
		{power(999), "999"},
		{power(1.25e10), "1.2·10¹⁰"},
		{power(31536000), "3.2·10⁷"},
		{bytes(901), "901 B"},
		{bytes(1.5e12), "1.5 TB"},
		{bytes(999.6e9), "1.0 TB"},
		{span(0.03), "30 ms"},
		{span(90), "90 s"},
		{span(300), "5.0 min"},
		{span(90000), "25 h"},
		{span(1e6), "12 d"},
		{span(0), "0 ms"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
