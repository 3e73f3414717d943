package html

import (
	"net/url"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/news"
)

// body finds the text of the article. It changes doc.
func body(doc *html.Node, m *metadata) news.Body {
	prune(doc)
	root := column(doc, m)
	if root == nil {
		return nil
	}
	blocks := blocksOf(root)
	blocks = weed(blocks, m)
	var out news.Body
	for _, b := range blocks {
		if s := ingest.Sentences(b.text, m.a.Lang()); len(s) > 0 {
			out = append(out, news.Paragraph{Kind: b.kind, Sentences: s})
		}
	}
	return out
}

// column finds the element that holds the text.
func column(doc *html.Node, m *metadata) *html.Node {
	base := m.base
	if base == nil {
		base = &url.URL{}
	}
	p := readability.NewParser()
	p.KeepClasses = true
	p.DisableJSONLD = true
	art, err := p.ParseDocument(doc, base)
	if err != nil {
		return nil
	}
	return art.Node
}
