// Command storebench measures an archive in PostgreSQL beside one in a folder:
// durable revisions a second from 1, 8 and 64 goroutines, reading, log and
// search. It starts a server of its own, with fsync on, and writes what it found
// into docs/benchmarks-postgres.md.
//
// Absolute times belong to the machine and to what else it does; ratios and CPU
// time are what to read.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/odb/odbtest"
	"github.com/newsarc/newsarc/archive/odb/pgstore/pgtest"
	"github.com/newsarc/newsarc/news"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, os.Args[1:])
	pgtest.CloseShared()
	if errors.Is(err, pgtest.ErrMissing) && os.Getenv("CI") == "" {
		fmt.Fprintln(os.Stderr, "storebench: left out:", err)
	} else if err != nil {
		fmt.Fprintln(os.Stderr, "storebench:", err)
		os.Exit(1)
	}
}

// bench is one round.
type bench struct {
	sizes   []int         // revisions that log and search look at
	each    time.Duration // of one measurement of writing
	dir     string
	cluster *pgtest.Cluster
	rows    []row

	revisions []odbtest.Revision
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("storebench", flag.ContinueOnError)
	b := &bench{}
	sizes := flags.String("n", "10000,100000", "revisions that log and search look at, a round for each number")
	flags.DurationVar(&b.each, "time", 5*time.Second, "length of each measurement of writing")
	out := flags.String("out", "docs/benchmarks-postgres.md", "file to write; - for standard output")
	if err := flags.Parse(args); err != nil {
		return err
	}
	for word := range strings.SplitSeq(*sizes, ",") {
		n, err := strconv.Atoi(word)
		if err != nil {
			return err
		}
		b.sizes = append(b.sizes, n)
	}
	var err error
	if b.cluster, err = pgtest.SharedCluster(); err != nil {
		return err
	}
	if b.dir, err = os.MkdirTemp("", "newsarc-storebench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	for _, step := range []func(context.Context) error{b.groups, b.optimistic, b.submitters, b.reads} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return b.report(*out)
}

// place is one kind of archive: where it is and how it is called.
type place struct {
	name  string
	store string // URL; empty: a folder
	dir   string
}

// places returns a folder and a database, both empty.
func (b *bench) places(name string) []place {
	return []place{
		{name: "folder", dir: filepath.Join(b.dir, name+"-folder")},
		{name: "PostgreSQL", store: b.cluster.Schema(), dir: filepath.Join(b.dir, name+"-pg")},
	}
}

func (p place) options() archive.Options { return archive.Options{Store: p.store} }

// input turns a made-up revision into what an archive takes.
func input(r odbtest.Revision) (archive.Input, error) {
	a, err := news.Decode([]byte(r.Text))
	return archive.Input{Article: a, Captured: r.Captured}, err
}
