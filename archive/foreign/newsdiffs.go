package foreign

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
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
	for _, name := range []string{".git", "objects"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.IsDir() {
			return true
		}
	}
	return false
}

// newsDiffs yields what one repository holds and reports whether to go on.
func newsDiffs(ctx context.Context, dir string, yield func(Version, error) bool) bool {
	repo, err := git.PlainOpen(dir)
	if err != nil {
		return yield(Version{}, fmt.Errorf("%s: %w: %w", dir, ErrFormat, err))
	}
	chain, err := firstParents(ctx, repo)
	if err != nil {
		return yield(Version{}, fmt.Errorf("%s: %w", dir, err))
	}
	var before *object.Tree
	for _, id := range slices.Backward(chain) {
		if ctx.Err() != nil {
			return false
		}
		commit, tree, err := commitTree(repo, id)
		if err != nil {
			if !yield(Version{Where: short(id)}, err) {
				return false
			}
			continue
		}
		seen := commit.Committer.When.UTC()
		err = changed(repo, before, tree, "", func(name string, blob plumbing.Hash) error {
			v, err := article(repo, name, blob)
			if errors.Is(err, errNoArticle) {
				return nil
			}
			v.Seen, v.Where = seen, short(id)+":"+name
			if !yield(v, err) {
				return io.EOF
			}
			return nil
		})
		if errors.Is(err, io.EOF) {
			return false
		}
		if err != nil && !yield(Version{Where: short(id)}, err) {
			return false
		}
		before = tree
	}
	return true
}

func short(id plumbing.Hash) string { return id.String()[:10] }

// firstParents returns the commits of the current branch, newest first.
func firstParents(ctx context.Context, repo *git.Repository) ([]plumbing.Hash, error) {
	head, err := repo.Head()
	if err != nil {
		return nil, err
	}
	var chain []plumbing.Hash
	for id := head.Hash(); ; {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c, err := repo.CommitObject(id)
		if err != nil {
			return nil, fmt.Errorf("commit %s: %w", short(id), err)
		}
		chain = append(chain, id)
		if len(c.ParentHashes) == 0 {
			return chain, nil
		}
		id = c.ParentHashes[0]
	}
}

func commitTree(repo *git.Repository, id plumbing.Hash) (*object.Commit, *object.Tree, error) {
	c, err := repo.CommitObject(id)
	if err != nil {
		return nil, nil, err
	}
	t, err := c.Tree()
	return c, t, err
}

// changed calls f for each file of a tree that is new or other than in the tree
// before it, which may be nil. Only what differs is read.
func changed(repo *git.Repository, before, after *object.Tree, dir string, f func(name string, blob plumbing.Hash) error) error {
	old := map[string]object.TreeEntry{}
	if before != nil {
		for _, e := range before.Entries {
			old[e.Name] = e
		}
	}
	for _, e := range after.Entries {
		was, ok := old[e.Name]
		if ok && was.Hash == e.Hash {
			continue
		}
		name := path.Join(dir, e.Name)
		switch e.Mode {
		case filemode.Regular, filemode.Executable:
			if err := f(name, e.Hash); err != nil {
				return err
			}
		case filemode.Dir:
			sub, err := repo.TreeObject(e.Hash)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			var oldSub *object.Tree
			if ok && was.Mode == filemode.Dir {
				if oldSub, err = repo.TreeObject(was.Hash); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
			}
			if err := changed(repo, oldSub, sub, name, f); err != nil {
				return err
			}
		default: // links and submodules are no articles
		}
	}
	return nil
}

var errNoArticle = errors.New("no article")

// article reads a file as an article.
func article(repo *git.Repository, name string, blob plumbing.Hash) (Version, error) {
	host, _, ok := strings.Cut(name, "/")
	if !ok || !strings.Contains(host, ".") || strings.HasPrefix(host, ".") {
		return Version{}, errNoArticle
	}
	v := Version{URL: "http://" + name}
	b, err := repo.BlobObject(blob)
	if err != nil {
		return v, err
	}
	if b.Size > maxText {
		return v, fmt.Errorf("is larger than %d MB", maxText>>20)
	}
	r, err := b.Reader()
	if err != nil {
		return v, err
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		return v, err
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
