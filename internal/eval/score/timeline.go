package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// queries holds the words that name the topics.
var queries = map[string][]string{
	"egypt": {"egypt", "egyptian"},
	"finan": {"financial", "economic", "crisis"},
	"h1n1":  {"h1n1", "swine", "flu"},
	"iraq":  {"iraq", "iraqi"},
	"syria": {"syria", "syrian"},
}

// timelineTask is a line that newsarc-eval timeline reads: as many days and
// sentences as a journalist's timeline of the topic has.
type timelineTask struct {
	Task      string   `json:"task"`
	Articles  string   `json:"articles"`
	Query     []string `json:"query"`
	From      string   `json:"from"`
	To        string   `json:"to"`
	Dates     int      `json:"dates"`
	Sentences int      `json:"sentences"`
}

// timelines measures timelines against those that journalists wrote.
func timelines(b *bench) (map[string]float64, error) {
	gold := filepath.Join(b.data, "tls", "gold")
	files, err := filepath.Glob(filepath.Join(gold, "*", "*.txt"))
	if err != nil {
		return nil, err
	}
	var tasks bytes.Buffer
	for _, path := range files {
		t, err := b.timelineTask(path)
		if err != nil {
			return nil, err
		}
		if err := json.NewEncoder(&tasks).Encode(t); err != nil {
			return nil, err
		}
	}
	answers, err := b.answer("timeline", &tasks)
	if err != nil {
		return nil, err
	}
	system := filepath.Join(b.tmp, "timelines")
	if err := splitTimelines(answers, system); err != nil {
		return nil, err
	}
	out, err := b.judge("score_timeline.py", "--fast", "--json", gold, system)
	if err != nil {
		return nil, err
	}
	var score struct {
		Missing int `json:"missing"`
		Scores  map[string]struct{ F float64 }
	}
	if err := json.Unmarshal(out, &score); err != nil {
		return nil, err
	}
	if score.Missing > 0 {
		return nil, fmt.Errorf("%d of %d timelines are missing", score.Missing, len(files))
	}
	return map[string]float64{
		"Date-F1": round(score.Scores["date"].F),
		"AR1-F":   round(score.Scores["align+m:1 R1"].F),
		"AR2-F":   round(score.Scores["align+m:1 R2"].F),
	}, nil
}

// timelineTask makes a task of a journalist's timeline: a line with a day, then
// a sentence a line, then dashes.
func (b *bench) timelineTask(path string) (timelineTask, error) {
	topic := filepath.Base(filepath.Dir(path))
	name := strings.TrimSuffix(filepath.Base(path), ".txt")
	t := timelineTask{
		Task:     topic + "_" + name,
		Articles: filepath.Join(b.data, "tls", topic+".jsonl.gz"),
		Query:    queries[topic],
	}
	f, err := os.Open(path)
	if err != nil {
		return t, err
	}
	defer f.Close()
	days, sentences := map[string]bool{}, 0
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		line := strings.TrimSpace(scan.Text())
		switch _, err := time.Parse(time.DateOnly, line); {
		case err == nil:
			days[line] = true
			if t.From == "" || line < t.From {
				t.From = line
			}
			t.To = max(t.To, line)
		case line != "" && strings.Trim(line, "-") != "":
			sentences++
		}
	}
	if len(days) == 0 {
		return t, fmt.Errorf("%s holds no day", path)
	}
	t.Dates = len(days)
	t.Sentences = max(1, int(math.Round(float64(sentences)/float64(len(days)))))
	return t, scan.Err()
}

// splitTimelines writes each answer to a file of its own, as the scorer wants.
func splitTimelines(answers, dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	f, err := os.Open(answers)
	if err != nil {
		return err
	}
	defer f.Close()
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 64<<20)
	for scan.Scan() {
		var line struct {
			Task     string          `json:"task"`
			Timeline json.RawMessage `json:"timeline"`
		}
		if err := json.Unmarshal(scan.Bytes(), &line); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, line.Task+".json"), line.Timeline, 0o666); err != nil {
			return err
		}
	}
	return scan.Err()
}
