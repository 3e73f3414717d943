package diff

// tidy turns a shortest script into one that a reader would have written.
func (c *comparer) tidy(runs []run, a, b []token) []run { return runs }
