package signal

import "strings"

// heads holds with what letters the words of a sentence begin: of the first
// three and the first four of each, one bit of their hash. A word that is not
// there is nearly always known from that.
type heads [8]uint64

// headsOf returns the heads of s, whose letters beyond ASCII are in lower case;
// of those of ASCII the case does not matter. A word begins at a letter that does
// not follow another. If s is dotted, its words count without their points as
// well: "U.S.A." begins with "usa".
func headsOf(s string, dotted bool) heads {
	var h heads
	inside := false
	for i := range len(s) - 2 {
		c := s[i] | 0x20
		began := inside
		inside = isLower(c)
		if !inside || began {
			continue
		}
		three := uint32(c)<<16 | uint32(s[i+1]|0x20)<<8 | uint32(s[i+2]|0x20)
		h.set(three)
		if i+3 < len(s) {
			h.set(three<<8 | uint32(s[i+3]|0x20))
		}
		if dotted {
			h.setUndotted(s[i:])
		}
	}
	return h
}

// setUndotted adds the word that s begins with, without points.
func (h *heads) setUndotted(s string) {
	letters, n := uint32(0), 0
	for i := 0; i < len(s) && n < 4; i++ {
		if s[i] == '.' {
			continue
		}
		letters = letters<<8 | uint32(s[i]|0x20)
		if n++; n >= 3 {
			h.set(letters)
		}
	}
}

// may reports whether a word may begin with w, in lower case.
func (h *heads) may(w string) bool {
	if len(w) < 3 || !isLower(w[0]) {
		return true
	}
	three := uint32(w[0])<<16 | uint32(w[1]|0x20)<<8 | uint32(w[2]|0x20)
	return h.has(three) && (len(w) < 4 || h.has(three<<8|uint32(w[3]|0x20)))
}

// mayAll reports whether words may begin with each of ws.
func (h *heads) mayAll(ws []string) bool {
	for _, w := range ws {
		if strings.IndexByte(w, '.') < 0 && strings.IndexByte(w, '\'') < 0 && !h.may(w) {
			return false
		}
	}
	return true
}

func (h *heads) set(letters uint32) {
	k := letters * 2654435769 >> 23
	h[k>>6] |= 1 << (k & 63)
}

func (h *heads) has(letters uint32) bool {
	k := letters * 2654435769 >> 23
	return h[k>>6]>>(k&63)&1 == 1
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
