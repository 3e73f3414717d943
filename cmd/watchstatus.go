package cmd

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/internal/watch"
)

type watchStatusOptions struct {
	pages   bool
	trouble bool
	asJSON  bool
}

func newWatchStatus(e *env) *cobra.Command {
	o := &watchStatusOptions{}
	c := &cobra.Command{
		Use:   "status [flags] [HOST|URL]...",
		Short: "Say how the watching goes",
		Long: `Says whether a watcher runs, and for each host how many articles are looked at, how
often they changed, when the last look was and when the next one is, and what is wrong:
the hosts in trouble come first. With a host or an address, or with --pages, each page.
It reads what the watcher remembers, whether one runs or not.

A wall is what a page shows in the place of an article: a bot check, a consent wall, the
stub before a paywall, "not found". It is kept as a capture, and the text stays as it was.`,
		Example: `newsarc watch status
newsarc watch status example.org
newsarc watch status --trouble --pages
newsarc watch status --json | jq .hosts`,
		RunE: func(c *cobra.Command, args []string) error { return runWatchStatus(c.Context(), e, o, args) },
		Args: cobra.ArbitraryArgs,
	}
	f := c.Flags()
	f.BoolVar(&o.pages, "pages", false, "list every page")
	f.BoolVar(&o.trouble, "trouble", false, "only hosts and pages that fail or show a wall")
	jsonFlag(c, &o.asJSON)
	return c
}

func runWatchStatus(ctx context.Context, e *env, o *watchStatusOptions, args []string) error {
	now, err := e.now()
	if err != nil {
		return err
	}
	return e.with(ctx, func(a *archive.Archive) error {
		var state watch.State = a
		if store, ok := a.Sharer(); ok {
			state = watch.Together(store)
		}
		s, err := watch.ReadStatus(ctx, state, now)
		if err != nil {
			return err
		}
		if err := o.narrow(&s, args); err != nil {
			return err
		}
		if o.asJSON {
			return render.JSON(e.stdout, struct {
				schema
				watch.Status
			}{schemaOf("watch-status"), s})
		}
		if err := e.page(); err != nil {
			return err
		}
		v := &statusView{e: e, now: now}
		v.head(&s, len(args) > 0)
		v.hosts(s.Hosts)
		v.pages(s.Pages)
		return nil
	})
}

// narrow leaves in a status what the command line asks for.
func (o *watchStatusOptions) narrow(s *watch.Status, args []string) error {
	found := make([]bool, len(args))
	asked := func(host, url string) bool {
		ok := len(args) == 0
		for i, arg := range args {
			if arg == host || url != "" && archive.NormalURL(arg) == archive.NormalURL(url) {
				found[i], ok = true, true
			}
		}
		return ok
	}
	hosts := map[string]bool{}
	s.Pages = slices.DeleteFunc(s.Pages, func(p watch.PageStatus) bool {
		ok := asked(p.Host, p.URL) || p.Moved != "" && asked(p.Host, p.Moved)
		if ok {
			hosts[p.Host] = true
		}
		return !ok || o.trouble && p.Fails == 0 && p.Quality == ""
	})
	s.Hosts = slices.DeleteFunc(s.Hosts, func(h watch.HostStatus) bool {
		return !hosts[h.Host] || o.trouble && !troubled(&h)
	})
	for i, ok := range found {
		if !ok {
			return hint(fmt.Errorf("%q is not watched", args[i]), "newsarc watch status --pages")
		}
	}
	if !o.pages && len(args) == 0 {
		s.Pages = s.Pages[:0]
	}
	return nil
}

func troubled(h *watch.HostStatus) bool { return h.Failing+h.Walls > 0 || !h.Wait.IsZero() }

// statusView prints a status for a person.
type statusView struct {
	e   *env
	now time.Time
}

// head says how it goes as a whole.
func (v *statusView) head(s *watch.Status, part bool) {
	out := v.e.stdout
	switch {
	case s.Running:
		fmt.Fprintf(out, "watching since %s: process %d on %s, heard of %s\n",
			s.Started.In(time.Local).Format("2006-01-02 15:04"), s.PID, render.Safe(s.Machine), v.ago(s.Beat))
	case s.Beat.IsZero():
		fmt.Fprintln(out, "nobody watches, and nobody did")
	default:
		fmt.Fprintf(out, "nobody watches; the last one was heard of %s\n", v.ago(s.Beat))
	}
	if part {
		return
	}
	line := fmt.Sprintf("%s and %s", count(s.Articles, "article"), count(s.Listings, "listing"))
	if s.Retired > 0 {
		line += fmt.Sprintf(", %d retired", s.Retired)
	}
	if s.Forbidden > 0 {
		line += fmt.Sprintf(", %d forbidden by robots.txt", s.Forbidden)
	}
	line += "; " + count(s.Changes, "change")
	switch {
	case s.Due > 0:
		line += fmt.Sprintf("; %s due", count(s.Due, "page"))
	case !s.Next.IsZero():
		line += "; next look " + v.in(s.Next)
	}
	fmt.Fprintln(out, line)
	if s.Waiting+s.Untold > 0 {
		fmt.Fprintf(out, "%s to be told, %d could not be told\n", count(s.Waiting, "notice"), s.Untold)
	}
}

