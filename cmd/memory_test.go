package cmd

import "testing"

func TestRoomyPercent(t *testing.T) {
	for _, c := range []struct {
		used uint64
		want int
	}{{1 << 20, 800}, {16 << 20, 300}, {32 << 20, 100}, {200 << 20, 100}} {
		if got := roomyPercent(c.used); got != c.want {
			t.Errorf("%d bytes in use: %d, want %d", c.used, got, c.want)
		}
	}
}
