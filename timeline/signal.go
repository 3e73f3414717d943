package timeline

// signal is what ranking needs to know of the sentence of an event and cannot
// see from the event itself.
type signal struct {
	Position int // index of the sentence in its article
	Words    int
	Quoted   bool // opens with a quotation mark
}
