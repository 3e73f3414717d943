package html

import (
	"strings"
	"testing"
)

// TestColumn: what is the column of a page, and what of it is text.
func TestColumn(t *testing.T) {
	prose := func(n string) string {
		return "Paragraph " + n + " tells of the bridge, of the river under it, and of those who cross both on their way to work each morning, rain or shine."
	}
	p := func(n string) string { return "<p>" + prose(n) + "</p>" }
	four := p("1") + p("2") + p("3") + p("4")
	for _, test := range []struct {
		name, body string
		want, not  []string // parts of the text
	}{
		{"the element with the paragraphs", `<div class="x">` + four + `</div><div><p>Short</p></div>`, []string{"Paragraph 1", "Paragraph 4"}, []string{"Short"}},
		{
			"divisions that are paragraphs", `<div class="story"><div>` + prose("1") + `</div><div>` + prose("2") + `</div><div>` + prose("3") + `</div><div>` + prose("4") + `</div></div>`,
			[]string{"Paragraph 1", "Paragraph 4"},
			nil,
		},
		{
			"text parted by breaks", `<div class="story">` + prose("1") + `<br><br>` + prose("2") + `<br> <br>` + prose("3") + `<br><br>` + prose("4") + `</div>`,
			[]string{"Paragraph 1", "Paragraph 2", "Paragraph 4"},
			nil,
		},
		{"an unlikely name", `<div class="story">` + four + `</div><div class="right sidebar">` + p("5") + p("6") + p("7") + `</div>`, []string{"Paragraph 4"}, []string{"Paragraph 5"}},
		{"an unlikely name, but all there is", `<div class="right sidebar">` + four + `</div>`, []string{"Paragraph 1", "Paragraph 4"}, nil},
		{"a preamble beside the column", `<section>` + p("0") + `<div class="story">` + four + `</div></section>`, []string{"Paragraph 0", "Paragraph 4"}, nil},
		{
			"two halves of one name", `<section><div class="part">` + four + `</div><div class="part">` + strings.ReplaceAll(four, "Paragraph ", "Paragraph 1") + `</div></section>`,
			[]string{"Paragraph 1 ", "Paragraph 14"},
			nil,
		},
		{
			"a part made of links", `<div class="story">` + four + `<div><p><a href="/a">One thing</a></p><p><a href="/b">Another thing</a></p></div></div>`,
			[]string{"Paragraph 4"},
			[]string{"One thing"},
		},
		{"a list of facts", `<div class="story">` + four + `<ul><li>The bridge is 80 years old.</li><li>It has two lanes.</li></ul></div>`, []string{"80 years old", "two lanes"}, nil},
		{"a table of data", `<div class="story">` + four + `<table><tr><th>Year</th><th>Cars</th></tr><tr><td>1990</td><td>800</td></tr></table></div>`, []string{"1990", "800"}, nil},
		{"a link to share", `<div class="story">` + four + `<div class="tool share"><p>Tell your friends of it.</p></div></div>`, []string{"Paragraph 4"}, []string{"friends"}},
		{"hidden text", `<div class="story">` + four + `<p style="display: none">Not to be seen by anybody, not even now.</p></div>`, []string{"Paragraph 4"}, []string{"anybody"}},
		{
			"comments longer than the text", `<div class="story">` + four + `</div><div id="comments"><p>Said by A.</p>` + strings.ReplaceAll(four+four, "Paragraph", "Answer") + `</div>`,
			[]string{"Paragraph 1", "Paragraph 4"},
			[]string{"Answer"},
		},
		{"stories below", `<main><div class="story-body">` + four + `</div><div class="more"><p>` + prose("8") + `</p></div></main>`, []string{"Paragraph 4"}, []string{"Paragraph 8"}},
		{
			"paragraphs half of which are folded", `<div><div class="par">` + prose("1") + `</div><div class="par">` + prose("2") + `</div><div class="rest"><div class="par">` + prose("3") +
				`</div><div class="par">` + prose("4") + `</div><div class="par">` + prose("5") + `</div><div class="par">` + prose("6") + `</div><div class="par">` + prose("7") + `</div></div></div>`,
			[]string{"Paragraph 1", "Paragraph 7"},
			nil,
		},
		{
			"a box in the text", `<div class="story">` + four + `<div class="team"><h5>Who we are</h5><p>` + prose("9") + `</p><ul><li>Ada</li><li>Ben</li><li>Cid</li><li>Dora</li></ul></div></div>`,
			[]string{"Paragraph 4"},
			[]string{"Who we are", "Ada"},
		},
		{"a line under a picture", `<div class="story">` + four + `<div class="pic"><img><div>The old bridge in spring</div></div></div>`, []string{"Paragraph 4"}, []string{"in spring"}},
		{"nothing but a line", `<p>A line of text that is all there is.</p>`, []string{"all there is"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc, err := parse("<html><body>" + test.body + "</body></html>")
			if err != nil {
				t.Fatal(err)
			}
			prune(doc)
			var lines []string
			for _, b := range columnBlocks(doc, "") {
				lines = append(lines, b.text)
			}
			got := strings.Join(lines, "\n")
			for _, s := range test.want {
				if !strings.Contains(got, s) {
					t.Errorf("%q is missing in %q", s, got)
				}
			}
			for _, s := range test.not {
				if strings.Contains(got, s) {
					t.Errorf("%q is in %q", s, got)
				}
			}
		})
	}
}

// TestColumnOfNothing: a page without a text has no column.
func TestColumnOfNothing(t *testing.T) {
	for _, page := range []string{"", "<frameset></frameset>", "<body><img></body>"} {
		doc, err := parse(page)
		if err != nil {
			t.Fatal(err)
		}
		if b := columnBlocks(doc, ""); len(b) > 0 {
			t.Errorf("%q has the column %q", page, b[0].text)
		}
	}
}
