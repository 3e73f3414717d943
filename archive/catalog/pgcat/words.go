package pgcat

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/newsarc/newsarc/archive/catalog"
)

// The bounds of a tsvector (chapter 12.11 of PostgreSQL's documentation): bytes
// of a word, the last place, places of one word, and bytes of it all.
const (
	maxWord     = 2000
	maxPlace    = 16383
	maxPlaces   = 255
	maxDocument = 900_000
)

// How much of a document its tsvector says, the column "long" of words.
const (
	whole   = 0 // all
	placing = 1 // which words, but not of all where: it may hold any row of its words
	nothing = 2 // it may answer any query
)

// document writes a tsvector as text: the words of the headline have weight A,
// those of the body D, the lightest. n is how many words there are.
func document(d *catalog.Words) (text string, n, long int) {
	places := map[string][]int{}
	headline := 0
	for i, part := range []string{d.Headline, d.Body} {
		for word := range strings.FieldsSeq(part) {
			n++
			places[cut(word)] = append(places[cut(word)], n)
		}
		if i == 0 {
			headline = n
		}
	}
	if n > maxPlace {
		long = placing
	}
	size := 0
	for word, at := range places {
		size += len(word) + 8 + 2*min(len(at), maxPlaces)
		if len(at) > maxPlaces {
			long = placing
		}
	}
	if size > maxDocument {
		long = placing
		size = 0
		for word := range places {
			size += len(word) + 8
		}
		if size > maxDocument {
			return "", n, nothing
		}
	}
	bare := long == placing && size > maxDocument/2
	var b strings.Builder
	for word, at := range places {
		quote(&b, word)
		if !bare {
			writePlaces(&b, at, headline)
		}
		b.WriteByte(' ')
	}
	return b.String(), n, long
}

func writePlaces(b *strings.Builder, at []int, headline int) {
	for i, n := range at[:min(len(at), maxPlaces)] {
		if n > maxPlace && i > 0 {
			break
		}
		sign := byte(',')
		if i == 0 {
			sign = ':'
		}
		b.WriteByte(sign)
		fmt.Fprint(b, min(n, maxPlace))
		if n <= headline {
			b.WriteByte('A')
		}
	}
}

// cut shortens a word to what a tsvector takes.
func cut(word string) string {
	if len(word) <= maxWord {
		return word
	}
	n := maxWord
	for !utf8.RuneStart(word[n]) {
		n--
	}
	return word[:n]
}

