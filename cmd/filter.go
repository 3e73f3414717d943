package cmd

import (
	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/news"
)

// clocks lists what --clock takes.
var clocks = []string{string(archive.ByCaptured), string(archive.ByPublished), string(archive.ByModified)}

// classes lists what --class takes.
var classes = []string{
	string(news.Publisher), string(news.CorrectionBy), string(news.Extraction), string(news.Import), string(news.Merge),
}

// filter holds the flags that narrow a list of revisions or stories.
type filter struct {
	source, clock, since, until string
	classes                     []string
	limit                       int
	reverse                     bool
}

// declare declares the flags of a list.
func (f *filter) declare(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVar(&f.source, "source", "", "only what this publisher (`HOST` or name) said")
	flags.StringVar(&f.clock, "clock", "", "the `CLOCK` that --since and --until read: captured, published or modified")
	flags.StringVar(&f.since, "since", "", "only at or after `TIME`")
	flags.StringVar(&f.until, "until", "", "only at or before `TIME`; a day, month or year is taken to its end")
	flags.StringSliceVar(&f.classes, "class", nil, "only revisions of `CLASS`: publisher, correction, extraction, import or merge")
	flags.IntVarP(&f.limit, "max-count", "n", 0, "at most `N`; 0: all")
	flags.BoolVar(&f.reverse, "reverse", false, "oldest first")
	complete(c, "clock", clocks)
	complete(c, "class", classes)
}

// isSet reports whether any flag narrows the list.
func (f *filter) isSet() bool {
	return f.source+f.clock+f.since+f.until != "" || len(f.classes) > 0 || f.limit != 0 || f.reverse
}

// complete makes the shell complete the words that a flag takes.
func complete(c *cobra.Command, flag string, words []string) {
	// The error would be that there is no such flag: a mistake that any test finds.
	if err := c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err)
	}
}

// filter returns what the flags ask for; the command is named in errors.
func (f *filter) filter(e *env, command string) (archive.Filter, error) {
	clock := f.clock
	if clock == "" {
		clock = e.config.Log.Clock
	}
	if err := checkWord(command, "clock", clock, clocks); err != nil {
		return archive.Filter{}, err
	}
	out := archive.Filter{Source: f.source, Clock: archive.Clock(clock), Limit: f.limit, Reverse: f.reverse}
	if f.limit < 0 {
		return out, usage(command, "-n takes a number from 0, got %d", f.limit)
	}
	for _, class := range f.classes {
		if err := checkWord(command, "class", class, classes); err != nil {
			return out, err
		}
		out.Classes = append(out.Classes, news.Class(class))
	}
	var err error
	out.Since, out.Until, err = e.period(command, f.since, f.until)
	return out, err
}
