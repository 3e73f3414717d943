package diff

// parts finds sentences that were split, or merged with a neighbour.
func (a *aligner) parts() {}
