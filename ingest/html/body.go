package html

import (
	"net/url"
	"strings"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/news"
)

// body finds the text of the article.
func body(doc *html.Node, m *metadata) news.Body {
	base := m.base
	if base == nil {
		base = &url.URL{}
	}
	art, err := readability.FromDocument(doc, base)
	if err != nil || art.Node == nil {
		return nil
	}
	var sb strings.Builder
	if art.RenderText(&sb) != nil {
		return nil
	}
	return ingest.Body(sb.String(), m.a.Lang())
}
