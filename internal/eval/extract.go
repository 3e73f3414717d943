package eval

import (
	"encoding/json"
	"errors"

	"github.com/newsarc/newsarc/ingest/html"
	"github.com/newsarc/newsarc/news"
)

// extract answers {"id","url","html"} with the article of the page. A page
// without one has an empty body.
func extract(line []byte, emit func(any) error) error {
	var in struct {
		ID   string `json:"id"`
		URL  string `json:"url"`
		HTML string `json:"html"`
	}
	if err := json.Unmarshal(line, &in); err != nil {
		return err
	}
	it, err := html.Article(in.HTML, in.URL)
	if err != nil && !errors.Is(err, html.ErrNoArticle) {
		return err
	}
	if err != nil {
		it.Article = &news.Article{}
	}
	a := it.Article
	body := a.Body.Text()
	for _, o := range it.Trace {
		// The dateline is a field of its own, but was printed in the text.
		if o.Field == "dateline" && o.From == "first paragraph" && o.Used {
			body = a.Dateline + " — " + body
		}
	}
	return emit(struct {
		ID        string `json:"id"`
		Headline  string `json:"headline"`
		Byline    string `json:"byline"`
		Published string `json:"published"`
		Body      string `json:"body"`
	}{in.ID, a.Headline, a.Byline, a.Published.String(), body})
}
