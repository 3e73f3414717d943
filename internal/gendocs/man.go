package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/newsarc/newsarc/cmd"
)

// manual writes the man page of a command, in the macros of man(7).
func manual(c *cobra.Command) []byte {
	var b bytes.Buffer
	name := strings.ReplaceAll(c.CommandPath(), " ", "-")
	// No date: the page changes when the command does, and only then.
	fmt.Fprintf(&b, ".TH %q 1 \"\" newsarc \"newsarc manual\"\n", strings.ToUpper(name))
	section(&b, "NAME")
	fmt.Fprintf(&b, "%s \\- %s\n", roff(name), roff(lowerFirst(c.Short)))
	section(&b, "SYNOPSIS")
	fmt.Fprintf(&b, ".nf\n%s\n.fi\n", roff(c.UseLine()))
	section(&b, "DESCRIPTION")
	prose(&b, describe(c))
	if children := walk(c)[1:]; len(children) > 0 {
		section(&b, "COMMANDS")
		for _, child := range children {
			fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", roff(child.CommandPath()), roff(child.Short))
		}
	}
	options(&b, c)
	if c.Example != "" {
		section(&b, "EXAMPLES")
		fmt.Fprintf(&b, ".nf\n%s\n.fi\n", roff(strings.TrimSpace(c.Example)))
	}
	section(&b, "EXIT STATUS")
	for _, line := range cmd.ExitStatuses(c) {
		number, why, _ := strings.Cut(line, " ")
		fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", number, roff(strings.TrimSpace(why)))
	}
	if c.HasParent() {
		section(&b, "SEE ALSO")
		fmt.Fprintf(&b, ".BR %s (1)\n", roff(strings.ReplaceAll(c.Parent().CommandPath(), " ", "-")))
	}
	return b.Bytes()
}

func section(b *bytes.Buffer, title string) { fmt.Fprintf(b, ".SH %s\n", title) }

// prose writes paragraphs; a paragraph of indented lines keeps its lines.
func prose(b *bytes.Buffer, text string) {
	for i, paragraph := range strings.Split(text, "\n\n") {
		if i > 0 {
			b.WriteString(".PP\n")
		}
		if strings.HasPrefix(paragraph, " ") {
			fmt.Fprintf(b, ".nf\n%s\n.fi\n", roff(paragraph))
			continue
		}
		b.WriteString(roff(paragraph) + "\n")
	}
}

// options writes the flags of a command.
func options(b *bytes.Buffer, c *cobra.Command) {
	flags := c.LocalNonPersistentFlags()
	if !c.HasParent() {
		flags = c.LocalFlags()
	}
	if !flags.HasAvailableFlags() {
		return
	}
	section(b, "OPTIONS")
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, what := pflag.UnquoteUsage(f)
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		if value != "" && f.NoOptDefVal == "" {
			name += " " + value
		} else if value != "" && f.Value.Type() != "bool" {
			name += "[=" + value + "]"
		}
		fmt.Fprintf(b, ".TP\n.B %s\n%s\n", roff(name), roff(what))
	})
}

// roff writes text so that troff takes every character as itself.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`, "`", `\(ga`, "'", `\(aq`, "~", `\(ti`, "^", `\(ha`).Replace(s)
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
