package archive

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/odb"
)

// Topics is the branch of named selections: a file for each topic, a commit for
// each change of one. It exists once there is a topic.
const Topics = "refs/heads/topics"

// topicExt is the file name extension of a topic in the tree.
const topicExt = ".yaml"

// maxTopicName bounds the name of a topic, in bytes.
const maxTopicName = 100

// Topic is a named selection of what the archive holds. What its text selects
// is its reader's business: the archive keeps the words, and all earlier ones.
type Topic struct {
	Name    string    `json:"name"`
	Text    []byte    `json:"-"`
	Commit  string    `json:"commit"`  // that gave it this text
	Changed time.Time `json:"changed"` // when

	Err error `json:"-"` // why Text or Commit cannot be read; nil if they were
}

// Topics returns every topic, by name; see Topic.Err for what is damaged.
func (a *Archive) Topics(ctx context.Context) ([]Topic, error) {
	head, err := a.ref(ctx, Topics)
	if err != nil {
		return nil, err
	}
	tree, err := a.topicTree(ctx, head)
	if err != nil {
		return nil, err
	}
	topics := make([]Topic, 0, len(tree))
	for _, e := range tree {
		name, ok := strings.CutSuffix(e.Name, topicExt)
		if !ok || e.IsDir() {
			continue
		}
		t := Topic{Name: name}
		if t.Text, err = odb.Read(ctx, a.store, odb.Blob, e.ID); err == nil {
			err = a.dateTopic(ctx, head, e, &t)
		}
		if err != nil {
			t.Err = fmt.Errorf("topic %s: %w", name, err)
		}
		if err != nil && !odb.IsDamage(err) {
			return nil, t.Err
		}
		topics = append(topics, t)
	}
	return topics, nil
}

// Topic returns the topic of that name. The error wraps ErrNotFound.
func (a *Archive) Topic(ctx context.Context, name string) (Topic, error) {
	topics, err := a.Topics(ctx)
	if err != nil {
		return Topic{}, err
	}
	var near []string
	for _, t := range topics {
		if t.Name == name {
			return t, t.Err
		}
		near = append(near, t.Name)
	}
	return Topic{}, &NameError{Name: name, What: "topic", Near: near}
}

// SetTopic gives a topic a text, or with a nil text removes it. It reports
// whether that changed anything.
func (a *Archive) SetTopic(ctx context.Context, name string, text []byte) (changed bool, err error) {
	if a.o.ReadOnly {
		return false, ErrReadOnly
	}
	if err := checkTopicName(name); err != nil {
		return false, err
	}
	unlock, err := a.store.Lock(ctx)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	head, err := a.ref(ctx, Topics)
	if err != nil {
		return false, err
	}
	tree, err := a.topicTree(ctx, head)
	if err != nil {
		return false, err
	}
	entry := odb.TreeEntry{Mode: odb.ModeFile, Name: name + topicExt, ID: odb.Hash(odb.Blob, text)}
	i, found := slices.BinarySearchFunc(tree, entry, func(e, f odb.TreeEntry) int { return strings.Compare(e.Name, f.Name) })
	switch {
	case text == nil && !found:
		return false, &NameError{Name: name, What: "topic"}
	case text == nil:
		tree = slices.Delete(tree, i, i+1)
	case found && tree[i].ID == entry.ID:
		return false, nil
	case found:
		tree[i] = entry
	default:
		tree = slices.Insert(tree, i, entry)
	}
	return true, a.writeTopics(ctx, head, tree, name, text)
}

// checkTopicName accepts what is a file name everywhere and needs no quotes.
func checkTopicName(name string) error {
	ok := name != "" && len(name) <= maxTopicName && name[0] != '-' && name[0] != '.' && !isDevice(name) && !isGitName(name)
	for _, r := range name {
		ok = ok && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '.' || r == '_')
	}
	if !ok {
		return fmt.Errorf("topic name %q is not made of a-z, 0-9, \"-\", \"_\" and \".\"", name)
	}
	return nil
}

// topicTree returns the entries of the branch at a commit, none at the zero id.
func (a *Archive) topicTree(ctx context.Context, id odb.ID) ([]odb.TreeEntry, error) {
	if id.IsZero() {
		return nil, nil
	}
	c, err := commit.Read(ctx, a.store, id)
	if err != nil {
		return nil, err
	}
	data, err := odb.Read(ctx, a.store, odb.Tree, c.Tree)
	if err != nil {
		return nil, err
	}
	var tree []odb.TreeEntry
	for e, err := range odb.TreeEntries(data) {
		if err != nil {
			return nil, fmt.Errorf("tree %s: %w", c.Tree, err)
		}
		tree = append(tree, e)
	}
	return tree, nil
}

// dateTopic finds the commit that gave a topic its text: the one after the
// latest that did not have it.
func (a *Archive) dateTopic(ctx context.Context, head odb.ID, e odb.TreeEntry, t *Topic) error {
	for id := head; !id.IsZero(); {
		c, err := commit.Read(ctx, a.store, id)
		if err != nil {
			return err
		}
		t.Commit, t.Changed = id.String(), c.Committer.When.UTC()
		id = odb.ID{}
		for _, p := range c.Parents { // of a merge, the one that it is from
			tree, err := a.topicTree(ctx, p)
			if err != nil {
				return err
			}
			if slices.Contains(tree, e) {
				id = p
				break
			}
		}
	}
	return nil
}

// writeTopics puts a tree and a commit on top of the branch. The caller holds
// the lock.
func (a *Archive) writeTopics(ctx context.Context, head odb.ID, tree []odb.TreeEntry, name string, text []byte) error {
	b, err := a.store.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = b.Abort() }()
	var data []byte
	for _, e := range tree {
		data = odb.AppendTreeEntry(data, e)
	}
	subject := "Topic " + name
	if text == nil {
		subject += " removed"
	}
	now := commit.Signature{Identity: a.committer(), When: a.o.Now()}
	top := commit.AppendPlain(nil, odb.Hash(odb.Tree, data), head, now, subject)
	objects := []odb.Object{{Type: odb.Tree, Data: data}, {Type: odb.Commit, Data: top}}
	if text != nil {
		objects = append(objects, odb.Object{Type: odb.Blob, Data: text})
	}
	for _, o := range objects {
		if err := b.Add(odb.New{Object: o, ID: odb.Hash(o.Type, o.Data)}); err != nil {
			return err
		}
	}
	return b.Commit(ctx, odb.Move{Name: Topics, Old: head, New: odb.Hash(odb.Commit, top)})
}
