//go:build unix

package cmd

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"testing"
)

// TestInterrupts ends a context with a signal: that of a quick command only after
// it has begun to listen.
func TestInterrupts(t *testing.T) {
	// Without this, the signal would end the test.
	all := make(chan os.Signal, 1)
	signal.Notify(all, os.Interrupt)
	defer signal.Stop(all)
	interrupt := func() {
		t.Helper()
		if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		<-all
	}
	for _, command := range []string{"watch", "", "show"} {
		ctx, cancel := context.WithCancel(t.Context())
		i := interrupts{cancel: cancel}
		i.expect(command)
		if command == "show" {
			interrupt()
			if ctx.Err() != nil {
				t.Errorf("%s listens from the beginning", command)
			}
			i.listen()
			i.listen()
		}
		interrupt()
		<-ctx.Done()
	}
}

// TestQuickCommands holds the list to names that there are.
func TestQuickCommands(t *testing.T) {
	for _, name := range quick {
		if !slices.ContainsFunc(commands, func(c command) bool { return c.name == name }) {
			t.Errorf("%q is no command", name)
		}
	}
}
