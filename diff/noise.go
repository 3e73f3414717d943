package diff

import "strings"

// noise labels the changes that say nothing and fills r.Noise and r.AllNoise.
func noise(r *Result) {
	for i := range r.Fields {
		f := &r.Fields[i]
		if strings.Join(strings.Fields(f.Old), " ") == strings.Join(strings.Fields(f.New), " ") {
			r.Noise = append(r.Noise, Noise{
				Rule: "white-space", Pair: -1,
				Old: Evidence{Field: f.Name, Text: f.Old},
				New: Evidence{Field: f.Name, Text: f.New},
			})
		}
	}
	r.AllNoise = len(r.Noise) > 0 && len(r.Noise) == len(r.Fields) && r.onlySame()
}

func (r *Result) onlySame() bool {
	for _, p := range r.Pairs {
		if p.Kind != Same || p.Move != 0 {
			return false
		}
	}
	return true
}
