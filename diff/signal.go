package diff

// signals finds what changed in substance or form and fills r.Signals and
// r.Weight.
func signals(r *Result) {
	for i := range r.Fields {
		if f := &r.Fields[i]; f.Name == "headline" || f.Name == "byline" {
			r.Signals = append(r.Signals, Signal{
				Kind: SignalKind(f.Name), Pair: -1,
				Old: Evidence{Field: f.Name, Text: f.Old},
				New: Evidence{Field: f.Name, Text: f.New},
			})
			r.Weight++
		}
	}
}
