package pgstore_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/odbtest"
	"github.com/newsarc/newsarc/archive/odb/pgstore"
)

// BenchmarkCommit adds revisions as an archive does, durable in groups.
func BenchmarkCommit(b *testing.B) {
	for _, group := range []int{1, 8, 64, 512} {
		b.Run(fmt.Sprint(group), func(b *testing.B) {
			s, err := newInSchema(b, pgstore.Options{}).Open(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			revisions := slices.Collect(odbtest.Corpus{Seed: 1}.Revisions(2000))
			var im odbtest.Importer
			n := 0
			for b.Loop() {
				from := im.Head
				batch, err := s.Begin(b.Context())
				if err != nil {
					b.Fatal(err)
				}
				for range group {
					if n == len(revisions) {
						n = 0
					}
					if err := im.Add(batch, &revisions[n]); err != nil {
						b.Fatal(err)
					}
					n++
				}
				if err := batch.Commit(b.Context(), odb.Move{Name: odbtest.Main, Old: from, New: im.Head}); err != nil {
					b.Fatal(err)
				}
			}
			st, err := s.(odb.Maintainer).Stats(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			count := float64(b.N * group)
			b.ReportMetric(count/b.Elapsed().Seconds(), "revisions/s")
			b.ReportMetric(float64(st.Bytes)/count, "B/revision")
		})
	}
}
