package english

import (
	"slices"
	"strings"
	"testing"
)

func TestSameSense(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"started the debate", "began the debate", true},
		{"turned down the offer", "rejected the offer", true},
		{"can't", "cannot", true},
		{"the organisation's programme", "the organization's program", true},
		{"cease-fire", "ceasefire", true},
		{"called it off", "cancelled it", true},
		{"made a complaint", "complained", true},
		{"carried out a search", "searched", true},
		{"took an offer", "offered", false},
		{"opened again", "reopened", true},
		{"opened again", "closed again", false},
		{"put forward a levy", "put off a levy", false},
		{"marched to the port", "marched from the port", false},
		{"rose", "fell", false},
		{"may leave", "must leave", false},
		{"repaired the boat", "abandoned the boat", false},
	} {
		for _, d := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
			if got := SameSense(Words(d[0]), Words(d[1])); got != c.want {
				t.Errorf("SameSense(%q, %q) = %v", d[0], d[1], got)
			}
		}
	}
}

func TestProspect(t *testing.T) {
	for _, c := range []struct {
		s     string
		level int
		ok    bool
	}{
		{"will", 0, true},
		{"won't", 0, true},
		{"would not", -1, true},
		{"Plans to", -1, true},
		{"hopes to", -2, true},
		{"would leave", 0, false},
		{"must", 0, false},
		{"", 0, false},
	} {
		if level, ok := Prospect(Words(c.s)); level != c.level || ok != c.ok {
			t.Errorf("Prospect(%q) = %d, %v", c.s, level, ok)
		}
	}
}

func TestSlip(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"goverment", "government", true},
		{"recieved", "received", true},
		{"police", "police", false},
		{"minister", "ministers", false},
		{"colour", "color", false},
		{"dead", "deaf", true},
		{"led", "fed", false},
		{"2016", "2017", false},
	} {
		if Slip(c.a, c.b) != c.want || Slip(c.b, c.a) != c.want {
			t.Errorf("%q, %q: want %v", c.a, c.b, c.want)
		}
	}
	if Slips([]string{"the", "goverment"}, []string{"the"}) {
		t.Error("a word less is no slip")
	}
}

func TestVoices(t *testing.T) {
	const active, passive = "Tata bought the firm.", "The firm was bought by Tata."
	for _, c := range []struct {
		x, y string
		want Voice
	}{
		{active, passive, Turned},
		{passive, active, Turned},
		{active, "Tata was bought by the firm.", Swapped},
		{active, active, SameVoice},
		{active, "The firm was sold by Tata.", SameVoice},
	} {
		if got := Voices(c.x, c.y); got != c.want {
			t.Errorf("Voices(%q, %q) = %v, want %v", c.x, c.y, got, c.want)
		}
	}
}

func TestWords(t *testing.T) {
	const s = "He’s paid $1.5, 3,000 or 40%; “No,” said O'Brien."
	want := strings.Fields("he's paid $1.5 3,000 or 40% no said o'brien")
	if got := Words(s); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := Numbers("The third strike, on day two"); got != "3rd 2" {
		t.Errorf("got %q", got)
	}
	if got := LastWord("of the U.S. "); got != "S" {
		t.Errorf("got %q", got)
	}
}
