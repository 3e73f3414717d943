package cmd

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestInterruptible(t *testing.T) {
	text := strings.Repeat("a line of text\n", 20_000)
	got, err := io.ReadAll(newInterruptible(t.Context(), strings.NewReader(text)))
	if err != nil || string(got) != text {
		t.Errorf("read %d bytes of %d, %v", len(got), len(text), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe() // nothing is ever written
	defer w.Close()
	in := newInterruptible(ctx, r)
	cancel()
	for range 2 {
		if _, err := in.Read(make([]byte, 10)); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
}
