package main

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
)

// sources is how many publishers the simulation has, and skew how unevenly they
// publish: the k-th largest has a share of 1/k^skew. The largest then has 1.8 %
// of all revisions.
const (
	sources = 50_000
	skew    = 0.75
)

// shares returns the share of each source, the largest first.
func shares() []float64 {
	list := make([]float64, sources)
	sum := 0.0
	for k := range list {
		list[k] = 1 / math.Pow(float64(k+1), skew)
		sum += list[k]
	}
	for k := range list {
		list[k] /= sum
	}
	return list
}

// place returns the shard of a source: the one with the highest hash of both
// (rendezvous), so that a new shard takes sources from all and moves no others.
func place(source, shards int) int {
	best, at := uint64(0), 0
	for s := range shards {
		h := fnv.New64a()
		fmt.Fprintf(h, "source%d.example\x00%d", source, s)
		x := h.Sum64() // FNV mixes its last bytes badly
		x ^= x >> 33
		x *= 0xff51afd7ed558ccd
		x ^= x >> 33
		if x >= best {
			best, at = x, s
		}
	}
	return at
}

// shards simulates how sources fall on shards.
func shards(c constants) *table {
	t := &table{name: "shards"}
	t.add("shards", "revisions in the largest", "of the mean", "its catalog", "derive it", "verify it, 16 cores", "sources moved by one shard more")
	list := shares()
	for _, n := range []int{4, 16, 64} {
		load := make([]float64, n)
		moved := 0
		for k, share := range list {
			at := place(k, n)
			load[at] += share
			if place(k, n+1) != at {
				moved++
			}
		}
		most := slices.Max(load)
		revisions := 1e9 * most
		t.add(n, power(revisions), fmt.Sprintf("%.2f", most*float64(n)), bytes(revisions*c.catalogBytes), span(revisions*c.deriveCPU),
			span(revisions*c.verifyCPU/c.cores), fmt.Sprintf("%.1f %%", 100*float64(moved)/float64(len(list))))
	}
	return t
}

// regions simulates the loss of the region that holds the primaries of a quarter
// of 64 shards, a thousand times: how many acknowledged revisions are gone, and
// for how long nothing can be added there.
func regions(c constants) *table {
	t := &table{name: "regions"}
	t.add("replication", "wait for each group of commits", "revisions a second and shard, groups of 256", "failures of 1,000 that lose something", "most lost", "archive again after")
	r := rand.New(rand.NewPCG(1, 2))
	const window = 60.0 // seconds: commits further back were long replicated
	for _, m := range []struct {
		name string
		wait float64 // seconds, beside the group's own work
		lost float64 // share of the commits of the last minute
		back string
	}{
		{"synchronous, to another region", c.roundTrip, c.lostSync, "a standby is promoted: seconds to a minute"},
		{"synchronous in the region, asynchronous beyond", 0.0005, c.lostAsync, "the same; the writers send again what is missing"},
		{"asynchronous only", 0, c.lostAsync, "the same"},
		{"`synchronous_commit=off`", 0, c.lostOff, "the same"},
		{"none: the cold tier only, a pack an hour", 0, 0.5, fmt.Sprintf("packs are read back: %s a shard", span(1e9/64*(c.packBytes+c.indexBytes)/c.disk))},
	} {
		group := 256 / c.sequencedRate // seconds that the group itself takes
		rate := 256 / (group + m.wait)
		used := min(rate, 300) // what 64 shards add together when the world is busy
		failures, most := 0, 0
		for range 1000 {
			n := 0
			for range 16 {
				n += binomial(r, used*window, m.lost)
			}
			if n > 0 {
				failures++
			}
			most = max(most, n)
		}
		t.add(m.name, span(m.wait), fmt.Sprintf("%.0f", rate), failures, most, m.back)
	}
	return t
}

// binomial draws how many of n are lost, each with a probability: Poisson's law
// where that is small, the mean where it is not.
func binomial(r *rand.Rand, n, p float64) int {
	mean := n * p
	if mean > 1000 {
		return int(mean)
	}
	k, left := 0, math.Exp(-mean)
	for product := r.Float64(); product > left; product *= r.Float64() {
		k++
	}
	return k
}
