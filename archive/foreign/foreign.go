// Package foreign reads the archives of other programs that keep versions of
// news articles: the git repositories of NewsDiffs and the SQLite database of
// diffengine. It lies with package archive because that owns the libraries for
// both. It only reads: neither of them is changed, not even by a lock.
//
// What a version's words mean is not its business: package backfill makes
// articles of them.
package foreign

import (
	"errors"
	"time"
)

// Version is one state of an article, as another program kept it.
type Version struct {
	URL    string
	Title  string
	Byline string
	Date   string    // as printed on the page; may be empty
	Text   string    // of the body, paragraphs parted by line feeds; empty where there is HTML
	HTML   string    // of the body, as far as the program cut it out of the page
	Seen   time.Time // when the program took it
	Where  string    // commit and path, or row: for messages
}

// ErrFormat says that there is no archive of the expected kind.
var ErrFormat = errors.New("not an archive of that kind")