// hosts prints a row for each host, those in trouble first.
func (v *statusView) hosts(list []watch.HostStatus) {
	slices.SortStableFunc(list, func(a, b watch.HostStatus) int {
		switch x, y := troubled(&a), troubled(&b); {
		case x && !y:
			return -1
		case y && !x:
			return 1
		}
		return 0
	})
	rows := [][]string{{"host", "articles", "changes", "last", "next", "trouble"}}
	for i := range list {
		h := &list[i]
		next := h.Next
		if h.Wait.After(next) {
			next = h.Wait
		}
		rows = append(rows, []string{
			h.Host, fmt.Sprint(h.Articles), fmt.Sprint(h.Changes), v.ago(h.Last), v.in(next), hostTrouble(h),
		})
	}
	v.table(rows, 1, 2)
}

// hostTrouble says what is wrong with a host.
func hostTrouble(h *watch.HostStatus) string {
	var parts []string
	if h.Failing > 0 {
		parts = append(parts, fmt.Sprintf("%d failing", h.Failing))
	}
	if h.Walls > 0 {
		parts = append(parts, count(h.Walls, "wall"))
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, ", ") + ": " + h.Error
}

// pages prints a row for each page.
func (v *statusView) pages(list []watch.PageStatus) {
	rows := [][]string{{"page", "kind", "changes", "last", "next", "trouble"}}
	for i := range list {
		p := &list[i]
		next, trouble := v.in(p.Next), ""
		if p.Next.IsZero() {
			next = "never"
		}
		switch {
		case p.Quality != "":
			trouble = p.Error
		case p.Error != "":
			trouble = p.Error
			if p.Fails > 1 {
				trouble += fmt.Sprintf(" (%d times)", p.Fails)
			}
		}
		rows = append(rows, []string{
			cmp.Or(p.Moved, p.URL), p.Kind, fmt.Sprint(p.Changes), v.ago(p.Last), next, trouble,
		})
	}
	v.table(rows, 2)
}

// table prints rows in columns, if there are any below the first, which names
// them. Numbers stand to the right; the last column is cut where the line ends.
func (v *statusView) table(rows [][]string, numbers ...int) {
	if len(rows) < 2 {
		return
	}
	last := len(rows[0]) - 1
	widths := make([]int, last)
	for _, row := range rows {
		for i := range widths {
			row[i] = render.Safe(row[i])
			widths[i] = max(widths[i], render.Width(row[i]))
		}
	}
	out := v.e.stdout
	fmt.Fprintln(out)
	for n, row := range rows {
		var sb strings.Builder
		for i, w := range widths {
			if slices.Contains(numbers, i) {
				sb.WriteString(strings.Repeat(" ", w-render.Width(row[i])) + row[i] + "  ")
			} else {
				sb.WriteString(render.Pad(row[i], w) + "  ")
			}
		}
		line := sb.String()
		rest := render.Safe(row[last])
		if width := v.e.term.Width; width > 0 {
			rest = render.Truncate(rest, max(20, width-render.Width(line)))
		}
		line = strings.TrimRight(line+rest, " ")
		switch {
		case n == 0:
			line = v.e.term.Paint(render.Dim, line)
		case rest != "":
			line = v.e.term.Paint(render.Yellow, line)
		}
		fmt.Fprintln(out, line)
	}
}

// ago says how long ago a time was.
func (v *statusView) ago(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return span(v.now.Sub(t)) + " ago"
}

// in says how far off a time is.
func (v *statusView) in(t time.Time) string {
	switch {
	case t.IsZero():
		return "-"
	case !t.After(v.now):
		return "now"
	}
	return "in " + span(t.Sub(v.now))
}

// span says a length of time in one unit, such as 40s, 15m, 3h or 12d.
func span(d time.Duration) string {
	switch d = max(d, 0); {
	case d < time.Minute:
		return fmt.Sprintf("%ds", d/time.Second)
	case d < 2*time.Hour:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh", d/time.Hour)
	}
	return fmt.Sprintf("%dd", d/(24*time.Hour))
}
