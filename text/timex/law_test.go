package timex

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// hostile are texts that look like time for as long as they last.
var hostile = []string{
	"last ", "last last last ", "the ", "the the last ", "Monday ", "March ", "May 5, ", "5 ", "5", "1990 ", "1990-", "19", ".", "...", ". ", "a.m. ",
	"a.", "'", "'90s ", "-", "\n", "\n\n", "two ", "twenty ", "hundred ", "hundred and ", "million ", "two and ", "and ", "1/2 ", "2 1/2 ",
	"1,000,", "1:30", "1:30:", "12/", "12/25/", "2016-09-", "no more than ", "about ", "early late mid ", "the end of the ", "of the ",
	"in the past ", "years ", "years ago ", "every ", "every other ", "Easter ", "eve ", "will ", "said ", "March and April and ",
	"\xff", "é", "“", "’s ", "A.B.C.", "Gen. ", "10 p.m. EST, ", "from 1 to ", "five-", "five - ", "BC ", "490 BC ",
}

// workPerToken bounds the positions that the automaton may test and the tokens
// that may be looked at again, for each token.
const workPerToken = 200

// check states the laws of Tag.
func check(t *testing.T, text string, ref Reference) {
	t.Helper()
	got := Tag(text, ref)
	end := 0
	for _, e := range got {
		switch {
		case e.Start < end || e.End <= e.Start || e.End > len(text):
			t.Fatalf("span %d..%d after %d in %d bytes", e.Start, e.End, end, len(text))
		case utf8.ValidString(text) && !utf8.ValidString(text[e.Start:e.End]):
			t.Fatalf("span %d..%d cuts a character", e.Start, e.End)
		case strings.TrimSpace(text[e.Start:e.End]) != text[e.Start:e.End]:
			t.Fatalf("span %q has space around it", text[e.Start:e.End])
		case strings.Contains(text[e.Start:e.End], "\n\n"):
			t.Fatalf("span %q crosses paragraphs", text[e.Start:e.End])
		case e.Type == "" || e.Value == "" || e.Rule == "" || e.Anchor == "":
			t.Fatalf("incomplete: %+v", e)
		case e.Begin.IsZero() != e.Until.IsZero() || e.Until.Before(e.Begin):
			t.Fatalf("period of %q: %v to %v", text[e.Start:e.End], e.Begin, e.Until)
		}
		end = e.End
	}
	if len(got) != len(Explain(text, ref)) {
		t.Fatal("Explain finds other expressions than Tag")
	}
}

// work counts the operations that a text costs.
func work(text string, ref Reference) (operations, tokens int) {
	tg := newTagger(languages[primary(ref.Language)](), text, ref)
	defer tg.release()
	tg.run()
	return tg.work, len(tg.toks)
}

func TestLinear(t *testing.T) {
	for _, s := range hostile {
		text := strings.Repeat(s, 1<<15/len(s))
		check(t, text, wednesday)
		ops, toks := work(text, wednesday)
		if ops > workPerToken*(toks+1) {
			t.Errorf("%q: %d operations for %d tokens", s, ops, toks)
		}
		half, _ := work(text[:len(text)/2], wednesday)
		if ops > 3*half+workPerToken {
			t.Errorf("%q: %d operations for half of the text, %d for all", s, half, ops)
		}
	}
}

func FuzzTag(f *testing.F) {
	for _, s := range hostile {
		f.Add(strings.Repeat(s, 3), int64(1473260640), "en")
	}
	f.Add("On Tuesday, Sept. 3-5, two years after the 1990s, at 10 p.m. EST Friday.", int64(0), "es")
	f.Fuzz(func(t *testing.T, text string, unix int64, lang string) {
		ref := Reference{Language: lang}
		if unix != 0 {
			ref.Time = time.Unix(unix%(1<<36), 0).UTC()
		}
		check(t, text, ref)
		if ref.Language = "en"; len(text) < 1<<12 {
			if ops, toks := work(text, ref); ops > workPerToken*(toks+1) {
				t.Fatalf("%d operations for %d tokens", ops, toks)
			}
		}
	})
}

func TestConcurrent(t *testing.T) {
	done := make(chan int)
	for range 4 {
		go func() {
			n := 0
			for range 50 {
				n += len(Tag("It rained on Tuesday, two years after the flood of May 2014.", wednesday))
			}
			done <- n
		}()
	}
	for range 4 {
		if n := <-done; n != 150 {
			t.Errorf("%d expressions, want 150", n)
		}
	}
}

func TestUnknownLanguage(t *testing.T) {
	if Supports("zz") || !Supports("") || !Supports("es-MX") {
		t.Error("Supports")
	}
	if got := Tag("It rained on Tuesday.", Reference{Language: "zz"}); got != nil {
		t.Errorf("got %v for an unknown language", got)
	}
}
