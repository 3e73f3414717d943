package align

// increasing returns the indices of a heaviest increasing subsequence of js,
// in order; each element weighs 1 where weights is nil. Equal values count as
// increasing. Of equally heavy ones it takes the one that keeps later elements.
func (c *Aligner) increasing(js []int, weights []int64) []int {
	// best is a Fenwick tree over the ranks of the values: the heaviest chain
	// that ends at or below a rank.
	type chain struct {
		weight int64
		last   int
	}
	ranks, n := rank(js)
	best := make([]chain, n+1)
	for i := range best {
		best[i].last = -1
	}
	prev := make([]int, len(js))
	top := chain{0, -1}
	for k, r := range ranks {
		var from chain
		from.last = -1
		for i := r; i > 0; i -= i & -i {
			if best[i].weight > from.weight || best[i].weight == from.weight && best[i].last > from.last {
				from = best[i]
			}
			c.steps++
		}
		prev[k] = from.last
		w := int64(1)
		if weights != nil {
			w = weights[k]
		}
		at := chain{from.weight + w, k}
		for i := r; i <= n; i += i & -i {
			if at.weight >= best[i].weight {
				best[i] = at
			}
			c.steps++
		}
		if at.weight >= top.weight {
			top = at
		}
	}
	return follow(prev, top.last)
}

// follow lists the chain that ends at last, first element first.
func follow(prev []int, last int) []int {
	n := 0
	for k := last; k >= 0; k = prev[k] {
		n++
	}
	out := make([]int, n)
	for k := last; k >= 0; k = prev[k] {
		n--
		out[n] = k
	}
	return out
}

// rank replaces values by their ranks from 1, equal values by the same rank,
// and returns how many there are.
func rank(js []int) (ranks []int, n int) {
	top := 0
	for _, j := range js {
		top = max(top, j)
	}
	at := make([]int, top+1) // values are indices: small
	for _, j := range js {
		at[j] = 1
	}
	for j, used := range at {
		if used == 1 {
			n++
			at[j] = n
		}
	}
	ranks = make([]int, len(js))
	for k, j := range js {
		ranks[k] = at[j]
	}
	return ranks, n
}
