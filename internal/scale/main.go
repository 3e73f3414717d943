// Scale computes the tables of docs/scale.md: what an archive of up to a thousand
// million revisions takes, from figures measured on archives of ten thousand and
// from a seeded simulation of how sources fall on shards and of how regions fail.
//
//	go run ./internal/scale
//
// It is arithmetic and a draw of lots, no load test: what it assumes beyond what
// was measured, the page says.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprint(os.Stdout, tables(measured))
}

// constants are what the tables follow from. docs/scale.md says where each comes
// from.
type constants struct {
	// Bytes of a revision.
	packBytes, indexBytes, catalogBytes float64
	// Seconds of CPU for a revision.
	addCPU, pullCPU, deriveCPU, verifyCPU float64
	// Objects of a revision: blob, trees, commit.
	objects float64
	// PostgreSQL: objects a second in batches, commits a second through a
	// sequencer and one by one, of one database.
	objectRate, sequencedRate, singleRate float64
	// Of acknowledged commits, those lost when the primary was killed.
	lostAsync, lostSync, lostOff float64

	// Assumed, not measured.
	packFile   float64 // bytes of a pack in the cold tier
	disk       float64 // bytes a second from the cold tier to a machine
	roundTrip  float64 // seconds between two regions
	cores      float64 // of a machine
	headBytes  float64 // of one shard's entry in a commit of the super-chain
	headCommit float64 // of such a commit without its entries
}

var measured = constants{
	packBytes: 901, indexBytes: 196, catalogBytes: 617,
	addCPU: 920e-6, pullCPU: 394e-6, deriveCPU: 81e-6, verifyCPU: 162e-6,
	objects:    7,
	objectRate: 37_500, sequencedRate: 7_343, singleRate: 287,
	lostAsync: 2.0 / 84_802, lostSync: 0, lostOff: 74.0 / 94_343,

	packFile: 1 << 30, disk: 200e6, roundTrip: 0.03, cores: 16, headBytes: 70, headCommit: 250,
}
