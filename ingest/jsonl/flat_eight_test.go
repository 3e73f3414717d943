package jsonl

import "testing"

// Each byte alone decides, in each place.
func TestPlainEight(t *testing.T) {
	for c := range 256 {
		want := c >= ' ' && c != '"' && c != '\\'
		for at := range 8 {
			s := []byte("abcdefgh\"")
			s[at] = byte(c)
			if got := plainEight(s); got != want {
				t.Errorf("%q: got %v", s, got)
			}
		}
	}
}
