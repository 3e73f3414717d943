package cmd

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"
)

// quick are the commands that are mostly over before a person can interrupt them,
// and leave nothing behind that the next command minds. To listen for signals takes
// a thread of its own, a fifteenth of what "show" takes in all; these do it when
// there is more to do than usual, see listen. Until then a signal ends them as it
// ends git.
var quick = []string{"add", "log", "show", "diff", "blame", "stories", "search", "cite", "version"}

// interrupts ends a context with the first SIGINT or SIGTERM, for an orderly end of
// the command. The second one ends the process.
type interrupts struct {
	cancel context.CancelFunc
	once   sync.Once
}

// expect begins to listen, but for a quick command.
func (i *interrupts) expect(command string) {
	if !slices.Contains(quick, command) {
		i.listen()
	}
}

// listen begins to listen, unless it has begun. A quick command calls it before it
// waits for a person, for another program or for the network, and before work that
// takes long.
func (i *interrupts) listen() {
	i.once.Do(func() {
		heard := make(chan os.Signal, 1)
		signal.Notify(heard, os.Interrupt, syscall.SIGTERM)
		go func() {
			<-heard
			signal.Stop(heard)
			i.cancel()
		}()
	})
}
