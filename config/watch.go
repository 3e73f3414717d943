package config

import (
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxBatch bounds what a crash makes the watcher ask for again.
const maxBatch = 5 * time.Minute

// kinds lists what the kind of a target may be.
var kinds = []string{"", "feed", "sitemap", "front", "page"}

// check reports the first setting of the watcher that makes no sense.
func (w *Watch) check() error {
	for i, t := range w.Targets {
		if t.URL == "" {
			return fmt.Errorf("watch.targets: entry %d has no url", i+1)
		}
		if u, err := url.Parse(t.URL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return fmt.Errorf("watch.targets: entry %d is no http or https address", i+1) // it may hold a password: not quoted
		}
		if !slices.Contains(kinds, t.Kind) {
			return fmt.Errorf("watch.targets: kind is %q, not one of %s", t.Kind, strings.Join(kinds[1:], ", "))
		}
	}
	if w.Listing < time.Second {
		return fmt.Errorf("watch.listing: %s is shorter than a second", w.Listing)
	}
	if w.Batch < 0 || w.Batch > maxBatch {
		return fmt.Errorf("watch.batch: %s is not between 0s and %s", w.Batch, maxBatch)
	}
	if len(w.Schedule) == 0 {
		return fmt.Errorf("watch.schedule has no step")
	}
	for i, s := range w.Schedule {
		if s.Every < time.Second {
			return fmt.Errorf("watch.schedule: every is %s, shorter than a second", s.Every)
		}
		if s.Age <= 0 || i > 0 && s.Age <= w.Schedule[i-1].Age {
			return fmt.Errorf("watch.schedule: age %s does not rise from step to step", s.Age)
		}
	}
	for i, n := range w.Notices {
		if (n.Command == "") == (n.Webhook == "") {
			return fmt.Errorf("watch.notices: entry %d needs a command or a webhook, and one only", i+1)
		}
	}
	return nil
}

// durations is the decode hook for spans of time: Go's form, and days.
func durations(from, to reflect.Type, value any) (any, error) {
	if to != reflect.TypeFor[time.Duration]() || from.Kind() != reflect.String {
		return value, nil
	}
	s := value.(string)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.ParseFloat(days, 64)
		if err != nil || n < 0 || n > 36500 {
			return nil, fmt.Errorf("%q is no span of time such as 90s, 15m, 3h or 30d", s)
		}
		return time.Duration(n * 24 * float64(time.Hour)), nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return nil, fmt.Errorf("%q is no span of time such as 90s, 15m, 3h or 30d", s)
	}
	return d, nil
}
