package watch

import (
	"testing"
	"time"
)

func TestSchedule(t *testing.T) {
	now := time.Date(2024, 5, 16, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		age, every time.Duration
	}{
		{0, 15 * time.Minute},
		{3*time.Hour - 1, 15 * time.Minute},
		{3 * time.Hour, time.Hour},
		{25 * time.Hour, 3 * time.Hour},
		{8 * 24 * time.Hour, 3 * 24 * time.Hour},
		{100 * 24 * time.Hour, 30 * 24 * time.Hour},
		{360 * 24 * time.Hour, 0},
	} {
		if got := DefaultSchedule.every(tt.age); got != tt.every {
			t.Errorf("age %v: every %v, want %v", tt.age, got, tt.every)
		}
		for _, url := range []string{"https://a.example/1", "https://a.example/2", "https://b.example/"} {
			next := DefaultSchedule.next(&page{URL: url, Changed: now.Add(-tt.age)}, now)
			if tt.every == 0 {
				if !next.IsZero() {
					t.Errorf("age %v: looked at again at %v", tt.age, next)
				}
				continue
			}
			if wait := next.Sub(now); wait > tt.every || wait < tt.every*9/10 {
				t.Errorf("age %v, %s: next after %v, want the last tenth of %v", tt.age, url, wait, tt.every)
			}
		}
	}
}

func TestBackoff(t *testing.T) {
	for fails, want := range map[int]time.Duration{0: time.Minute, 1: time.Minute, 2: 2 * time.Minute, 6: 32 * time.Minute, 7: time.Hour, 1000: time.Hour} {
		if got := backoff(fails); got != want {
			t.Errorf("after %d failures: %v, want %v", fails, got, want)
		}
	}
}
