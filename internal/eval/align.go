package eval

import (
	"encoding/json"

	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/news"
)

type alignText struct {
	Title     string     `json:"title"`
	Paras     [][]string `json:"paras"`
	Sentences []string   `json:"sents"`
}

func (t alignText) article() *news.Article {
	a := &news.Article{Headline: t.Title}
	for _, p := range t.Paras {
		if len(p) > 0 {
			a.Body = append(a.Body, news.Paragraph{Sentences: p})
		}
	}
	if len(t.Sentences) > 0 {
		a.Body = append(a.Body, news.Paragraph{Sentences: t.Sentences})
	}
	return a
}

// align pairs the sentences of two versions of a text.
func align(line []byte, emit func(any) error) error {
	var in struct {
		ID       string `json:"id"`
		Old, New alignText
	}
	if err := json.Unmarshal(line, &in); err != nil {
		return err
	}
	out := struct {
		ID    string   `json:"id"`
		Pairs [][2]int `json:"pairs"`
		Moved []int    `json:"moved"`
	}{in.ID, [][2]int{}, []int{}}
	r := diff.Articles(in.Old.article(), in.New.article(), diff.Options{Structure: true})
	for _, p := range r.Pairs {
		for _, i := range p.Old {
			for _, j := range p.New {
				out.Pairs = append(out.Pairs, [2]int{i, j})
			}
			if p.Move > 0 {
				out.Moved = append(out.Moved, i)
			}
		}
	}
	return emit(out)
}
