package main

import (
	"fmt"
	"strings"
)

// table is rows of cells, the first of which is the head.
type table struct {
	name string
	rows [][]string
}

func (t *table) add(cells ...any) {
	row := make([]string, len(cells))
	for i, c := range cells {
		row[i] = fmt.Sprint(c)
	}
	t.rows = append(t.rows, row)
}

// String writes the table as Markdown between marks, so that a test can find it.
func (t *table) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "<!-- scale %s -->\n", t.name)
	for i, row := range t.rows {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
		if i == 0 {
			fmt.Fprintf(&b, "|%s\n", strings.Repeat("---|", len(row)))
		}
	}
	fmt.Fprintf(&b, "<!-- end of scale %s -->\n", t.name)
	return b.String()
}

// tables returns all tables of the page.
func tables(c constants) string {
	list := []*table{sizes(c), rates(c), shards(c), chain(c), cold(c), regions(c)}
	parts := make([]string, len(list))
	for i, t := range list {
		parts[i] = t.String()
	}
	return strings.Join(parts, "\n")
}

// sizes says what revisions take on disk and in time, without any shards.
func sizes(c constants) *table {
	t := &table{name: "sizes"}
	t.add("revisions", "objects", "packs", "indexes", "catalog", "derive the catalog", "verify all", "clone")
	for _, n := range []float64{1e6, 1e7, 1e8, 1e9} {
		t.add(power(n), power(n*c.objects), bytes(n*c.packBytes), bytes(n*c.indexBytes), bytes(n*c.catalogBytes),
			span(n*c.deriveCPU), span(n*c.verifyCPU), span(n*c.pullCPU))
	}
	return t
}

// rates says how long it takes to put revisions in, by what limits it.
func rates(c constants) *table {
	t := &table{name: "rates"}
	t.add("way in", "revisions a second", "a million", "10⁹")
	for _, r := range []struct {
		name string
		rate float64
	}{
		{"one database, a transaction for each revision", c.singleRate},
		{"one core that decodes, compares and packs", 1 / c.addCPU},
		{"one database, objects in batches", c.objectRate / c.objects},
		{"one database, commits through the sequencer", c.sequencedRate},
		{fmt.Sprintf("a machine of %.0f cores", c.cores), c.cores / c.addCPU},
		{"16 databases, objects in batches", 16 * c.objectRate / c.objects},
	} {
		t.add(r.name, fmt.Sprintf("%.0f", r.rate), span(1e6/r.rate), span(1e9/r.rate))
	}
	return t
}

// chain says what a chain of the heads of all shards costs.
func chain(c constants) *table {
	t := &table{name: "chain"}
	t.add("shards", "a commit", "every", "commits a year", "bytes a year", "to check a revision against the newest head")
	for _, r := range []struct {
		shards, every float64
		name          string
	}{{16, 60, "minute"}, {64, 60, "minute"}, {64, 1, "second"}, {256, 60, "minute"}} {
		size := c.headCommit + r.shards*c.headBytes
		commits := 365 * 86400 / r.every
		t.add(fmt.Sprintf("%.0f", r.shards), bytes(size), r.name, power(commits), bytes(commits*size),
			"1 commit of heads, then the chain of 1 shard")
	}
	return t
}

// cold says what lies in the cold tier, and how long it takes back.
func cold(c constants) *table {
	t := &table{name: "cold"}
	t.add("revisions", "packs of 1 GiB", "indexes kept warm", "bring one shard of 64 back")
	for _, n := range []float64{1e7, 1e8, 1e9} {
		shard := n / 64
		back := shard*(c.packBytes+c.indexBytes)/c.disk + shard*c.deriveCPU/c.cores
		t.add(power(n), fmt.Sprintf("%.0f", max(1, n*c.packBytes/c.packFile)), bytes(n*c.indexBytes), span(back))
	}
	return t
}

// power writes a number as 3·10⁶ where it is large.
func power(n float64) string {
	digits := []rune("⁰¹²³⁴⁵⁶⁷⁸⁹")
	e := 0
	for n >= 999.5 {
		n /= 10
		e++
	}
	if e == 0 {
		return fmt.Sprintf("%.0f", n)
	}
	for n >= 10 {
		n /= 10
		e++
	}
	s := "10" + string(digits[e%10])
	if e > 9 {
		s = "10" + string(digits[e/10]) + string(digits[e%10])
	}
	if m := fmt.Sprintf("%.2g", n); m != "1" {
		return m + "·" + s
	}
	return s
}

// bytes writes a size with two digits.
func bytes(n float64) string {
	units := []string{"B", "KB", "MB", "GB", "TB", "PB"}
	i := 0
	for n >= 999.5 && i < len(units)-1 {
		n /= 1000
		i++
	}
	if n >= 9.95 {
		return fmt.Sprintf("%.0f %s", n, units[i])
	}
	return fmt.Sprintf("%.1f %s", n, units[i])
}

// span writes a time with two digits.
func span(seconds float64) string {
	for _, u := range []struct {
		name string
		size float64
	}{{"d", 86400}, {"h", 3600}, {"min", 60}} {
		if seconds >= 2*u.size {
			if n := seconds / u.size; n < 9.95 {
				return fmt.Sprintf("%.1f %s", n, u.name)
			}
			return fmt.Sprintf("%.0f %s", seconds/u.size, u.name)
		}
	}
	if seconds < 0.995 {
		return fmt.Sprintf("%.2g ms", 1000*seconds)
	}
	return fmt.Sprintf("%.0f s", seconds)
}
