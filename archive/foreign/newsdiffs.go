package foreign

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/local"
)

// maxText bounds the text of an article, in bytes.
const maxText = 8 << 20

// NewsDiffs yields the versions of all articles in a repository of NewsDiffs,
// or in all repositories below a folder (later installations began one each
// month), oldest commit first. A file is an article: its path is the address
// without "http://", its first lines are date, title and byline. What stands
// for no address is passed over. The error wraps ErrFormat where there is no
// repository.
func NewsDiffs(ctx context.Context, dir string) iter.Seq2[Version, error] {
	return func(yield func(Version, error) bool) {
		dirs, err := repositories(dir)
		if err != nil {
			yield(Version{}, err)
			return
		}
		for _, d := range dirs {
			if !newsDiffs(ctx, d, yield) {
				return
			}
		}
	}
}

// repositories returns the repository at a path, or those right below it.
func repositories(dir string) ([]string, error) {
	if isRepository(dir) {
		return []string{dir}, nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, e := range entries {
		if sub := filepath.Join(dir, e.Name()); e.IsDir() && isRepository(sub) {
			list = append(list, sub)
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s: %w: it holds no git repository", dir, ErrFormat)
	}
	return list, nil
}

func isRepository(dir string) bool {
	return isDir(filepath.Join(dir, ".git")) || isDir(filepath.Join(dir, "objects"))
}

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// newsDiffs yields what one repository holds and reports whether to go on.
func newsDiffs(ctx context.Context, dir string, yield func(Version, error) bool) bool {
	inner := dir
	if sub := filepath.Join(dir, ".git"); isDir(sub) {
		inner = sub
	}
	store, err := local.Open(ctx, inner, local.Options{})
	if err != nil {
		return yield(Version{}, fmt.Errorf("%s: %w: %w", dir, ErrFormat, err))
	}
	defer store.Close()
	r := &repository{store}
	chain, err := r.firstParents(ctx)
	if err != nil {
		return yield(Version{}, fmt.Errorf("%s: %w", dir, err))
	}
	var before odb.ID
	for _, c := range slices.Backward(chain) {
		if ctx.Err() != nil {
			return false
		}
		err := r.changed(ctx, before, c.tree, "", func(name string, blob odb.ID) error {
			v, err := r.article(ctx, name, blob)
			if errors.Is(err, errNoArticle) {
				return nil
			}
			v.Seen, v.Where = c.seen, short(c.id)+":"+name
			if !yield(v, err) {
				return io.EOF
			}
			return nil
		})
		if errors.Is(err, io.EOF) {
			return false
		}
		if err == nil {
			before = c.tree
		} else if !yield(Version{Where: short(c.id)}, err) {
			return false
		}
	}
	return true
}

func short(id odb.ID) string { return id.String()[:10] }

// repository reads the objects of a git repository.
type repository struct{ store odb.Store }

// object returns the content of an object that should be of a type.
func (r *repository) object(ctx context.Context, want odb.Type, id odb.ID) ([]byte, error) {
	o, err := r.store.Get(ctx, id)
	if err == nil && o.Type != want {
		err = fmt.Errorf("is a %s", o.Type)
	}
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", want, short(id), err)
	}
	return o.Data, nil
}

// link is a commit of a chain.
type link struct {
	id, tree odb.ID
	parent   odb.ID    // the first; zero: there is none
	seen     time.Time // when it was made
}

// firstParents returns the commits of the current branch, newest first.
func (r *repository) firstParents(ctx context.Context) ([]link, error) {
	id, err := r.store.Ref(ctx, "HEAD")
	if err != nil {
		return nil, err
	}
	var chain []link
	for !id.IsZero() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c, err := r.link(ctx, id)
		if err != nil {
			return nil, err
		}
		chain = append(chain, c)
		id = c.parent
	}
	return chain, nil
}

func (r *repository) link(ctx context.Context, id odb.ID) (link, error) {
	c := link{id: id}
	data, err := r.object(ctx, odb.Commit, id)
	if err != nil {
		return c, err
	}
	to := []*odb.ID{&c.tree, &c.parent}
	for ref, err := range odb.References(odb.Object{Type: odb.Commit, Data: data}) {
		if err != nil {
			return c, fmt.Errorf("commit %s: %w", short(id), err)
		}
		if len(to) > 0 {
			*to[0], to = ref, to[1:]
		}
	}
	for line := range bytes.Lines(data) {
		if len(line) <= 1 {
			break
		}
		// committer NAME <ADDRESS> SECONDS ZONE
		if _, date, ok := strings.Cut(string(line), "> "); ok && bytes.HasPrefix(line, []byte("committer ")) {
			seconds, _, _ := strings.Cut(date, " ")
			if unix, err := strconv.ParseInt(seconds, 10, 64); err == nil {
				c.seen = time.Unix(unix, 0).UTC()
			}
		}
	}
	if c.seen.IsZero() {
		return c, fmt.Errorf("commit %s has no date", short(id))
	}
	return c, nil
}

// tree returns the entries of a tree by their names; none for the zero id.
func (r *repository) tree(ctx context.Context, id odb.ID) ([]odb.TreeEntry, error) {
	if id.IsZero() {
		return nil, nil
	}
	data, err := r.object(ctx, odb.Tree, id)
	if err != nil {
		return nil, err
	}
	var list []odb.TreeEntry
	for e, err := range odb.TreeEntries(data) {
		if err != nil {
			return nil, fmt.Errorf("tree %s: %w", short(id), err)
		}
		list = append(list, e)
	}
	return list, nil
}

// changed calls f for each file of a tree that is new or other than in the tree
// before it, which may be the zero id. Only what differs is read.
func (r *repository) changed(ctx context.Context, before, after odb.ID, dir string, f func(name string, blob odb.ID) error) error {
	was, err := r.tree(ctx, before)
	if err != nil {
		return err
	}
	old := make(map[string]odb.TreeEntry, len(was))
	for _, e := range was {
		old[e.Name] = e
	}
	is, err := r.tree(ctx, after)
	if err != nil {
		return err
	}
	for _, e := range is {
		if old[e.Name].ID == e.ID {
			continue
		}
		name := path.Join(dir, e.Name)
		switch e.Mode {
		case odb.ModeFile, odb.ModeExecutable:
			err = f(name, e.ID)
		case odb.ModeDir:
			var oldDir odb.ID
			if old[e.Name].IsDir() {
				oldDir = old[e.Name].ID
			}
			err = r.changed(ctx, oldDir, e.ID, name, f)
		default: // links and submodules are no articles
		}
		if err != nil {
			return err
		}
	}
	return nil
}

var errNoArticle = errors.New("no article")

// article reads a file as an article.
func (r *repository) article(ctx context.Context, name string, blob odb.ID) (Version, error) {
	host, _, ok := strings.Cut(name, "/")
	if !ok || !strings.Contains(host, ".") || strings.HasPrefix(host, ".") {
		return Version{}, errNoArticle
	}
	v := Version{URL: "http://" + name}
	data, err := r.object(ctx, odb.Blob, blob)
	if err != nil {
		return v, err
	}
	if len(data) > maxText {
		return v, fmt.Errorf("is larger than %d MB", maxText>>20)
	}
	v.Text = string(data)
	for _, field := range []*string{&v.Date, &v.Title, &v.Byline} {
		*field, v.Text, ok = strings.Cut(v.Text, "\n")
		if !ok {
			return v, errors.New("has less than the lines of date, title and byline")
		}
	}
	return v, nil
}
