package render

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/dustin/go-humanize"
)

const (
	progressAfter = 2 * time.Second        // shorter work shows none
	progressEvery = 100 * time.Millisecond // between two drawings
)

// Progress draws one line that says how far long work has come. It draws only
// when it is told of an advance, so that it needs no clock of its own; it may
// be used by several goroutines. A nil Progress draws nothing.
type Progress struct {
	mu    sync.Mutex
	w     io.Writer
	now   func() time.Time
	verb  string // "adding"
	width int    // columns

	start, last time.Time
	shown       bool
}

// NewProgress returns a progress line on a terminal; on anything else, nil.
func NewProgress(w io.Writer, t Terminal, now func() time.Time, verb string) *Progress {
	if t.Width == 0 {
		return nil
	}
	return &Progress{w: w, now: now, verb: verb, width: t.Width, start: now()}
}

// Advance says that count things are done, which is the given part of all the
// work, 0 to 1; a negative part is unknown.
func (p *Progress) Advance(count int64, part float64) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if now.Sub(p.start) < progressAfter || now.Sub(p.last) < progressEvery {
		return
	}
	p.last = now
	p.shown = true
	fmt.Fprint(p.w, "\r\x1b[K"+p.line(count, part, now.Sub(p.start)))
}

// line says how far the work has come, in one line of the terminal.
func (p *Progress) line(count int64, part float64, elapsed time.Duration) string {
	rate := float64(count) / elapsed.Seconds()
	s := fmt.Sprintf("%s %s, %s/s", p.verb, humanize.Comma(count), humanize.Comma(int64(rate)))
	if part < 0 {
		return Truncate(s, p.width-1)
	}
	part = min(part, 1)
	s += fmt.Sprintf(", %.0f%%", 100*part)
	if part > 0 {
		left := time.Duration(float64(elapsed) * (1 - part) / part)
		s += ", " + left.Round(time.Second).String() + " left"
	}
	if room := min(30, p.width-1-Width(s)-3); room >= 8 {
		full := int(part * float64(room))
		s += " [" + strings.Repeat("#", full) + strings.Repeat(".", room-full) + "]"
	}
	return Truncate(s, p.width-1)
}

// Clear takes the line off the terminal, so that something else can be
// printed; the next Advance draws it again.
func (p *Progress) Clear() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.shown = false
		p.last = time.Time{}
	}
}
