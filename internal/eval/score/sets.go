package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// set is a set of texts with known answers, and how it is measured.
type set struct {
	name    string
	measure func(*bench) (map[string]float64, error)
}

var sets = []set{
	{"timex/TimeBank", timex("TimeBank")},
	{"timex/AQUAINT", timex("AQUAINT")},
	{"timex/wikiwars", timex("wikiwars")},
	{"words/arxivedits", words},
	{"align/gum", align},
	{"extract", extract},
	{"timeline/tls", timelines},
}

// answer runs a subcommand of newsarc-eval on JSON lines and keeps what it
// answers in a file.
func (b *bench) answer(subcommand string, lines io.Reader) (string, error) {
	path := filepath.Join(b.tmp, subcommand+".jsonl")
	out, err := os.Create(path)
	if err != nil {
		return "", err
	}
	defer out.Close()
	var stderr bytes.Buffer
	c := exec.Command(b.binary, subcommand)
	c.Stdin, c.Stdout, c.Stderr = lines, out, &stderr
	if err := c.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", b.binary, subcommand, err, strings.TrimSpace(stderr.String()))
	}
	return path, nil
}

// judge runs a scorer and returns what it prints.
func (b *bench) judge(scorer string, args ...string) ([]byte, error) {
	var stderr bytes.Buffer
	c := exec.Command("python3", append([]string{filepath.Join(b.scorers, scorer)}, args...)...)
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %s", scorer, err, strings.TrimSpace(stderr.String()))
	}
	return out, nil
}

// timex measures time expressions on one corpus.
func timex(corpus string) func(*bench) (map[string]float64, error) {
	return func(b *bench) (map[string]float64, error) {
		dir := filepath.Join(b.data, "timex", corpus)
		texts, err := b.judge("score_timex.py", "--dump-text", dir)
		if err != nil {
			return nil, err
		}
		answers, err := b.answer("timex", bytes.NewReader(texts))
		if err != nil {
			return nil, err
		}
		out, err := b.judge("score_timex.py", "--json", dir, answers)
		if err != nil {
			return nil, err
		}
		var score map[string]json.RawMessage
		if err := json.Unmarshal(out, &score); err != nil {
			return nil, err
		}
		got := map[string]float64{}
		for _, name := range []string{"strict", "relaxed", "type", "value"} {
			var prf struct{ F1 float64 }
			if err := json.Unmarshal(score[name], &prf); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			got[name+" F1"] = round(prf.F1 / 100)
		}
		return got, nil
	}
}

// words measures word edits inside sentences.
func words(b *bench) (map[string]float64, error) {
	gold := filepath.Join(b.data, "words", "arxivedits_dev.jsonl")
	f, err := os.Open(gold)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	answers, err := b.answer("words", f)
	if err != nil {
		return nil, err
	}
	out, err := b.judge("score_words.py", gold, answers)
	if err != nil {
		return nil, err
	}
	return pick(out, map[string]string{"token F1": `F1 ([\d.]+)`, "exact": `exact ([\d.]+)`})
}

// align measures the alignment of sentences.
func align(b *bench) (map[string]float64, error) {
	lines, err := gunzip(filepath.Join(b.data, "align", "gum_dev.jsonl.gz"))
	if err != nil {
		return nil, err
	}
	gold := filepath.Join(b.tmp, "gum_dev.jsonl")
	if err := os.WriteFile(gold, lines, 0o666); err != nil {
		return nil, err
	}
	answers, err := b.answer("align", bytes.NewReader(lines))
	if err != nil {
		return nil, err
	}
	out, err := b.judge("score_align.py", "--json", gold, answers)
	if err != nil {
		return nil, err
	}
	var score struct {
		All struct {
			Edge    [3]float64 `json:"edge"`
			Changed [3]float64 `json:"edge_changed"`
			Moved   [3]float64 `json:"moved"`
			OpOld   float64    `json:"op_old"`
			OpNew   float64    `json:"op_new"`
		} `json:"ALL"`
	}
	if err := json.Unmarshal(out, &score); err != nil {
		return nil, err
	}
	a := score.All
	return map[string]float64{
		"edge F1": round(a.Edge[2]), "changed edge F1": round(a.Changed[2]), "moved F1": round(a.Moved[2]),
		"op macro F1": round((a.OpOld + a.OpNew) / 2),
	}, nil
}

// extract measures the bodies of web pages.
func extract(b *bench) (map[string]float64, error) {
	gold := filepath.Join(b.data, "extract", "gold.jsonl")
	f, err := os.Open(gold)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var pages bytes.Buffer
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 16<<20)
	for scan.Scan() {
		var page struct {
			ID   string `json:"id"`
			URL  string `json:"url"`
			HTML string `json:"html"`
		}
		if err := json.Unmarshal(scan.Bytes(), &page); err != nil {
			return nil, err
		}
		html, err := gunzip(filepath.Join(b.data, "extract", "html", page.ID+".html.gz"))
		if err != nil {
			return nil, err
		}
		page.HTML = string(html)
		if err := json.NewEncoder(&pages).Encode(page); err != nil {
			return nil, err
		}
	}
	if err := scan.Err(); err != nil {
		return nil, err
	}
	answers, err := b.answer("extract", &pages)
	if err != nil {
		return nil, err
	}
	out, err := b.judge("score_extract.py", gold, answers)
	if err != nil {
		return nil, err
	}
	return pick(out, map[string]string{"precision": `P ([\d.]+)`, "F1": `F1 ([\d.]+)`, "accuracy": `accuracy ([\d.]+)`})
}

// pick reads figures out of a line of text, each by its pattern.
func pick(text []byte, patterns map[string]string) (map[string]float64, error) {
	got := map[string]float64{}
	for name, pattern := range patterns {
		m := regexp.MustCompile(pattern).FindSubmatch(text)
		if m == nil {
			return nil, fmt.Errorf("no %s in %q", name, text)
		}
		x, err := strconv.ParseFloat(string(m[1]), 64)
		if err != nil {
			return nil, err
		}
		got[name] = x
	}
	return got, nil
}

// gunzip returns the content of a compressed file.
func gunzip(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return io.ReadAll(z)
}
