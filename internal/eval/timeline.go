package eval

import (
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/timeline"
)

type timelineIn struct {
	Task      string   `json:"task"`
	Articles  string   `json:"articles"` // file of JSON lines, gzipped
	Query     []string `json:"query"`
	From      string   `json:"from"`
	To        string   `json:"to"` // inclusive
	Dates     int      `json:"dates"`
	Sentences int      `json:"sentences"`
}

type timelineOut struct {
	Task     string              `json:"task"`
	Timeline map[string][]string `json:"timeline"`
}

// runTimeline answers a task with the days and labels that newsarc shows.
func runTimeline(line []byte, emit func(any) error) error {
	var in timelineIn
	if err := json.Unmarshal(line, &in); err != nil {
		return err
	}
	from, err1 := time.Parse(time.DateOnly, in.From)
	to, err2 := time.Parse(time.DateOnly, in.To)
	if err := cmp.Or(err1, err2); err != nil {
		return fmt.Errorf("%s: %w", in.Task, err)
	}
	revs, err := readTimelineArticles(in.Articles)
	if err != nil {
		return fmt.Errorf("%s: %w", in.Task, err)
	}
	tl := timeline.Build(revs, timeline.Options{
		Query: in.Query, EventFrom: from, EventTo: to.AddDate(0, 0, 1), PerDate: in.Sentences,
	})
	return emit(timelineOut{in.Task, bestDays(tl, &in)})
}

// bestDays returns the labels of the heaviest days. Months and years are no
// answer to a task of days.
func bestDays(tl *timeline.Timeline, in *timelineIn) map[string][]string {
	labels := make(map[string]string)
	for i := range tl.Events {
		ev := &tl.Events[i]
		labels[ev.Time.Key()+ev.ID] = ev.Label
	}
	days := slices.DeleteFunc(slices.Clone(tl.Days), func(d timeline.Day) bool {
		return d.Precision != timeline.DayLong || d.Date < in.From || d.Date > in.To
	})
	slices.SortStableFunc(days, func(a, b timeline.Day) int { return cmp.Compare(b.Weight, a.Weight) })
	out := make(map[string][]string)
	for _, d := range days[:min(in.Dates, len(days))] {
		for _, id := range d.Events {
			out[d.Date] = append(out[d.Date], labels[d.Date+id])
		}
	}
	return out
}

// readTimelineArticles reads articles whose text has one sentence on a line.
func readTimelineArticles(file string) ([]*news.Revision, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	var revs []*news.Revision
	for dec := json.NewDecoder(z); ; {
		var a struct{ ID, Source, Published, Text string }
		if err := dec.Decode(&a); errors.Is(err, io.EOF) {
			return revs, nil
		} else if err != nil {
			return nil, err
		}
		published, err := news.ParseTime(a.Published)
		if err != nil {
			return nil, err
		}
		sentences := slices.DeleteFunc(strings.Split(a.Text, "\n"), func(s string) bool { return strings.TrimSpace(s) == "" })
		revs = append(revs, &news.Revision{
			Story: a.ID, Number: 1, Source: a.Source, Published: published, Captured: published.Time,
			Article: &news.Article{Source: a.Source, Published: published, Body: news.Body{{Sentences: sentences}}},
		})
	}
}
