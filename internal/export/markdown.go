package export

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/newsarc/newsarc/news"
)

// markdown writes each revision in its stored form to a file of its own:
// <story>/<number>.md. The file's time is when the revision was captured.
type markdown struct{ dir string }

func newMarkdown(dir string) Writer { return &markdown{dir} }

func (m *markdown) Write(it Item) error {
	story := filepath.FromSlash(it.Revision.Story)
	if !filepath.IsLocal(story) { // a story id never is; a damaged archive may say anything
		return fmt.Errorf("story %q is no path below a folder", it.Revision.Story)
	}
	file := filepath.Join(m.dir, story, fmt.Sprintf("%04d.md", it.Revision.Number))
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	if err := os.WriteFile(file, news.Encode(it.Article), 0o666); err != nil {
		return err
	}
	return os.Chtimes(file, it.Revision.Captured, it.Revision.Captured)
}

func (m *markdown) Close() error { return nil }
