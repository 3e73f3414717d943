package cmd

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text/timex"
)

type timexOptions struct {
	noIndex   bool
	reference string
	explain   bool
}

func newTimex(e *env) *cobra.Command {
	o := &timexOptions{}
	c := &cobra.Command{
		Use:   "timex [flags] REVISION | --no-index FILE",
		Short: "Print the time expressions of a text, as JSON lines",
		Long: `Prints each time expression of the body of a revision, or of the article in a file,
with its TIMEX3 type and value and the period that it stands for. What is relative is
resolved against the time of publication, or --reference. Places are byte spans of the
text that "newsarc show --json" gives. With --explain each names the rule that
found it with its pattern, the words in the pattern's slots, the date it was
resolved against and the tense that decided.`,
		Example: `newsarc timex quake@1
newsarc timex --explain quake | jq -c '[.text, .value, .rule, .against, .tense]'
echo 'He met Putin on Sunday night.' | newsarc timex --no-index --reference 2016-09-06 -`,
		Args:              rangeArgs(1, 1, "a revision, or with --no-index a file"),
		RunE:              func(c *cobra.Command, args []string) error { return runTimex(c.Context(), e, o, args) },
		ValidArgsFunction: e.completeNames,
	}
	f := c.Flags()
	f.BoolVar(&o.noIndex, "no-index", false, "read a file, or - for standard input, instead of a revision")
	f.StringVar(&o.reference, "reference", "", "resolve against `TIME` (RFC 3339 or a day)")
	f.BoolVar(&o.explain, "explain", false, "say why each has its value")
	return c
}

// timexJSON is a line of timex.
type timexJSON struct {
	schema
	Start       int        `json:"start"`
	End         int        `json:"end"`
	Text        string     `json:"text"`
	Type        timex.Type `json:"type"`
	Value       string     `json:"value"`
	Mod         timex.Mod  `json:"mod,omitempty"`
	Begin       time.Time  `json:"begin,omitzero"`
	Until       time.Time  `json:"until,omitzero"`
	Granularity string     `json:"granularity,omitempty"`
	*timexWhy
}

// timexWhy is what --explain adds to a line.
type timexWhy struct {
	Rule      string      `json:"rule"`
	Pattern   string      `json:"pattern"`
	Slots     []timexSlot `json:"slots,omitempty"`
	Anchor    string      `json:"anchor"`
	Against   string      `json:"against,omitempty"`
	Tense     string      `json:"tense,omitempty"`
	Narrative bool        `json:"narrative,omitempty"`
}

// timexSlot is a part of the meaning and the word that gave it, if one did.
type timexSlot struct {
	Slot  string `json:"slot"`
	Word  string `json:"word,omitempty"`
	Value string `json:"value"`
}

func runTimex(ctx context.Context, e *env, o *timexOptions, args []string) error {
	sides, err := e.readSides(ctx, args, o.noIndex)
	if err != nil {
		return err
	}
	article := sides[0].article
	reference := article.Published
	if reference.IsZero() {
		reference = article.Modified
	}
	if o.reference != "" {
		if reference, err = news.ParseTime(o.reference); err != nil {
			return usage("timex", "--reference: %v", err)
		}
	}
	text := article.Body.Text()
	ref := timex.Reference{Time: reference.Time, DateOnly: reference.DateOnly, Language: article.Lang()}
	for _, line := range timexLines(text, ref, o.explain) {
		if err := render.JSONLine(e.stdout, line); err != nil {
			return err
		}
	}
	return nil
}

// timexLines tags a text, with the reasons if they are asked for.
func timexLines(text string, ref timex.Reference, explain bool) []timexJSON {
	var lines []timexJSON
	if !explain {
		for _, x := range timex.Tag(text, ref) {
			lines = append(lines, timexLine(text, x))
		}
		return lines
	}
	for _, x := range timex.Explain(text, ref) {
		line := timexLine(text, x.Expression)
		line.timexWhy = &timexWhy{
			Rule: x.Rule, Pattern: x.Pattern, Anchor: x.Anchor, Against: x.Against, Tense: x.Tense, Narrative: x.Narrative,
		}
		for _, s := range x.Slots {
			line.Slots = append(line.Slots, timexSlot{s.Name, s.Text, s.Value})
		}
		lines = append(lines, line)
	}
	return lines
}

func timexLine(text string, x timex.Expression) timexJSON {
	line := timexJSON{
		schema: schemaOf("timex"), Start: x.Start, End: x.End, Text: text[x.Start:x.End],
		Type: x.Type, Value: x.Value, Mod: x.Mod, Begin: x.Begin, Until: x.Until,
	}
	if x.Granularity != timex.None {
		line.Granularity = x.Granularity.String()
	}
	return line
}
