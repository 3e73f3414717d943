package watch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/news"
)

// Rule says of which changes somebody is told, and how.
type Rule struct {
	When    string // any, new, substantive, silent, correction or a signal; empty: substantive
	Query   string // only texts that answer it
	Command string // run with the notice on its standard input
	Webhook string // gets the notice as the body of a POST
}

// The words of Rule.When beside the names of signals.
const (
	whenAny         = "any"
	whenNew         = "new"
	whenSubstantive = "substantive"
	whenSilent      = "silent"
)

// Check reports what is wrong with a rule.
func (r *Rule) Check() error {
	words := []string{"", whenAny, whenNew, whenSubstantive, whenSilent}
	for _, k := range diff.SignalKinds {
		words = append(words, string(k))
	}
	if !slices.Contains(words, r.When) {
		return fmt.Errorf("a notice is asked for when %q, which is not one of %s", r.When, strings.Join(words[1:], ", "))
	}
	if (r.Command == "") == (r.Webhook == "") {
		return fmt.Errorf("a notice needs a command or a webhook, and one only")
	}
	if r.Webhook != "" {
		if u, err := url.Parse(r.Webhook); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return fmt.Errorf("a webhook is no http or https address")
		}
	}
	return nil
}

// id names a rule by what it says.
func (r *Rule) id() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{r.When, r.Query, r.Command, r.Webhook}, "\x00")))
	return hex.EncodeToString(sum[:4])
}

// matches reports whether a change is one of which the rule tells.
func (r *Rule) matches(ctx context.Context, a *archive.Archive, rev *news.Revision, d *join.Digest) (bool, error) {
	edit := rev.Class == news.Publisher || rev.Class == news.CorrectionBy
	ok := false
	switch r.When {
	case whenAny:
		ok = edit
	case whenNew:
		ok = d.First
	case "", whenSubstantive:
		ok = edit && !d.First && d.Substantive()
	case whenSilent:
		ok = d.Silent(rev)
	default:
		ok = edit && slices.Contains(d.Kinds, diff.SignalKind(r.When))
	}
	if !ok || r.Query == "" {
		return ok, nil
	}
	hits, err := a.Search(ctx, r.Query, archive.SearchOptions{Filter: archive.Filter{Story: rev.Story, Limit: 1}})
	return len(hits) > 0, err
}

// status of a notice.
type status string

const (
	pending status = "pending"
	started status = "started" // a command was begun: it is not begun again
	sent    status = "sent"
	failed  status = "failed"
)

// notice is something to tell. It is remembered after it was told, so that it is
// not told again.
type notice struct {
	ID      string    `json:"id"` // of commit and rule: the same change is told once
	Rule    string    `json:"rule"`
	Commit  string    `json:"commit"`
	Story   string    `json:"story"`
	Summary string    `json:"summary"`
	Found   time.Time `json:"found"`
	Status  status    `json:"status"`
	Tries   int       `json:"tries,omitempty"`
	Next    time.Time `json:"next"`
	Error   string    `json:"error,omitempty"`
}

// Bounds of telling.
const (
	tellFor    = 2 * 24 * time.Hour // tried so long
	rememberTo = 7 * 24 * time.Hour // remembered so long after it was found
	recoverFor = 10 * time.Minute   // revisions so much older than the last state are looked at after a crash
)

// notifier tells of changes.
type notifier struct {
	w    *Watcher
	wake chan struct{}

	mu    sync.Mutex
	rules map[string]Rule
	all   map[string]*notice
}

func newNotifier(w *Watcher) *notifier {
	n := &notifier{w: w, wake: make(chan struct{}, 1), all: map[string]*notice{}}
	n.reload()
	return n
}

