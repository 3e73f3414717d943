package archive

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/news"
)

// Story finds the story that name means: its id, a unique part of its id, or a
// URL. The error is an *AmbiguousError or wraps ErrNotFound.
func (a *Archive) Story(ctx context.Context, name string) (s Story, err error) {
	err = a.read(ctx, func(c catalog.Catalog) error {
		row, err := a.storyNamed(ctx, c, name)
		if err == nil {
			row.First = row.Latest.Captured
			if first, ok, firstErr := c.RevisionAt(ctx, &row, 1); ok || firstErr != nil {
				row.First, err = first.Captured, firstErr
			}
			s = storyOfRow(&row)
		}
		return err
	})
	return s, err
}

// Resolve finds the revision that name means. docs/format.md lists the forms.
// The error is an *AmbiguousError or wraps ErrNotFound.
func (a *Archive) Resolve(ctx context.Context, name string) (rev news.Revision, err error) {
	err = a.read(ctx, func(c catalog.Catalog) error {
		n, err := a.resolve(ctx, c, name)
		if err == nil {
			rev, err = readRevision(ctx, a.store, &n.row)
		}
		return err
	})
	return rev, err
}

// ResolveRange finds both ends of "A..B". An end that begins with @ or ~ takes
// the story of the other; a missing end is the story's first or latest revision.
// A name without dots means the revision before it and itself; from is then the
// zero Revision where there is none before.
func (a *Archive) ResolveRange(ctx context.Context, name string) (from, to news.Revision, err error) {
	err = a.read(ctx, func(c catalog.Catalog) error {
		_, x, y, err := a.resolveRange(ctx, c, name)
		if err != nil {
			return err
		}
		if x.ID != 0 {
			if from, err = readRevision(ctx, a.store, &x); err != nil {
				return err
			}
		}
		to, err = readRevision(ctx, a.store, &y)
		return err
	})
	return from, to, err
}

// cutRange parts "A..B" at its dots, which may be two or three.
func cutRange(name string) (from, to string, ok bool) {
	depth := 0
	for i := range len(name) {
		switch {
		case name[i] == '{':
			depth++
		case name[i] == '}':
			depth--
		case depth == 0 && strings.HasPrefix(name[i:], ".."):
			return name[:i], strings.TrimPrefix(name[i+2:], "."), true
		}
	}
	return name, "", false
}

func (a *Archive) resolveRange(ctx context.Context, c catalog.Catalog, name string) (s catalog.Story, from, to catalog.Revision, err error) {
	x, y, ok := cutRange(name)
	if !ok {
		n, err := a.resolve(ctx, c, name)
		if err != nil {
			return s, from, to, err
		}
		from, _, err = c.RevisionAt(ctx, &n.story, n.row.Number-1)
		return n.story, from, n.row, err
	}
	switch {
	case x == "" && y == "":
		return s, from, to, &NameError{Name: name, What: "range", Why: "it names no story"}
	case x == "":
		base, _ := cutSuffixes(y)
		x = base + "@first"
	case y == "":
		base, _ := cutSuffixes(x)
		y = base + "@latest"
	}
	if strings.HasPrefix(y, "@") || strings.HasPrefix(y, "~") {
		base, _ := cutSuffixes(x)
		y = base + y
	} else if strings.HasPrefix(x, "@") || strings.HasPrefix(x, "~") {
		base, _ := cutSuffixes(y)
		x = base + x
	}
	m, err := a.resolve(ctx, c, x)
	if err != nil {
		return s, from, to, err
	}
	n, err := a.resolve(ctx, c, y)
	return n.story, m.row, n.row, err
}

// named is what a name was found to mean.
type named struct {
	story catalog.Story
	row   catalog.Revision
	exact bool // the name means this revision, and not its story
}

// cutSuffixes takes the steps off a name, the first one first.
func cutSuffixes(name string) (base string, steps []string) {
	for {
		at := stepAt(name)
		if at < 0 {
			slices.Reverse(steps)
			return name, steps
		}
		steps = append(steps, name[at:])
		name = name[:at]
	}
}

// stepAt returns where the last step of a name begins, -1 if it ends in none:
// ^, ~, ~2, @3, @first, @latest or @{...}.
func stepAt(name string) int {
	if rest, ok := strings.CutSuffix(name, "}"); ok {
		open := strings.LastIndexAny(rest, "{}")
		if open > 0 && rest[open] == '{' && rest[open-1] == '@' {
			return open - 1
		}
		return -1
	}
	for _, s := range []string{"^", "@first", "@latest"} {
		if strings.HasSuffix(name, s) {
			return len(name) - len(s)
		}
	}
	rest := strings.TrimRight(name, "0123456789")
	if strings.HasSuffix(rest, "~") || strings.HasSuffix(rest, "@") && rest != name {
		return len(rest) - 1
	}
	return -1
}

