package odb

import "context"

// Prefetcher is a Store that is far away: to ask for objects one by one takes a
// round trip for each.
type Prefetcher interface {
	Store
	// Prefetch brings objects at once, so that the next Get of each is answered
	// from memory. It is a hint: what is missing, damaged or too much is left to
	// Get.
	Prefetch(ctx context.Context, ids []ID) error
}
