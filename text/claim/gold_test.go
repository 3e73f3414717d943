package claim_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/text/claim"
)

var update = flag.Bool("update", false, "write the golden file of quality")

// goldClaim is a line "> claim" of timeline/testdata/gold.
type goldClaim struct {
	kind, what string
	low, high  float64
	bound, by  string
	line       string
}

// goldSentence is a sentence with its gold.
type goldSentence struct {
	text   string
	claims []goldClaim
	quotes []string // speakers
}

func readGold(t *testing.T, name string) [][]goldSentence {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(b), "\n\n")
	var out [][]goldSentence
	for p := range strings.SplitSeq(strings.TrimSpace(body), "\n\n") {
		var sentences []goldSentence
		for l := range strings.Lines(p) {
			l = strings.TrimSpace(l)
			rest, isGold := strings.CutPrefix(l, "> ")
			if !isGold {
				sentences = append(sentences, goldSentence{text: l})
				continue
			}
			s := &sentences[len(sentences)-1]
			if c, ok := strings.CutPrefix(rest, "claim "); ok {
				s.claims = append(s.claims, parseClaim(t, c))
			} else if by, ok := strings.CutPrefix(rest, "quote by "); ok {
				s.quotes = append(s.quotes, by)
			}
		}
		out = append(out, sentences)
	}
	return out
}

func parseClaim(t *testing.T, s string) goldClaim {
	t.Helper()
	left, by, ok := strings.Cut(s, " | by ")
	fields := strings.Fields(left)
	c := goldClaim{by: by, kind: fields[0], line: s}
	k := 1
	for k < len(fields) && (fields[k][0] < '0' || fields[k][0] > '9' || k+1 < len(fields) && fields[k+1][0] >= 'a' && k == 3) {
		k++
	}
	for j := len(fields) - 1; j > 0; j-- { // the last field that begins with a digit
		if fields[j][0] >= '0' && fields[j][0] <= '9' {
			k = j
			break
		}
	}
	c.what, c.bound = strings.Join(fields[1:k], " "), strings.Join(fields[k+1:], " ")
	low, high, isRange := strings.Cut(fields[k], "..")
	c.low, c.high = parseNumber(t, low), parseNumber(t, low)
	if isRange {
		c.high = parseNumber(t, high)
	}
	if !ok {
		t.Fatalf("no source in %q", s)
	}
	return c
}

func parseNumber(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// counter counts right answers among those given and those wanted.
type counter struct{ right, given, wanted int }

func (c counter) String() string {
	return fmt.Sprintf("precision %.3f recall %.3f (%d right, %d given, %d wanted)",
		float64(c.right)/float64(max(c.given, 1)), float64(c.right)/float64(max(c.wanted, 1)), c.right, c.given, c.wanted)
}

type goldScore struct{ number, what, bound, by, quote, speaker counter }

func TestGold(t *testing.T) {
	names, err := filepath.Glob("../../timeline/testdata/gold/*.txt")
	if err != nil || len(names) < 20 {
		t.Fatalf("%d gold files: %v", len(names), err)
	}
	var score goldScore
	for _, name := range names {
		gold := readGold(t, name)
		paragraphs := make([][]string, len(gold))
		for i, p := range gold {
			for _, s := range p {
				paragraphs[i] = append(paragraphs[i], s.text)
			}
		}
		for i, cs := range claim.Document(paragraphs) {
			for j, c := range cs {
				score.sentence(t, gold[i][j], &c)
			}
		}
	}
	got := fmt.Sprintf("number  %v\nwhat    %v\nbound   %v\nby      %v\nquote   %v\nspeaker %v\n",
		score.number, score.what, score.bound, score.by, score.quote, score.speaker)
	golden := filepath.Join("testdata", "gold.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("quality changed (accept with -update):\n%s", got)
	}
}

// sentence compares the claims of a sentence with its gold.
func (sc *goldScore) sentence(t *testing.T, g goldSentence, c *claim.Claims) {
	used := make([]bool, len(c.Quantities))
	ok := true
	for _, want := range g.claims {
		sc.number.wanted++
		sc.what.wanted++
		sc.bound.wanted++
		sc.by.wanted++
		for k := range c.Quantities {
			q := &c.Quantities[k]
			if used[k] || string(q.Kind) != want.kind || math.Abs(q.Low-want.low) > .01 || math.Abs(q.High-want.high) > .01 {
				continue
			}
			used[k] = true
			sc.number.right++
			whatOK := goldWhat(g.text, q) == want.what || q.Kind == claim.Score
			boundOK := string(q.Bound) == want.bound
			by := "-"
			if q.By >= 0 {
				by = c.Attributions[q.By].Who
			}
			byOK := sameSpeaker(by, want.by)
			sc.what.right += one(whatOK)
			sc.bound.right += one(boundOK)
			sc.by.right += one(byOK)
			if !whatOK || !boundOK || !byOK {
				t.Logf("%s\n  want %s\n  got  %s %s | by %s", g.text, want.line, goldWhat(g.text, q), q.Bound, by)
			}
			want.kind = ""
			break
		}
		if want.kind != "" {
			t.Logf("missed: %s\n  %s", want.line, g.text)
			ok = false
		}
	}
	for k, q := range c.Quantities {
		if !used[k] {
			t.Logf("extra: %q %v %v..%v %v\n  %s", q.Span.Of(g.text), q.Kind, q.Low, q.High, q.Role, g.text)
			ok = false
		}
	}
	_ = ok
	n := len(c.Quantities)
	sc.number.given += n
	sc.what.given += n
	sc.bound.given += n
	sc.by.given += n
	sc.speakers(t, g, c)
}

func (sc *goldScore) speakers(t *testing.T, g goldSentence, c *claim.Claims) {
	sc.quote.given += len(c.Quotes)
	sc.quote.wanted += len(g.quotes)
	sc.quote.right += min(len(c.Quotes), len(g.quotes))
	sc.speaker.given += len(c.Quotes)
	sc.speaker.wanted += len(g.quotes)
	for i := range min(len(c.Quotes), len(g.quotes)) {
		got := c.Quotes[i].Speaker
		if got == "" {
			got = "-"
		}
		if sameSpeaker(got, g.quotes[i]) {
			sc.speaker.right++
		} else {
			t.Logf("speaker: want %s, got %s\n  %s", g.quotes[i], got, g.text)
		}
	}
	if len(c.Quotes) != len(g.quotes) {
		t.Logf("%d quotes, want %d\n  %s", len(c.Quotes), len(g.quotes), g.text)
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// goldWhat returns what the gold has for what a quantity is of.
func goldWhat(s string, q *claim.Quantity) string {
	switch {
	case q.Kind == claim.Casualty:
		return string(q.Role)
	case q.Unit != "":
		return q.Unit
	}
	return q.Of.Of(s)
}

// sameSpeaker reports whether a source is the one that the gold names, which it
// does without title and without "the".
func sameSpeaker(got, want string) bool {
	got, want = strings.ToLower(got), strings.ToLower(want)
	for _, a := range []string{"the ", "a ", "an "} {
		got = strings.TrimPrefix(got, a)
	}
	return got == want || want != "-" && strings.HasSuffix(got, " "+want)
}
