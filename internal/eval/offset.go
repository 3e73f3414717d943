package eval

// points translates byte offsets of a text into offsets in Unicode code
// points, which is what the contract of newsarc-eval speaks.
type points []int

func newPoints(s string) points {
	p := make(points, len(s)+1)
	n := 0
	for i := range s {
		p[i] = n
		n++
	}
	p[len(s)] = n
	return p
}

// span returns the code point range of a byte range whose ends stand between
// characters.
func (p points) span(start, end int) [2]int { return [2]int{p[start], p[end]} }
