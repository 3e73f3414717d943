package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/docs"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/timeline"
)

// list is a page of a list.
type list[T any] struct {
	join.Schema
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"` // address of the next page

	LeftOut gaps `json:"left_out,omitempty"` // what cannot be read, in the order of the list
}

// listReply returns a page of a list; others follow at the cursor.
func listReply[T any](items []T, left gaps, path string, v url.Values, cursor string) (reply, error) {
	p, err := jsonReply(newList(items, left, path, v, cursor), "")
	p.passing = len(left) > 0
	return p, err
}

func newList[T any](items []T, left gaps, path string, v url.Values, cursor string) list[T] {
	l := list[T]{Schema: join.SchemaOf("list"), Items: items, LeftOut: left}
	if l.Items == nil {
		l.Items = []T{}
	}
	if cursor != "" {
		l.Next = more(path, v, cursor)
	}
	return l
}

func (s *Server) openAPI(context.Context, *http.Request) (reply, error) {
	return reply{contentType: "application/json; charset=utf-8", body: docs.OpenAPI}, nil
}

func (s *Server) schema(_ context.Context, r *http.Request) (reply, error) {
	data, err := docs.Schemas.ReadFile("schema/" + r.PathValue("name"))
	if err != nil {
		return reply{}, notFound("no schema %q", r.PathValue("name"))
	}
	return reply{contentType: "application/schema+json; charset=utf-8", body: data}, nil
}

func (s *Server) apiChanges(ctx context.Context, r *http.Request) (reply, error) {
	v := r.URL.Query()
	q, err := parseChanges(v)
	if err != nil {
		return reply{}, err
	}
	l, err := s.changes(ctx, q)
	if err != nil {
		return reply{}, err
	}
	return listReply(l.items, l.left, r.URL.Path, v, l.next)
}

func (s *Server) apiStories(ctx context.Context, r *http.Request) (reply, error) {
	v := r.URL.Query()
	stories, next, err := s.storyList(ctx, v, pageSize)
	if err != nil {
		return reply{}, err
	}
	var items []join.Story
	for _, story := range stories {
		items = append(items, join.Story{Schema: join.SchemaOf("story"), Story: story})
	}
	return listReply(items, nil, r.URL.Path, v, next)
}

