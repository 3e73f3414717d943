package html

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestMainColumn: what is the column of a page, and what of it is text.
func TestMainColumn(t *testing.T) {
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
		{"divisions that are paragraphs", `<div class="story"><div>` + prose("1") + `</div><div>` + prose("2") + `</div><div>` + prose("3") + `</div><div>` + prose("4") + `</div></div>`,
			[]string{"Paragraph 1", "Paragraph 4"}, nil},
		{"text parted by breaks", `<div class="story">` + prose("1") + `<br><br>` + prose("2") + `<br> <br>` + prose("3") + `<br><br>` + prose("4") + `</div>`,
			[]string{"Paragraph 1", "Paragraph 2", "Paragraph 4"}, nil},
		{"an unlikely name", `<div class="story">` + four + `</div><div class="skyscraper">` + p("5") + p("6") + p("7") + `</div>`, []string{"Paragraph 4"}, []string{"Paragraph 5"}},
		{"an unlikely name, but all there is", `<div class="skyscraper">` + four + `</div>`, []string{"Paragraph 1", "Paragraph 4"}, nil},
		{"a preamble beside the column", `<section>` + p("0") + `<div class="story">` + four + `</div></section>`, []string{"Paragraph 0", "Paragraph 4"}, nil},
		{"two halves of one name", `<section><div class="part">` + four + `</div><div class="part">` + strings.ReplaceAll(four, "Paragraph ", "Paragraph 1") + `</div></section>`,
			[]string{"Paragraph 1 ", "Paragraph 14"}, nil},
		{"a part made of links", `<div class="story">` + four + `<div><p><a href="/a">One thing</a></p><p><a href="/b">Another thing</a></p></div></div>`,
			[]string{"Paragraph 4"}, []string{"One thing"}},
		{"a list of facts", `<div class="story">` + four + `<ul><li>The bridge is 80 years old.</li><li>It has two lanes.</li></ul></div>`, []string{"80 years old", "two lanes"}, nil},
		{"a table of data", `<div class="story">` + four + `<table><tr><th>Year</th><th>Cars</th></tr><tr><td>1990</td><td>800</td></tr></table></div>`, []string{"1990 800"}, nil},
		{"what loads", `<div class="story">` + four + `<div><p>Loading…</p><p></p></div></div>`, []string{"Paragraph 4"}, []string{"Loading"}},
		{"a link to share", `<div class="story">` + four + `<div class="tool share"><p>Tell your friends of it.</p></div></div>`, []string{"Paragraph 4"}, []string{"friends"}},
		{"hidden text", `<div class="story">` + four + `<p style="display: none">Not to be seen by anybody, not even now.</p></div>`, []string{"Paragraph 4"}, []string{"anybody"}},
		{"the headline again", `<div class="story"><h2>Bridge over the river is closed</h2>` + four + `</div>`, []string{"Paragraph 4"}, []string{"is closed"}},
		{"nothing but a line", `<p>A line of text that is all there is.</p>`, []string{"all there is"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc, err := parse("<html><body>" + test.body + "</body></html>")
			if err != nil {
				t.Fatal(err)
			}
			root := mainColumn(doc, "Bridge over the river is closed")
			if root == nil {
				t.Fatal("no column")
			}
			got := textOf(root)
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

// TestMainColumnKeeps: the page is not changed but for its line breaks, and an
// empty one has no column.
func TestMainColumnKeeps(t *testing.T) {
	doc, err := parse("<div><p>One.</p></div><div>Two <b>and</b> three.</div>")
	if err != nil {
		t.Fatal(err)
	}
	before := rawText(doc)
	mainColumn(doc, "")
	if after := rawText(doc); after != before || first(doc, func(n *html.Node) bool { return n.Data == "b" && n.Parent.Data == "div" }) == nil {
		t.Errorf("the page is %q", after)
	}
	empty, _ := parse("")
	if root := mainColumn(empty, ""); root != nil {
		t.Errorf("an empty page has the column %q", textOf(root))
	}
}
