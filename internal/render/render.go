// Package render turns results into what a reader sees: text for a terminal or
// a pipe, JSON, HTML, SVG. It also holds what every output shares: how wide the
// terminal is, whether there is colour, the pager, the progress line, and the
// neutralising of what an article could do to a terminal.
//
// It decides nothing about news: what changed is package diff's word, what
// happened package timeline's.
package render

import (
	"io"
	"os"

	"golang.org/x/term"
)

// Terminal says what the place that takes the output can do. The zero value is
// a file or a pipe: no colour, no width.
type Terminal struct {
	Width int  // columns; 0 where lines may have any length
	Color bool // whether escape sequences for colour are wanted
}

// Detect looks at the stream that takes the output. The mode is auto, always
// or never; in auto, colour is used on a terminal that is not dumb, unless
// NO_COLOR is set (no-color.org) to anything but the empty string, or CLICOLOR to
// 0. CLICOLOR_FORCE, set to anything but 0, asks for it elsewhere too
// (bixense.com/clicolors).
func Detect(w io.Writer, mode string, getenv func(string) string) Terminal {
	var t Terminal
	f, ok := w.(*os.File)
	isTerminal := ok && term.IsTerminal(int(f.Fd()))
	if isTerminal {
		t.Width = 80
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
			t.Width = width
		}
	}
	switch mode {
	case "always":
		t.Color = true
	case "never":
	default:
		force := getenv("CLICOLOR_FORCE")
		wanted := isTerminal && getenv("TERM") != "dumb" && getenv("CLICOLOR") != "0" || force != "" && force != "0"
		t.Color = wanted && getenv("NO_COLOR") == ""
	}
	return t
}

// Style is how a run of text looks: the parameters of the terminal's SGR
// sequence (ECMA-48, 8.3.117).
type Style string

// The styles in use. Colour never carries a meaning alone: a mark or a word
// always says the same.
const (
	Plain   Style = ""
	Bold    Style = "1"
	Dim     Style = "2"
	Italic  Style = "3"
	Under   Style = "4"
	Reverse Style = "7"
	Strike  Style = "9"
	Red     Style = "31"
	Green   Style = "32"
	Yellow  Style = "33"
	Magenta Style = "35"
	Cyan    Style = "36"
)

// Paint returns s in a style, or s itself where there is no colour. It does
// not neutralise s: see Safe.
func (t Terminal) Paint(style Style, s string) string {
	if !t.Color || style == Plain || s == "" {
		return s
	}
	return "\x1b[" + string(style) + "m" + s + "\x1b[m"
}
