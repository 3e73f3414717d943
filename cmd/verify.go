package cmd

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/render"
)

type verifyOptions struct {
	readData string
	asJSON   bool
}

func newVerify(e *env) *cobra.Command {
	o := &verifyOptions{}
	c := &cobra.Command{
		Use:   "verify [--read-data[=N%]] [--json]",
		Short: "Check the archive against itself",
		Long: `Checks that every commit and tree has the hash that names it, that every revision's
trailers agree with its text, and that the catalog agrees with git. With
--read-data every text and capture is read and hashed too, or a share of them.
What is damaged is listed with what is still good. Nothing is changed.`,
		Example: `newsarc verify
newsarc verify --read-data
newsarc verify --read-data=5%`,
		Args:        noArgs,
		RunE:        func(c *cobra.Command, _ []string) error { return runVerify(c.Context(), e, o) },
		Annotations: map[string]string{exitOne: "something is damaged or missing"},
	}
	c.Flags().StringVar(&o.readData, "read-data", "0%", "read and hash texts and captures too, or `N%` of them")
	c.Flags().Lookup("read-data").NoOptDefVal = "100%"
	jsonFlag(c, &o.asJSON)
	return c
}

func runVerify(ctx context.Context, e *env, o *verifyOptions) error {
	percent, err := strconv.ParseFloat(strings.TrimSuffix(o.readData, "%"), 64)
	if err != nil || percent < 0 || percent > 100 {
		return usage("verify", "--read-data takes a share from 0%% to 100%%, got %q", o.readData)
	}
	return e.with(ctx, func(a *archive.Archive) error {
		report := func(p archive.Problem) {
			if o.asJSON {
				render.JSONLine(e.stdout, struct {
					schema
					archive.Problem
				}{schemaOf("problem"), p})
				return
			}
			fmt.Fprintf(e.stdout, "%s: %s\n", p.Kind, render.Safe(p.What))
			if p.Good != "" {
				fmt.Fprintf(e.stdout, "    still good: %s\n", render.Safe(p.Good))
			}
		}
		sum, err := a.Verify(ctx, archive.VerifyOptions{ReadData: percent / 100}, report)
		if err != nil {
			return err
		}
		if o.asJSON {
			err = render.JSONLine(e.stdout, struct {
				schema
				archive.VerifySummary
			}{schemaOf("verify"), sum})
		} else {
			err = printVerified(e, sum)
		}
		if err == nil && sum.Problems > 0 {
			return errNo
		}
		return err
	})
}

func printVerified(e *env, sum archive.VerifySummary) error {
	result := "no problem found"
	if sum.Problems > 0 {
		result = count(sum.Problems, "problem") + " found"
	}
	_, err := fmt.Fprintf(e.stdout, "%s in %s of %s and %s; read %s objects, %s\n", result,
		count(sum.Revisions, "revision"), count(sum.Stories, "story"), count(sum.Captures, "capture"),
		humanize.Comma(sum.Objects), humanize.Bytes(uint64(sum.Bytes)))
	return err
}
