package cmd

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/internal/render"
)

func newTopic(e *env) *cobra.Command {
	c := &cobra.Command{
		Use:   "topic COMMAND",
		Short: "Keep selections of stories by name",
		Long: `A topic is a selection of stories under a name: a query, stories, periods. It lies
in the archive, on a branch of its own, so that every earlier state of it is kept.
"newsarc timeline --topic NAME" makes a timeline of what it selects, today.`,
		Example: `newsarc topic save syria --query 'syria OR syrian' --event-from 2011
newsarc timeline --topic syria --max-dates 20
newsarc topic list`,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return c.Help()
		},
	}
	c.AddCommand(newTopicSave(e), newTopicList(e), newTopicShow(e), newTopicRemove(e))
	return c
}

func newTopicSave(e *env) *cobra.Command {
	s := &selection{}
	c := &cobra.Command{
		Use:   "save NAME [flags] [STORY]...",
		Short: "Keep a selection under a name",
		Long: `Keeps the stories named, the stories that answer a query, or both, with the periods
and limits given. A topic of that name gets the new selection; the earlier one stays
in the history of its branch.`,
		Example: `newsarc topic save quake quake dam-inquiry
newsarc topic save flu --query 'h1n1 OR "swine flu"' --event-from 2009 --event-to 2010`,
		Args: minArgs(1, "a name"),
		RunE: func(c *cobra.Command, args []string) error {
			s.Stories = args[1:]
			return runTopicSave(c.Context(), e, args[0], s)
		},
		ValidArgsFunction: e.completeNames,
	}
	s.declare(c)
	return c
}

func runTopicSave(ctx context.Context, e *env, name string, s *selection) error {
	if _, err := s.options(e); err != nil {
		return err
	}
	return e.with(ctx, func(a *archive.Archive) error {
		ids, err := s.StoriesNamed(ctx, a)
		if err != nil {
			return err
		}
		s.Stories = ids // what is unique today may be ambiguous tomorrow
		text, err := yaml.Marshal(s.Selection)
		if err != nil {
			return err
		}
		changed, err := a.SetTopic(ctx, name, text)
		if err != nil {
			return err
		}
		if changed {
			fmt.Fprintf(e.stdout, "saved topic %s\n", name)
		} else {
			fmt.Fprintf(e.stdout, "topic %s is that already\n", name)
		}
		return nil
	})
}

func newTopicList(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "list [--json]",
		Short:   "List the topics",
		Example: "newsarc topic list",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return e.withRest(c.Context(), func(a *archive.Archive, skip func(error)) error {
				topics, err := a.Topics(c.Context())
				if err != nil {
					return err
				}
				for _, t := range topics {
					if t.Err != nil {
						skip(t.Err)
						continue
					}
					if err := printTopic(e, t, asJSON, false); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
	jsonFlag(c, &asJSON)
	return c
}

func newTopicShow(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "show [--json] NAME",
		Short:   "Show what a topic selects",
		Example: "newsarc topic show syria",
		Args:    rangeArgs(1, 1, "a name"),
		RunE: func(c *cobra.Command, args []string) error {
			return e.with(c.Context(), func(a *archive.Archive) error {
				t, err := a.Topic(c.Context(), args[0])
				if err != nil {
					return err
				}
				return printTopic(e, t, asJSON, true)
			})
		},
		ValidArgsFunction: e.completeTopics,
	}
	jsonFlag(c, &asJSON)
	return c
}

// printTopic prints a topic; with whole, what it selects too.
func printTopic(e *env, t archive.Topic, asJSON, whole bool) error {
	if asJSON {
		s, err := join.ParseTopic(t)
		if err != nil {
			return err
		}
		line := join.Topic{Schema: schemaOf("topic"), Topic: t, Selection: s}
		if whole {
			return render.JSON(e.stdout, line)
		}
		return render.JSONLine(e.stdout, line)
	}
	fmt.Fprintf(e.stdout, "%s  %s\n", t.Changed.In(time.Local).Format(time.DateOnly), t.Name)
	if whole {
		for line := range bytes.Lines(t.Text) {
			fmt.Fprintf(e.stdout, "    %s\n", render.Safe(string(bytes.TrimRight(line, "\n"))))
		}
	}
	return nil
}

func newTopicRemove(e *env) *cobra.Command {
	return &cobra.Command{
		Use:     "remove NAME",
		Short:   "Remove a topic; its history stays",
		Example: "newsarc topic remove syria",
		Args:    rangeArgs(1, 1, "a name"),
		RunE: func(c *cobra.Command, args []string) error {
			return e.with(c.Context(), func(a *archive.Archive) error {
				if _, err := a.SetTopic(c.Context(), args[0], nil); err != nil {
					return err
				}
				_, err := fmt.Fprintf(e.stdout, "removed topic %s\n", args[0])
				return err
			})
		},
		ValidArgsFunction: e.completeTopics,
	}
}

// completeTopics completes the names of topics.
func (e *env) completeTopics(c *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
	var names []string
	if e.enter() == nil {
		// Whatever goes wrong while a person types, say nothing.
		_ = e.with(c.Context(), func(a *archive.Archive) error {
			topics, err := a.Topics(c.Context())
			for _, t := range topics {
				names = append(names, t.Name)
			}
			return err
		})
	}
	return slices.DeleteFunc(names, func(name string) bool { return len(name) < len(prefix) || name[:len(prefix)] != prefix }),
		cobra.ShellCompDirectiveNoFileComp
}
