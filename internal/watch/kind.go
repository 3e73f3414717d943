package watch

import "github.com/newsarc/newsarc/internal/answer"

// Kind says what an address is to the watcher.
type Kind = answer.Kind

// The kinds of addresses. All but Article list others.
const (
	Article = answer.Article
	Auto    = answer.Auto
	Feed    = answer.Feed
	Sitemap = answer.Sitemap
	Front   = answer.Front
)