func (a *Archive) resolve(ctx context.Context, c catalog.Catalog, name string) (named, error) {
	base, steps := cutSuffixes(name)
	if strings.Contains(name, "://") && len(steps) > 0 {
		// An address may end in what looks like a step.
		if s, ok, err := storyByAddress(ctx, c, urlAddress(name)); ok || err != nil {
			return named{story: s, row: s.Latest}, err
		}
	}
	if base == "" {
		return named{}, &NameError{Name: name, What: "revision", Why: "it names no story"}
	}
	n, err := a.resolveBase(ctx, c, base)
	if err != nil {
		return named{}, err
	}
	for _, step := range steps {
		if n.row, err = a.step(ctx, c, n, step); err != nil {
			var missing *NameError
			if errors.As(err, &missing) {
				missing.Name = name
			}
			return named{}, err
		}
		n.exact = true
	}
	return n, nil
}

// resolveBase finds a commit or a story.
func (a *Archive) resolveBase(ctx context.Context, c catalog.Catalog, base string) (named, error) {
	if isHex(base) {
		n, err := a.resolveCommit(ctx, c, strings.ToLower(base))
		if !isNotFound(err) {
			return n, err
		}
		if s, sErr := a.storyNamed(ctx, c, base); sErr == nil {
			return named{story: s, row: s.Latest}, nil
		}
		return n, err
	}
	s, err := a.storyNamed(ctx, c, base)
	return named{story: s, row: s.Latest}, err
}

