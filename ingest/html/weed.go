package html

// weed drops the blocks that are not part of the article.
func weed(blocks []block, m *metadata) []block {
	return blocks
}