func (s *Server) apiStory(ctx context.Context, r *http.Request) (reply, error) {
	story, err := s.archive.Story(ctx, r.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	return jsonReply(join.Story{Schema: join.SchemaOf("story"), Story: story}, "")
}

// apiLog lists the revisions of a story, latest first.
func (s *Server) apiLog(ctx context.Context, r *http.Request) (reply, error) {
	v := r.URL.Query()
	limit, err := limitOf(v, pageSize)
	if err != nil {
		return reply{}, err
	}
	if err := checkCursor(v.Get("cursor")); err != nil {
		return reply{}, err
	}
	story, err := s.archive.Story(ctx, r.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	var items []join.Revision
	var left gaps
	next, last := "", ""
	for rev, err := range s.archive.Log(ctx, archive.Filter{Story: story.ID, After: v.Get("cursor"), Limit: limit + 1}) {
		if len(items)+len(left) == limit {
			next = last
			break
		}
		last = cursorOf(&rev, err)
		switch {
		case s.leaveOut(ctx, &left, nil, err):
		case err != nil:
			return reply{}, err
		default:
			items = append(items, join.Revision{Schema: join.SchemaOf("revision"), Revision: rev})
		}
	}
	return listReply(items, left, r.URL.Path, v, next)
}

// cacheOf returns how long an answer may be kept: for ever, if the request
// names all it is made of by commits.
func cacheOf(canonical bool) string {
	if canonical {
		return forever
	}
	return revalidate
}

func (s *Server) apiRevision(ctx context.Context, r *http.Request) (reply, error) {
	rev, canonical, err := s.named(ctx, r.PathValue("name"))
	if err != nil {
		return reply{}, err
	}
	with, err := join.Read(ctx, s.archive, rev)
	if err != nil {
		return reply{}, err
	}
	return jsonReply(join.NewShow(with), cacheOf(canonical))
}

func (s *Server) apiDiff(ctx context.Context, r *http.Request) (reply, error) {
	name := r.PathValue("range")
	old, rev, canonical, err := s.rangeOf(ctx, name)
	if err != nil {
		return reply{}, err
	}
	c, err := join.Compare(ctx, s.archive, old, rev)
	if err != nil {
		return reply{}, err
	}
	return jsonReply(render.NewDiffDocument(c.Result, diffOptions(c, 0)), cacheOf(canonical && old != nil))
}

func (s *Server) apiBlame(ctx context.Context, r *http.Request) (reply, error) {
	rev, err := s.archive.Resolve(ctx, r.PathValue("name"))
	if err != nil {
		return reply{}, err
	}
	var left gaps
	revs, err := join.History(ctx, s.archive, &rev, blameLimit, s.skip(ctx, &left))
	if err != nil {
		return reply{}, err
	}
	// A backfill may put a revision between two: this is not for ever.
	p, err := jsonReply(struct {
		join.Blame
		LeftOut gaps `json:"left_out,omitempty"`
	}{join.NewBlame(diff.History(revs)), left}, "")
	p.passing = len(left) > 0
	return p, err
}

func (s *Server) apiSearch(ctx context.Context, r *http.Request) (reply, error) {
	v := r.URL.Query()
	limit, err := limitOf(v, hitsPerPage)
	if err != nil {
		return reply{}, err
	}
	var left gaps
	items, next, unread, err := s.apiHits(ctx, v, limit, &left)
	if err != nil {
		return reply{}, err
	}
	cursor := ""
	if next >= 0 {
		cursor = strconv.Itoa(next)
	}
	p, err := listReply(items, left, r.URL.Path, v, cursor)
	p.passing = p.passing || unread
	return p, err
}

// apiHits returns the hits of a search; others follow at next, -1: none do. The
// next request finds more where texts are still unread.
func (s *Server) apiHits(ctx context.Context, v url.Values, limit int, left *gaps) (items []apiHit, next int, unread bool, err error) {
	if v.Get("clock") == byEvent {
		return s.apiByEvent(ctx, v, limit, left)
	}
	hits, _, next, err := s.find(ctx, v, limit, left)
	for i := range hits {
		items = append(items, apiHit{Hit: newHit(&hits[i])})
	}
	return items, next, false, err
}

func (s *Server) apiTimeline(ctx context.Context, r *http.Request) (reply, error) {
	v := r.URL.Query()
	sel, err := s.selectionOf(ctx, v)
	if err != nil {
		return reply{}, err
	}
	if len(sel.Stories) == 0 && sel.Query == "" && sel.Source == "" {
		return reply{}, &badRequest{"a timeline needs one of story, q, source and topic"}
	}
	var left gaps
	tl, _, err := s.build(ctx, &sel, v.Get("as_of"), &left)
	if err != nil {
		return reply{}, err
	}
	p, err := jsonReply(struct {
		*timeline.Timeline
		LeftOut gaps `json:"left_out,omitempty"`
	}{tl, left}, "")
	p.passing = len(left) > 0
	return p, err
}

func (s *Server) apiTopics(ctx context.Context, r *http.Request) (reply, error) {
	topics, err := s.archive.Topics(ctx)
	if err != nil {
		return reply{}, err
	}
	var items []join.Topic
	var left []topicGap
	for _, t := range topics {
		if t.Err != nil {
			left = append(left, newTopicGap(&t))
			continue
		}
		sel, err := join.ParseTopic(t)
		if err != nil {
			return reply{}, err
		}
		items = append(items, join.Topic{Schema: join.SchemaOf("topic"), Topic: t, Selection: sel})
	}
	l := newList(items, nil, r.URL.Path, nil, "")
	return jsonReply(struct {
		list[join.Topic]
		LeftOut []topicGap `json:"left_out,omitempty"`
	}{l, left}, "")
}

func (s *Server) apiSource(ctx context.Context, r *http.Request) (reply, error) {
	p, err := s.profileOf(ctx, r.PathValue("name"))
	if err != nil {
		return reply{}, err
	}
	answer, err := jsonReply(p, "")
	answer.passing = len(p.LeftOut) > 0
	return answer, err
}