// quote writes a word as tsvector and tsquery read it.
func quote(b *strings.Builder, word string) {
	b.WriteByte('\'')
	b.WriteString(strings.NewReplacer(`'`, `''`, `\`, `\\`).Replace(word))
	b.WriteByte('\'')
}

// asked is a query in PostgreSQL's language.
type asked struct {
	strict string   // words of one term in a row
	loose  string   // words of one term anywhere
	rows   bool     // the two differ
	words  []string // each by itself, for the ranking
}

func ask(q catalog.Query) asked {
	var a asked
	var strict, loose []string
	seen := map[string]bool{}
	for _, group := range q {
		var s, l []string
		for _, t := range group {
			words := lexemes(t)
			if len(words) == 0 {
				continue
			}
			a.rows = a.rows || len(words) > 1
			s = append(s, "("+strings.Join(words, " <-> ")+")")
			l = append(l, strings.Join(words, " & "))
			for _, w := range words {
				if !seen[w] {
					seen[w] = true
					a.words = append(a.words, w)
				}
			}
		}
		if len(s) > 0 {
			strict, loose = append(strict, "("+strings.Join(s, " & ")+")"), append(loose, "("+strings.Join(l, " & ")+")")
		}
	}
	a.strict, a.loose = strings.Join(strict, " | "), strings.Join(loose, " | ")
	return a
}

// lexemes returns the words of a term, quoted.
func lexemes(t catalog.Term) []string {
	words := strings.Fields(strings.Join(t.Words, " "))
	for i, w := range words {
		var b strings.Builder
		quote(&b, cut(w))
		if t.Prefix && i == len(words)-1 {
			b.WriteString(":*")
		}
		words[i] = b.String()
	}
	return words
}

// weights are of words with the weights D, C, B and A.
var weights = []float32{1.0 / catalog.HeadlineWeight, 1.0 / catalog.HeadlineWeight, 1.0 / catalog.HeadlineWeight, 1}

// maxRanked bounds the words of a query that count for the ranking.
const maxRanked = 8

// maxScored bounds the stories that are scored, whatever the limit: each takes the
// server some 50 µs, mostly to fetch its document.
const maxScored = 1000

// common is a number of stories from which on a word is common: it is counted no
// further.
const common = 20_000

// Match implements catalog.Catalog. The ranking is that of BM25, with its usual
// constants: a word counts the more the fewer stories have it, and in each story
// the more often it is there and the shorter the text is. Only how much a second
// occurrence adds is ts_rank's, which adds less.
func (c *Catalog) Match(ctx context.Context, q catalog.Query, f catalog.Filter, limit int) ([]catalog.Found, error) {
	a := ask(q)
	if a.strict == "" {
		return nil, nil
	}
	args := []any{a.strict, min(limit, maxScored), weights}
	place := func(v any) int {
		args = append(args, v)
		return len(args)
	}
	arms := []string{"SELECT story FROM %.words WHERE v @@ $1::tsquery", fmt.Sprintf("SELECT story FROM %%.words WHERE long > 0 AND long = %d", nothing)}
	if a.rows {
		arms = append(arms, fmt.Sprintf("SELECT story FROM %%.words WHERE long > 0 AND long = %d AND v @@ $%d::tsquery", placing, place(a.loose)))
	}
	narrow := ""
	if f.Narrow() {
		cond, _, _ := strings.Cut(where(&f, &args), " ORDER BY ")
		narrow = " WHERE EXISTS (SELECT FROM %.story s JOIN %.revision r ON r.story = s.id" + cond + " AND s.id = m.story)"
	}
	var rarity, score []string
	for i, w := range a.words[:min(len(a.words), maxRanked)] {
		n := place(w)
		weight := "1"
		if len(a.words) > 1 {
			rarity = append(rarity, fmt.Sprintf("(SELECT count(*) FROM (SELECT FROM %%.words WHERE v @@ $%d::tsquery LIMIT %d) x) AS n%d", n, common, i))
			weight = fmt.Sprintf("ln(1 + (greatest(t.n, t.n%d) - t.n%d + 0.5) / (t.n%d + 0.5))", i, i, i)
		}
		score = append(score, fmt.Sprintf("%s * ts_rank($3::real[], d.v, $%d::tsquery)", weight, n))
	}
	query := "WITH t AS MATERIALIZED (SELECT " + strings.Join(append([]string{"c.stories AS n"}, rarity...), ", ") + " FROM %.catalog c), m AS MATERIALIZED (SELECT m.story FROM (" +
		strings.Join(arms, " UNION ") + ") m" + narrow + " ORDER BY m.story DESC LIMIT $2) " +
		"SELECT m.story, x.score / (1 + 1.2 * (0.25 + 0.75 * w.size / (avg(w.size + 1) OVER ())::double precision)) " +
		"FROM m JOIN %.words w ON w.story = m.story, t, LATERAL (SELECT (" + strings.Join(score, " + ") + ")::double precision AS score " +
		"FROM (SELECT w.v || '' AS v OFFSET 0) d OFFSET 0) x ORDER BY m.story DESC" // d reads v once, for all words
	return c.indexed(ctx, query, args)
}

// indexed runs a query that is to use the full-text index. The server believes that
// to go through all documents costs no more: it does not count that each must be
// fetched from where large values lie. Nor is it to compile what takes longer to
// compile than to do.
func (c *Catalog) indexed(ctx context.Context, query string, args []any) (found []catalog.Found, err error) {
	err = c.db.Again(ctx, "search", func(ctx context.Context) error {
		var b pgx.Batch
		b.Queue("SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)")
		b.Queue(c.db.In(query), args...).Query(func(rows pgx.Rows) error {
			found, err = gather(rows, nil, func(f *catalog.Found) []any { return []any{&f.Story, &f.Score} })
			return err
		})
		return c.db.Pool().SendBatch(ctx, &b).Close()
	})
	return found, wrap(err)
}

// Places implements catalog.Catalog.
func (c *Catalog) Places(ctx context.Context, stories []int64) ([]catalog.Place, error) {
	return collect(ctx, c, "SELECT s.source, r.captured, r.published FROM %.story s JOIN %.revision r ON r.id = s.latest WHERE s.id = ANY ($1)", []any{stories},
		func(p *catalog.Place) []any { return []any{&p.Source, &p.Captured, catalog.Instant{To: &p.Published}} })
}

// Unindexed implements catalog.Catalog.
func (c *Catalog) Unindexed(ctx context.Context, limit int) (stories []int64, from, to int64, err error) {
	type lacking struct {
		story, from, to int64
		lacks           bool
	}
	list, err := collect(ctx, c, `WITH x AS (SELECT r.id, r.story, c.indexed FROM %.catalog c, LATERAL (
			SELECT id, story FROM %.revision WHERE id > c.indexed ORDER BY id LIMIT $1) r)
		SELECT x.story, min(x.indexed), max(x.id), coalesce(max(w.rows) < max(x.id), true)
		FROM x LEFT JOIN %.words w ON w.story = x.story GROUP BY x.story`, []any{limit},
		func(l *lacking) []any { return []any{&l.story, &l.from, &l.to, &l.lacks} })
	for _, l := range list {
		from, to = l.from, max(to, l.to)
		if l.lacks {
			stories = append(stories, l.story)
		}
	}
	slices.Sort(stories)
	return stories, from, to, err
}

// Backlog implements catalog.Catalog.
func (c *Catalog) Backlog(ctx context.Context) (n int64, err error) {
	_, err = c.row(ctx, "SELECT revisions - indexed FROM %.catalog", nil, &n)
	return n, err
}

// PutWords implements catalog.Catalog. The row that says how far the index is is
// written last, so that who adds need not wait for the documents.
func (c *Catalog) PutWords(ctx context.Context, from, to int64, docs []catalog.Words) error {
	n := len(docs)
	stories, long, sizes, rows, texts := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n), make([]string, n)
	for i := range docs {
		text, size, how := document(&docs[i])
		stories[i], long[i], sizes[i], rows[i], texts[i] = docs[i].Story, int64(how), int64(size), docs[i].Rows, text
	}
	err := c.update(ctx, "write the full-text index", func(ctx context.Context, tx pgx.Tx) error {
		var b pgx.Batch
		b.Queue(lazily)
		b.Queue(c.db.In(`INSERT INTO %.words (story, long, size, rows, v) SELECT v.story, v.long, v.size, v.rows, v.v::tsvector
			FROM unnest($1::integer[], $2::smallint[], $3::integer[], $4::bigint[], $5::text[]) AS v (story, long, size, rows, v) ORDER BY 1
			ON CONFLICT (story) DO UPDATE SET long = excluded.long, size = excluded.size, rows = excluded.rows, v = excluded.v`), stories, long, sizes, rows, texts)
		if err := tx.SendBatch(ctx, &b).Close(); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, c.db.In("UPDATE %.catalog SET indexed = $2 WHERE indexed = $1"), from, to)
		if err == nil && tag.RowsAffected() == 0 {
			err = errDone // another was faster: drop this
		}
		return err
	})
	if isDone(err) {
		return nil
	}
	return err
}
