package cmd

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/internal/answer"
	"github.com/newsarc/newsarc/internal/fetch"
)

// defaultFollow is how many pages of a feed or a sitemap are fetched where the
// user names no number: a feed whole, and a sitemap's newest.
const defaultFollow = 100

// maxHosts is how many hosts are asked at a time. A host gets one request at a
// time, with a pause after it.
const maxHosts = 8

// visitor fetches the addresses that a command was given, and the pages that feeds
// and sitemaps among them list.
type visitor struct {
	client *fetch.Client
	follow int  // pages of each list
	fronts bool // front pages are lists too: the user gave a number
	memory *memory
	found  func(listed) // told of each list

	mu    sync.Mutex
	lanes map[string][]task // what is to be asked of each host that is being asked
	seen  map[string]bool   // addresses, as the archive compares them
	total int               // addresses
	slots chan struct{}
	out   chan fetched
	work  sync.WaitGroup
}

// task is an address to ask for.
type task struct {
	address string
	kind    answer.Kind
	list    *budget // of the list that named it; nil: the user did
}

// budget is how many pages of a list may still be fetched, its parts included.
type budget struct {
	mu   sync.Mutex
	left int
}

func (b *budget) take(n int) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n = min(n, b.left)
	b.left -= n
	return n
}

func (b *budget) empty() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.left == 0
}

// listed says what became of a list.
type listed struct {
	address          string
	kind             answer.Kind
	entries, fetched int
}

// fetched is what came back for an address.
type fetched struct {
	task
	resp   *fetch.Response
	err    error
	items  []ingest.Item
	same   bool // the page is as the archive has it
	sha256 string
}

// newVisitor returns what fetches with the configured limits.
func newVisitor(e *env, follow int, given bool) (*visitor, error) {
	o, err := e.fetchOptions()
	if err != nil {
		return nil, err
	}
	return &visitor{client: fetch.New(o), follow: follow, fronts: given && follow > 0, found: func(listed) {}}, nil
}

// fetch yields what came back for each address, in the order in which it came.
func (v *visitor) fetch(ctx context.Context, addresses []string) iter.Seq[fetched] {
	return func(yield func(fetched) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		v.lanes, v.seen = map[string][]task{}, map[string]bool{}
		v.slots, v.out = make(chan struct{}, maxHosts), make(chan fetched)
		var tasks []task
		for _, a := range addresses {
			tasks = append(tasks, task{address: a, kind: answer.Auto})
		}
		v.add(ctx, tasks)
		go func() {
			v.work.Wait()
			v.client.Close()
			close(v.out)
		}()
		stopped := false
		for f := range v.out {
			if !stopped && !yield(f) {
				stopped = true
				cancel()
			}
		}
	}
}

// add puts tasks into the lanes of their hosts. An address comes once.
func (v *visitor) add(ctx context.Context, tasks []task) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, t := range tasks {
		key := archive.NormalURL(fetch.Clean(t.address))
		if v.seen[key] {
			continue
		}
		v.seen[key] = true
		v.total++
		host := ""
		if u, err := url.Parse(t.address); err == nil {
			host = strings.ToLower(u.Hostname())
		}
		lane, busy := v.lanes[host]
		v.lanes[host] = append(lane, t)
		if !busy {
			v.work.Add(1)
			go v.run(ctx, host)
		}
	}
}

// run asks a host for what is in its lane, until that is empty.
func (v *visitor) run(ctx context.Context, host string) {
	defer v.work.Done()
	v.slots <- struct{}{}
	defer func() { <-v.slots }()
	for {
		v.mu.Lock()
		lane := v.lanes[host]
		if len(lane) == 0 || ctx.Err() != nil {
			delete(v.lanes, host)
			v.mu.Unlock()
			return
		}
		t := lane[0]
		v.lanes[host] = lane[1:]
		v.mu.Unlock()
		if f, ok := v.get(ctx, t); ok {
			v.out <- f
		}
	}
}

// get asks for one address; false if there is nothing to tell.
func (v *visitor) get(ctx context.Context, t task) (fetched, bool) {
	if t.list != nil && t.kind == answer.Sitemap && t.list.empty() {
		return fetched{}, false // a part of an index that is not needed any more
	}
	known := v.memory.known(ctx, t.address)
	f := fetched{task: t}
	f.resp, f.err = v.client.Get(ctx, t.address, known.Validators)
	f.address = fetch.Clean(t.address)
	if f.err != nil {
		if it, ok := answer.Gone(f.resp, f.err); ok {
			it.Where, it.URL = f.address, f.address
			f.items = []ingest.Item{it}
		}
		return f, ctx.Err() == nil
	}
	sum := sha256.Sum256(f.resp.Body)
	f.sha256 = hex.EncodeToString(sum[:])
	if f.resp.NotModified || known.SHA256 != "" && known.SHA256 == f.sha256 {
		f.same = true
		return f, true
	}
	if f.kind == answer.Auto {
		f.kind = answer.KindOf(f.resp)
		if f.kind == answer.Front && !answer.IsFront(f.address) {
			f.kind = answer.Article // sent there in place of one
		}
	}
	if f.kind == answer.Article || f.kind == answer.Feed && v.follow == 0 {
		f.items = answer.Items(f.resp)
		if f.list != nil { // a list named it, and not who asked for the list
			answer.OnlyOwn(f.items, f.resp)
		}
		return f, true
	}
	f.err = v.list(ctx, &f)
	return f, true
}

// list adds the pages that a list names, the newest first where it says.
func (v *visitor) list(ctx context.Context, f *fetched) error {
	if f.kind == answer.Front && !v.fronts {
		return &frontError{address: f.address, feeds: answer.Feeds(f.resp)}
	}
	links, err := answer.Links(f.kind, f.resp)
	if len(links) == 0 {
		return err
	}
	slices.SortStableFunc(links, func(a, b answer.Link) int { return b.Modified.Compare(a.Modified) })
	b := f.list
	if b == nil {
		b = &budget{left: v.follow}
	}
	var tasks []task
	pages := 0
	for _, l := range links {
		if l.Kind == answer.Article {
			pages++
		}
	}
	room := b.take(pages)
	for _, l := range links {
		if l.Kind == answer.Article {
			if room == 0 {
				continue
			}
			room--
		}
		tasks = append(tasks, task{address: l.URL, kind: l.Kind, list: b})
	}
	v.add(ctx, tasks)
	fetched := 0
	for _, t := range tasks {
		if t.kind == answer.Article {
			fetched++
		}
	}
	v.found(listed{f.address, f.kind, len(links), fetched})
	return err
}

// frontError says that an address is that of a whole site.
type frontError struct {
	address string
	feeds   []string
}

func (e *frontError) Error() string { return "is a front page and not an article" }

func (e *frontError) hint() string {
	if len(e.feeds) > 0 {
		return "newsarc add " + e.feeds[0]
	}
	return fmt.Sprintf("the articles that it links to: newsarc add --follow %d %s", defaultFollow, e.address)
}

// count returns how many addresses there are, as far as is known.
func (v *visitor) count() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.total
}
