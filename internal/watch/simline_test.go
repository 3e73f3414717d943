package watch

import (
	"bufio"
	"fmt"
	"net"
	"sync"
	"testing"
	"time"
)

// sharedClock is one clock for the simulations of several processes. It goes on to
// the next moment at which somebody wakes when nothing is under way in any of them,
// and stands while somebody holds it here. A process that is killed holds it no
// more.
type sharedClock struct {
	l    net.Listener
	over chan struct{} // closed when the time is up

	mu    sync.Mutex
	now   time.Time
	until time.Time
	holds int
	lines map[*line]bool
	done  bool
}

// line is the connection of one process.
type line struct {
	conn net.Conn
	busy bool
	wake time.Time // when it is to go on; zero: when somebody tells it
}

func newSharedClock(t *testing.T, until time.Time) *sharedClock {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &sharedClock{l: l, over: make(chan struct{}), now: simStart, until: until, lines: map[*line]bool{}}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go c.serve(&line{conn: conn, busy: true})
		}
	}()
	return c
}

func (c *sharedClock) serve(l *line) {
	c.mu.Lock()
	c.lines[l] = true
	c.mu.Unlock()
	in := bufio.NewScanner(l.conn)
	for in.Scan() {
		var ns int64
		_, err := fmt.Sscanf(in.Text(), "idle %d", &ns)
		c.mu.Lock()
		if err == nil {
			l.busy, l.wake = false, time.Time{}
			if ns != 0 {
				l.wake = time.Unix(0, ns).UTC()
			}
			c.advance()
		} else {
			l.busy = true
			fmt.Fprintf(l.conn, "now %d\n", c.now.UnixNano())
		}
		c.mu.Unlock()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = l.conn.Close()
	delete(c.lines, l)
	c.advance()
}

// advance lets the process go on whose time comes first, if all of them wait.
func (c *sharedClock) advance() {
	var first *line
	for l := range c.lines {
		if l.busy {
			return
		}
		if !l.wake.IsZero() && (first == nil || l.wake.Before(first.wake)) {
			first = l
		}
	}
	switch {
	case c.holds > 0 || first == nil || c.done:
	case first.wake.After(c.until):
		c.done = true
		close(c.over)
	default:
		if first.wake.After(c.now) {
			c.now = first.wake
		}
		first.busy = true
		fmt.Fprintf(first.conn, "go %d\n", c.now.UnixNano())
	}
}

func (c *sharedClock) hold() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.holds++
}

func (c *sharedClock) release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.holds--
	c.advance()
}

// skip makes it later for whoever looks at the clock again.
func (c *sharedClock) skip(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return c.now
}

// dialClock returns the clock of a process that goes with others. It calls end when
// the connection breaks off.
func dialClock(address string, until time.Time, end func()) (*simClock, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	c := &simClock{now: simStart, until: until}
	told := make(chan time.Time)
	c.busy = func() time.Time {
		fmt.Fprintln(conn, "busy")
		return <-told
	}
	c.idle = func(wake time.Time) {
		ns := int64(0)
		if !wake.IsZero() {
			ns = wake.UnixNano()
		}
		fmt.Fprintf(conn, "idle %d\n", ns)
	}
	go func() {
		defer end()
		defer close(told)
		in := bufio.NewScanner(conn)
		for in.Scan() {
			var word string
			var ns int64
			if _, err := fmt.Sscan(in.Text(), &word, &ns); err != nil {
				return
			}
			if at := time.Unix(0, ns).UTC(); word == "now" {
				told <- at
			} else {
				go c.goOn(at) // who waits for the word above may hold the lock
			}
		}
	}()
	return c, nil
}

// goOn wakes who sleeps until a time that has come.
func (c *simClock) goOn(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at.After(c.now) {
		c.now = at
	}
	switch {
	case len(c.sleep) > 0 && !c.sleep[0].at.After(c.now):
		c.wakeFirst()
	case c.holds == 0:
		c.sayIdle()
	}
}

func (c *simClock) sayIdle() {
	var wake time.Time
	if len(c.sleep) > 0 {
		wake = c.sleep[0].at
	}
	c.idle(wake)
}