// isHex reports whether s can be the beginning of an object id.
func isHex(s string) bool {
	if len(s) < 4 || len(s) > 40 {
		return false
	}
	for i := range len(s) {
		if c := s[i] | 0x20; (s[i] < '0' || s[i] > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// resolveCommit finds the revision whose commit's id begins with prefix.
func (a *Archive) resolveCommit(ctx context.Context, c catalog.Catalog, prefix string) (named, error) {
	const limit = 256 // objects that share the prefix; most are no commits
	ids, err := a.store.Prefix(ctx, prefix, limit)
	if err != nil {
		return named{}, err
	}
	var found []named
	why := ""
	for _, id := range ids {
		o, err := a.store.Get(ctx, id)
		if err != nil {
			var damaged *odb.DamagedError
			if errors.As(err, &damaged) && len(ids) > 1 {
				continue
			}
			return named{}, err
		}
		if o.Type != odb.Commit {
			why = "it is a " + o.Type.String()
			continue
		}
		revs, err := a.revisionsIn(ctx, c, id, o.Data)
		if err != nil {
			return named{}, err
		}
		if len(revs) == 0 {
			why = "the commit holds no revision"
		}
		found = append(found, revs...)
	}
	switch len(found) {
	case 0:
		return named{}, &NameError{Name: prefix, What: "revision", Why: why}
	case 1:
		return found[0], nil
	}
	return named{}, a.ambiguousRevision(ctx, prefix, found)
}

func (a *Archive) ambiguousRevision(ctx context.Context, name string, found []named) error {
	e := &AmbiguousError{Name: name, What: "revision", More: len(found) > MaxCandidates}
	sameCommit := found[0].row.Commit == found[len(found)-1].row.Commit
	for _, n := range found[:min(len(found), MaxCandidates)] {
		cand := Candidate{Name: n.row.Commit.String()[:12], Captured: unix(n.row.Captured)}
		if sameCommit {
			cand.Name = fmt.Sprintf("%s@%d", n.row.Path, n.row.Number)
		}
		if rev, err := readRevision(ctx, a.store, &n.row); err == nil {
			cand.Headline = rev.Headline
		}
		e.Candidates = append(e.Candidates, cand)
	}
	return e
}

// revisionsIn returns the revisions that a commit made: one, if newsarc wrote it.
func (a *Archive) revisionsIn(ctx context.Context, c catalog.Catalog, id odb.ID, data []byte) ([]named, error) {
	co, err := parseCommit(data)
	if err != nil {
		return nil, fmt.Errorf("commit %s: %w", id, err)
	}
	stories := []string{co.Trailers[keyStory]}
	if stories[0] == "" {
		changes, err := a.historyAfter(ctx, co.Parent).next(ctx, []odb.ID{id}, func(odb.ID, error) {})
		if err != nil {
			return nil, err
		}
		stories = stories[:0]
		for _, ch := range changes {
			stories = append(stories, ch.story)
		}
	}
	found, err := madeBy(ctx, c, id, stories)
	if len(found) > 0 || err != nil {
		return found, err
	}
	for _, path := range stories {
		more, err := apartFrom(ctx, c, path)
		if err != nil {
			return nil, err
		}
		apart, err := madeBy(ctx, c, id, more)
		if err != nil {
			return nil, err
		}
		found = append(found, apart...)
	}
	return found, nil
}

// madeBy returns the revisions of stories that a commit made.
func madeBy(ctx context.Context, c catalog.Catalog, id odb.ID, stories []string) (found []named, err error) {
	for _, path := range stories {
		s, ok, err := storyByPath(ctx, c, path)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		rows, err := revisionsOf(ctx, c, s.ID)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			if rows[i].Number == 0 && i > 0 { // it repeats the one before
				rows[i].Number = rows[i-1].Number
			}
			if rows[i].Commit == id {
				found = append(found, named{story: s, row: rows[i], exact: true})
			}
		}
	}
	return found, nil
}

// step takes one step from a revision to another one of its story.
func (a *Archive) step(ctx context.Context, c catalog.Catalog, n named, step string) (catalog.Revision, error) {
	s := &n.story
	number := 0
	switch {
	case step == "@first":
		number = 1
	case step == "@latest":
		number = s.Revisions
	case step == "^" || step == "~":
		number = n.row.Number - 1
	case strings.HasPrefix(step, "~"):
		back, err := strconv.Atoi(step[1:])
		if err != nil {
			return catalog.Revision{}, &NameError{What: "revision"}
		}
		number = n.row.Number - back
	case strings.HasPrefix(step, "@{"):
		return a.asOf(ctx, c, s, step[2:len(step)-1])
	default:
		number, _ = strconv.Atoi(step[1:]) // too large a number means none
	}
	r, ok, err := c.RevisionAt(ctx, s, max(number, 0))
	if err == nil && !ok {
		err = &NameError{What: "revision", Why: fmt.Sprintf("%s has revisions 1 to %d", s.Path, s.Revisions)}
	}
	return r, err
}

// asOf finds the revision that was the latest at a time: of a date, at its end;
// "published" means the time that the publisher claims, and if the story was
// first seen after that, its first revision.
func (a *Archive) asOf(ctx context.Context, c catalog.Catalog, s *catalog.Story, when string) (catalog.Revision, error) {
	var until time.Time // exclusive
	published := when == "published"
	if published {
		p, _ := news.ParseTime(s.Published)
		if p.IsZero() {
			return catalog.Revision{}, &NameError{What: "revision", Why: "the story says no time of publication"}
		}
		when = p.String()
	}
	until, err := parseWhen(when, a.o.Location)
	if err != nil {
		return catalog.Revision{}, &NameError{What: "revision", Why: err.Error()}
	}
	rows, err := revisionsOf(ctx, c, s.ID)
	if err != nil {
		return catalog.Revision{}, err
	}
	rows = slices.DeleteFunc(rows, func(r catalog.Revision) bool { return r.Number == 0 })
	n, _ := slices.BinarySearchFunc(rows, until.Unix(), func(r catalog.Revision, t int64) int {
		if r.Observed < t {
			return -1
		}
		return 1
	})
	if n == 0 && published {
		n = 1
	}
	if n == 0 {
		return catalog.Revision{}, &NameError{What: "revision", Why: "the story was first seen " + unix(rows[0].Observed).In(a.o.Location).Format(time.RFC3339)}
	}
	return rows[n-1], nil
}

// parseWhen returns the end of a year, month, day, minute or second, exclusive.
func parseWhen(s string, loc *time.Location) (time.Time, error) {
	for _, f := range []struct {
		layout string
		next   func(time.Time) time.Time
	}{
		{"2006", func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }},
		{"2006-01", func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }},
		{time.DateOnly, func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
		{"2006-01-02 15:04", func(t time.Time) time.Time { return t.Add(time.Minute) }},
		{"2006-01-02T15:04", func(t time.Time) time.Time { return t.Add(time.Minute) }},
		{time.DateTime, func(t time.Time) time.Time { return t.Add(time.Second) }},
		{"2006-01-02T15:04:05", func(t time.Time) time.Time { return t.Add(time.Second) }},
		{time.RFC3339, func(t time.Time) time.Time { return t.Add(time.Second) }},
	} {
		if t, err := time.ParseInLocation(f.layout, s, loc); err == nil {
			return f.next(t), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a date (2016-09-06) or time (2016-09-06T15:04)", s)
}

// storyNamed finds the story that a name means.
func (a *Archive) storyNamed(ctx context.Context, c catalog.Catalog, name string) (catalog.Story, error) {
	path := strings.TrimSuffix(strings.Trim(name, "/"), textExt)
	s, ok, err := storyByPath(ctx, c, path)
	if ok || err != nil {
		return s, err
	}
	s, ok, err = storyByAddress(ctx, c, urlAddress(name))
	if ok || err != nil {
		return s, err
	}
	if strings.Contains(name, "://") || path == "" {
		return s, &NameError{Name: name, What: "story"}
	}
	paths, err := c.PathsWith(ctx, strings.ToLower(path), MaxCandidates+1)
	if err != nil {
		return s, err
	}
	if len(paths) > 1 {
		// One that is named by its whole last part is meant, even if that is part
		// of another.
		whole := slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return !strings.HasSuffix(p, "/"+path) })
		if len(whole) == 1 && len(paths) <= MaxCandidates {
			paths = whole
		}
	}
	switch len(paths) {
	case 0:
		return s, &NameError{Name: name, What: "story"}
	case 1:
		s, _, err = storyByPath(ctx, c, paths[0])
		return s, err
	}
	e := &AmbiguousError{Name: name, What: "story", More: len(paths) > MaxCandidates}
	for _, p := range paths[:min(len(paths), MaxCandidates)] {
		s, _, err := storyByPath(ctx, c, p)
		if err != nil {
			return s, err
		}
		e.Candidates = append(e.Candidates, Candidate{Name: p, Captured: unix(s.Latest.Captured), Headline: s.Headline})
	}
	return s, e
}