// reload takes the rules of the options.
func (n *notifier) reload() {
	rules := map[string]Rule{}
	for _, r := range n.w.options().Notices {
		rules[r.id()] = r
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.rules = rules
}

// load reads what is still to be told, and finds what a crash kept from being
// noted: revisions that were durable when what was remembered was not yet.
func (n *notifier) load(ctx context.Context) error {
	entries, err := n.w.state.States(ctx, noticeSpace)
	if err != nil {
		return err
	}
	now := n.w.clock.Now()
	var changed []archive.Entry
	for _, e := range entries {
		t := &notice{}
		if json.Unmarshal(e.Value, t) != nil || t.Status != pending && now.Sub(t.Found) > rememberTo {
			changed = append(changed, archive.Entry{Key: e.Key})
			continue
		}
		if t.Status == started {
			t.Status, t.Error = failed, "the watcher ended while the command ran; it may have told"
			n.w.log.Warn("notice may not have been told", "notice", t.Summary)
			changed = append(changed, archive.Entry{Key: t.ID, Value: mustJSON(t)})
		}
		n.all[t.ID] = t
	}
	missed, err := n.missed(ctx)
	if err != nil {
		return err
	}
	list := n.find(ctx, missed)
	for _, t := range list {
		changed = append(changed, archive.Entry{Key: t.ID, Value: mustJSON(t)})
	}
	n.add(list)
	return n.w.state.SetStates(ctx, map[string][]archive.Entry{noticeSpace: changed})
}

// missed returns the revisions that were durable when a crash came, and of which
// the state knows nothing: the latest of their stories, of a site that is watched,
// and not what a page is remembered to have shown.
func (n *notifier) missed(ctx context.Context) ([]news.Revision, error) {
	w := n.w
	w.mu.Lock()
	flushed, sites, shown := w.flushed, map[string]bool{}, map[string]bool{}
	for _, t := range w.o.Targets {
		sites[ingest.Site(t.URL)] = true
	}
	for _, p := range w.known {
		sites[ingest.Site(p.URL)] = true
		for _, commit := range p.Revisions {
			shown[commit] = true
		}
	}
	w.mu.Unlock()
	if len(n.rules) == 0 || flushed.IsZero() {
		return nil, nil
	}
	var missed []news.Revision
	for rev, err := range w.a.Log(ctx, archive.Filter{Since: flushed.Add(-recoverFor), Reverse: true}) {
		if err != nil {
			return nil, err
		}
		if shown[rev.Commit] || !sites[ingest.Site(rev.URL)] {
			continue
		}
		s, err := w.a.Story(ctx, rev.Story)
		if err != nil {
			return nil, err
		}
		if s.Commit == rev.Commit {
			missed = append(missed, rev)
		}
	}
	return missed, nil
}

// find returns what is to be told of revisions, and was not noted yet.
func (n *notifier) find(ctx context.Context, revs []news.Revision) []*notice {
	n.mu.Lock()
	rules := n.rules
	n.mu.Unlock()
	if len(rules) == 0 {
		return nil
	}
	var list []*notice
	for i := range revs {
		rev := &revs[i]
		d, err := join.DigestOf(ctx, n.w.a, rev)
		if err != nil {
			n.w.log.Error("change cannot be told of", "story", rev.Story, "error", err)
			continue
		}
		for id, r := range rules {
			ok, err := r.matches(ctx, n.w.a, rev, d)
			if err != nil {
				n.w.log.Error("notice", "query", r.Query, "error", err)
			}
			t := n.newNotice(id, rev, d)
			if ok && !n.knows(t.ID) {
				list = append(list, t)
			}
		}
	}
	return list
}

func (n *notifier) newNotice(rule string, rev *news.Revision, d *join.Digest) *notice {
	what := d.Summary
	if d.First {
		what = "new story"
	}
	now := n.w.clock.Now()
	return &notice{
		ID: rev.Commit[:20] + "-" + rule, Rule: rule, Commit: rev.Commit, Story: rev.Story, Status: pending, Found: now, Next: now,
		Summary: news.Line(fmt.Sprintf("%s: %s", rev.Headline, what)),
	}
}

func (n *notifier) knows(id string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.all[id] != nil
}

// add takes notices whose note is durable.
func (n *notifier) add(list []*notice) {
	if len(list) == 0 {
		return
	}
	n.mu.Lock()
	for _, t := range list {
		n.all[t.ID] = t
	}
	n.mu.Unlock()
	n.w.hold() // whoever is woken has it then
	select {
	case n.wake <- struct{}{}:
	default:
		n.w.release()
	}
}

// next returns the notice to be told next, and the rule that says how; nil if
// there is none.
func (n *notifier) next() (*notice, Rule) {
	n.mu.Lock()
	defer n.mu.Unlock()
	var first *notice
	for _, t := range n.all {
		if _, ok := n.rules[t.Rule]; !ok || t.Status != pending {
			continue
		}
		if first == nil || t.Next.Before(first.Next) || t.Next.Equal(first.Next) && t.ID < first.ID {
			first = t
		}
	}
	if first == nil {
		return nil, Rule{}
	}
	return first, n.rules[first.Rule]
}

// run tells until ctx is done. It begins with a hold on the clock.
func (n *notifier) run(ctx context.Context) {
	alarm := newAlarm(n.w)
	defer alarm.stop()
	for {
		t, _ := n.next()
		if t == nil {
			alarm.stop()
		} else {
			alarm.set(ctx, t.Next)
		}
		n.w.release()
		select { // what is received brings a hold
		case <-n.wake:
		case <-alarm.rings:
			alarm.rang()
			n.tell(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// last tells what is due once, before the watcher ends.
func (n *notifier) last(ctx context.Context) {
	for ctx.Err() == nil {
		t, _ := n.next()
		if t == nil || t.Next.After(n.w.clock.Now()) {
			return
		}
		n.tell(ctx)
	}
}

// tell tells the next notice and notes how that went.
func (n *notifier) tell(ctx context.Context) {
	t, r := n.next()
	now := n.w.clock.Now()
	if t == nil || t.Next.After(now) {
		return
	}
	t.Tries++
	if r.Command != "" {
		t.Status = started
		if err := n.save(ctx, t); err != nil {
			t.Status = pending
			n.w.log.Error("notice cannot be noted", "error", err)
			t.Next = now.Add(backoff(t.Tries))
			return
		}
	}
	err := n.deliver(ctx, t, r)
	switch {
	case err == nil:
		t.Status, t.Error = sent, ""
		n.w.count.notices.Add(1)
		n.w.log.Info("told", "notice", t.Summary)
	case ctx.Err() != nil && r.Command == "":
		t.Status = pending
	case permanent(err) || now.Sub(t.Found) > tellFor:
		t.Status, t.Error = failed, err.Error()
		n.w.log.Error("not told", "notice", t.Summary, "error", err)
	default:
		t.Status, t.Error, t.Next = pending, err.Error(), now.Add(backoff(t.Tries))
		n.w.log.Warn("not told yet", "notice", t.Summary, "error", err, "next", t.Next)
	}
	if err := n.save(context.WithoutCancel(ctx), t); err != nil {
		n.w.log.Error("notice cannot be noted", "error", err)
	}
}

func (n *notifier) save(ctx context.Context, t *notice) error {
	return n.w.state.SetStates(ctx, map[string][]archive.Entry{noticeSpace: {{Key: t.ID, Value: mustJSON(t)}}})
}
