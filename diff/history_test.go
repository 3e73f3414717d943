package diff

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/news"
)

// revisions makes a story of texts with one sentence per line.
func revisions(texts ...string) []*news.Revision {
	var revs []*news.Revision
	for k, s := range texts {
		revs = append(revs, &news.Revision{Number: k + 1, Article: body(s)})
	}
	return revs
}

// lines prints each sentence with the revisions (from 1) in which it was first
// seen and in which it was seen in these words.
func lines(origins []Origin) []string {
	var out []string
	for _, o := range origins {
		var seen []string
		for _, s := range o.Seen {
			seen = append(seen, fmt.Sprintf("%d-%d", s.From+1, s.To+1))
		}
		out = append(out, fmt.Sprintf("%d %s %s", o.First+1, strings.Join(seen, ","), o.Text))
	}
	return out
}

func TestHistory(t *testing.T) {
	const toll, quote, road = "At least 35 people died in the quake.", "“We need tents,” the mayor said.", "The coast road was closed."
	for _, c := range []struct {
		name              string
		texts             []string
		present, vanished []string
	}{
		{
			name:    "one revision",
			texts:   []string{toll},
			present: []string{"1 1-1 " + toll},
		},
		{
			name:    "an edit keeps the sentence and begins a wording",
			texts:   []string{toll + "\n" + quote, "At least 38 people died in the quake.\n" + quote},
			present: []string{"1 2-2 At least 38 people died in the quake.", "1 1-2 " + quote},
		},
		{
			name:    "a move changes nothing",
			texts:   []string{toll + "\n" + quote + "\n" + road, road + "\n" + toll + "\n" + quote},
			present: []string{"1 1-2 " + road, "1 1-2 " + toll, "1 1-2 " + quote},
		},
		{
			name:    "back after an absence",
			texts:   []string{toll + "\n" + road, toll, toll + "\n" + quote, toll + "\n" + road},
			present: []string{"1 1-4 " + toll, "1 1-1,4-4 " + road}, vanished: []string{"3 3-3 " + quote},
		},
		{
			name:    "back in other words",
			texts:   []string{toll + "\n" + road, toll, toll, toll + "\nThe coast road was still closed."},
			present: []string{"1 1-4 " + toll, "1 4-4 The coast road was still closed."},
		},
		{
			name:    "a revert finds the old wording",
			texts:   []string{toll, strings.Replace(toll, "35", "53", 1), toll},
			present: []string{"1 1-1,3-3 " + toll},
		},
		{
			name: "a split",
			texts: []string{
				"The bridge, which was built in 1950 by the army, was closed on Monday.",
				road + "\nThe bridge was closed on Monday.\nThe bridge was built in 1950 by the army.",
			},
			present: []string{"2 2-2 " + road, "1 2-2 The bridge was closed on Monday.", "1 2-2 The bridge was built in 1950 by the army."},
		},
		{
			name:     "everything vanished",
			texts:    []string{toll + "\n" + quote, road},
			present:  []string{"2 2-2 " + road},
			vanished: []string{"1 1-1 " + toll, "1 1-1 " + quote},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := History(revisions(c.texts...))
			if d := cmp.Diff(c.present, lines(b.Present)); d != "" {
				t.Errorf("present: %s", d)
			}
			if d := cmp.Diff(c.vanished, lines(b.Vanished)); d != "" {
				t.Errorf("vanished: %s", d)
			}
		})
	}
}

func TestHistoryWords(t *testing.T) {
	for _, c := range []struct {
		name, want string
		texts      []string
	}{
		{
			name:  "edits",
			texts: []string{"At least 35 people died.", "At least 38 people died.", "At least 38 people died, police said."},
			want:  "At/1 least/1 38/2 people/1 died/1 ,/3 police/3 said/3 ./1",
		},
		{
			name:  "moved inside, capital changed",
			texts: []string{"At least 35 people died, police said.", "Police said at least 35 people died."},
			want:  "Police/1 said/1 at/1 least/1 35/1 people/1 died/1 ./1",
		},
		{
			name:  "a number came back",
			texts: []string{"At least 35 died.", "At least 53 died.", "At least 35 died."},
			want:  "At/1 least/1 35/1 died/1 ./1",
		},
		{
			name:  "merged",
			texts: []string{"One man died.", "One man died.\nTwo were hurt.", "One man died and two were hurt."},
			want:  "One/1 man/1 died/1 and/3 two/2 were/2 hurt/2 ./2",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := History(revisions(c.texts...))
			var got []string
			for _, o := range b.Present {
				for _, w := range o.Words {
					got = append(got, fmt.Sprintf("%s/%d", o.Text[w.Start:w.End], w.First+1))
				}
			}
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("got  %s\nwant %s", s, c.want)
			}
		})
	}
}

// FuzzHistory states that a story's last text is all there, in order, and that
// no sentence is older than the story or seen after it.
func FuzzHistory(f *testing.F) {
	f.Add("a b c.\nd e f.", "d e f.\na b x.", "a b c.")
	f.Fuzz(func(t *testing.T, x, y, z string) {
		revs := revisions(x, y, z)
		b := History(revs)
		last := revs[2].Article.Body.Sentences()
		if len(b.Present) != len(last) {
			t.Fatalf("%d sentences, want %d", len(b.Present), len(last))
		}
		for i, o := range b.Present {
			if o.Sentence != last[i] || o.Last() != 2 {
				t.Fatalf("sentence %d is %v last seen in %d", i, o.Sentence, o.Last())
			}
		}
		for _, o := range append(b.Present, b.Vanished...) {
			if o.First < 0 || o.First > o.Since() {
				t.Fatalf("%q: first seen %d, in these words %d", o.Text, o.First, o.Since())
			}
			for _, s := range o.Seen {
				if !strings.Contains(revs[s.From].Article.Body.Text(), o.Text) || s.To > 2 {
					t.Fatalf("%q was not in revision %d", o.Text, s.From)
				}
			}
			for _, w := range o.Words {
				if w.First < o.First {
					t.Fatalf("%q: a word is older than its sentence", o.Text)
				}
			}
		}
	})
}
