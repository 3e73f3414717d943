// Package config reads what a user can set: the file .newsarc.yaml at the root
// of an archive and the NEWSARC_ variables of the environment. It hands out one
// plain struct, checked; what a setting means is its user's business. It is the
// only package that imports viper, and imports no other package of newsarc.
package config

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/viper"
)

// FileName is the name of the configuration file, which marks the root of an
// archive.
const FileName = ".newsarc.yaml"

// maxSize bounds the configuration file, in bytes.
const maxSize = 1 << 20

// Template is the documented default configuration: what "newsarc init" writes.
//
//go:embed newsarc.yaml
var Template []byte

// WithStore returns the template with a value of archive.store.
func WithStore(store string) []byte {
	return bytes.Replace(Template, []byte(`store: ""`), []byte("store: "+strconv.Quote(store)), 1)
}

// Config holds every setting.
type Config struct {
	User     User     `mapstructure:"user"`
	Archive  Archive  `mapstructure:"archive"`
	Add      Add      `mapstructure:"add"`
	Fetch    Fetch    `mapstructure:"fetch"`
	Watch    Watch    `mapstructure:"watch"`
	GC       GC       `mapstructure:"gc"`
	Log      Log      `mapstructure:"log"`
	Diff     Diff     `mapstructure:"diff"`
	Timeline Timeline `mapstructure:"timeline"`
	Output   Output   `mapstructure:"output"`
}

// User is the committer of revisions.
type User struct {
	Name  string `mapstructure:"name"`
	Email string `mapstructure:"email"`
}

// Archive holds the settings of what is stored.
type Archive struct {
	Store    string `mapstructure:"store"`    // postgres://...; empty: a repository beside the file
	Captures string `mapstructure:"captures"` // auto, always, never
}

// Add holds the settings of taking in texts.
type Add struct {
	Source  string `mapstructure:"source"`  // publisher of texts that name none
	Summary bool   `mapstructure:"summary"` // say in each commit what changed
}

// Fetch holds the settings of getting pages from the web.
type Fetch struct {
	UserAgent    string        `mapstructure:"user_agent"` // empty: the program and user.email
	Delay        time.Duration `mapstructure:"delay"`      // between two requests to one host
	Timeout      time.Duration `mapstructure:"timeout"`
	MaxBytes     int64         `mapstructure:"max_bytes"`
	Retries      int           `mapstructure:"retries"`
	AllowPrivate bool          `mapstructure:"allow_private"`
}

// Watch holds the settings of the watcher.
type Watch struct {
	Targets  []Target      `mapstructure:"targets"`
	Listing  time.Duration `mapstructure:"listing"`  // how often feeds, sitemaps and front pages are read
	Batch    time.Duration `mapstructure:"batch"`    // how long what was received may wait for more to be written with it
	Schedule []Step        `mapstructure:"schedule"` // by age
	Metrics  string        `mapstructure:"metrics"`  // loopback address; empty: none
	Notices  []Notice      `mapstructure:"notices"`
}

// Target is something to watch.
type Target struct {
	URL  string `mapstructure:"url"`
	Kind string `mapstructure:"kind"` // feed, sitemap, front, page; empty: as it looks
}

// Step of a schedule: texts whose last change is younger than Age are looked at
// as often as Every says.
type Step struct {
	Age   time.Duration `mapstructure:"age"`
	Every time.Duration `mapstructure:"every"`
}

// Notice says of which changes somebody wants to hear, and how.
type Notice struct {
	When    string `mapstructure:"when"`  // any, new, substantive, silent, correction or a signal
	Query   string `mapstructure:"query"` // only texts that answer it
	Command string `mapstructure:"command"`
	Webhook string `mapstructure:"webhook"`
}

// GC holds the settings of maintenance.
type GC struct {
	Auto bool `mapstructure:"auto"`
}

// Log holds the settings of the log.
type Log struct {
	Clock string `mapstructure:"clock"` // captured, published, modified
}

// Diff holds the settings of differences.
type Diff struct {
	Context int `mapstructure:"context"` // sentences
}

// Timeline holds the settings of timelines; 0 means no limit.
type Timeline struct {
	MaxDates int `mapstructure:"max_dates"`
	PerDate  int `mapstructure:"per_date"`
}

// Output holds the settings of the terminal.
type Output struct {
	Color string `mapstructure:"color"` // auto, always, never
	Pager string `mapstructure:"pager"` // command line
}

// Default returns the settings of an archive whose file changes nothing.
func Default() Config {
	const day = 24 * time.Hour
	return Config{
		Archive: Archive{Captures: "auto"},
		Add:     Add{Summary: true},
		Fetch:   Fetch{Delay: time.Second, Timeout: 30 * time.Second, MaxBytes: 10 << 20, Retries: 2},
		Watch: Watch{
			Targets: []Target{},
			Listing: 5 * time.Minute,
			Batch:   2 * time.Second,
			// That of NewsDiffs, which watched the New York Times and others for
			// years: most changes come within three hours.
			Schedule: []Step{
				{3 * time.Hour, 15 * time.Minute},
				{day, time.Hour},
				{7 * day, 3 * time.Hour},
				{30 * day, 3 * day},
				{360 * day, 30 * day},
			},
			Notices: []Notice{},
		},
		GC:     GC{Auto: true},
		Log:    Log{Clock: "captured"},
		Diff:   Diff{Context: 2},
		Output: Output{Color: "auto"},
	}
}

// defaults holds every key with its default. Viper looks up only keys that it
// knows: one that is missing here would never be read from the environment.
var defaults = sync.OnceValue(func() map[string]any {
	return maps.Collect(values(Default()))
})

// choices lists what the keys that take a word accept.
var choices = map[string][]string{
	"archive.captures": {"auto", "always", "never"},
	"log.clock":        {"captured", "published", "modified"},
	"output.color":     {"auto", "always", "never"},
}

// ErrNoRoot says that no folder holds a configuration file.
var ErrNoRoot = errors.New("no " + FileName + " in this or any parent folder")

// FindRoot returns the nearest folder at or above dir that holds a
// configuration file. The error is ErrNoRoot if there is none.
func FindRoot(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for {
		info, err := os.Stat(filepath.Join(dir, FileName))
		if err == nil && info.Mode().IsRegular() {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", ErrNoRoot
		}
		dir = parent
	}
}

// Load reads the configuration of the archive at root, then the environment,
// which goes before it. With an empty root there is only the environment.
func Load(root string) (Config, error) {
	if root == "" {
		return load("", nil)
	}
	file := filepath.Join(root, FileName)
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return load("", nil)
	}
	if err != nil {
		return Config{}, err
	}
	if info.Size() > maxSize {
		return Config{}, fmt.Errorf("%s: larger than %d bytes", file, maxSize)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return Config{}, err
	}
	return load(file, text)
}

// load reads the text of a configuration file. One that says nothing, or still
// sets what "newsarc init" wrote, needs no reading, which would take as long as
// the rest of a short command's start.
func load(file string, text []byte) (Config, error) {
	if (len(text) == 0 || setsDefaults(text)) && !slices.ContainsFunc(os.Environ(), isSetting) {
		return Default(), nil
	}
	return parse(file, text)
}

// setsDefaults reports whether text has the lines of the template, in its order,
// whatever its comments are: earlier versions of newsarc explained a setting in
// other words. No line of the template lets a text begin in which # would be more
// than a comment.
func setsDefaults(text []byte) bool {
	theirs, ours := text, Template
	for {
		var line, want []byte
		line, theirs = nextSetting(theirs)
		want, ours = nextSetting(ours)
		if !bytes.Equal(line, want) {
			return false
		}
		if line == nil {
			return true
		}
	}
}

// nextSetting returns the first line of text that is neither empty nor a comment,
// nil when there is none, and what follows it.
func nextSetting(text []byte) (line, rest []byte) {
	for len(text) > 0 {
		line, text, _ = bytes.Cut(text, []byte("\n"))
		if said := bytes.TrimLeft(line, " "); len(said) > 0 && said[0] != '#' {
			return line, text
		}
	}
	return nil, nil
}

// isSetting reports whether a variable of the environment, NAME=VALUE, may be a
// setting. Windows ignores the case of names.
func isSetting(variable string) bool {
	const n = len(envPrefix)
	return len(variable) > n && variable[n] == '_' && strings.EqualFold(variable[:n], envPrefix)
}

// envPrefix begins the names of environment variables that are settings.
const envPrefix = "newsarc"

// parse reads the text of a configuration file; the errors name the file.
func parse(file string, text []byte) (Config, error) {
	v := viper.New()
	v.SetConfigType("yaml")
	for key, value := range defaults() {
		v.SetDefault(key, value)
	}
	v.SetEnvPrefix(envPrefix)
	v.SetEnvKeyReplacer(strings.NewReplacer(".", "_"))
	v.AutomaticEnv()
	if err := v.ReadConfig(strings.NewReader(string(text))); err != nil {
		return Config{}, fmt.Errorf("%s: %w", file, syntax(err))
	}
	if err := checkKeys(text, v.AllKeys()); err != nil {
		return Config{}, fmt.Errorf("%s: %w", file, err)
	}
	if file == "" {
		file = "environment"
	}
	var c Config
	if err := v.UnmarshalExact(&c, viper.DecodeHook(durations)); err != nil {
		return Config{}, fmt.Errorf("%s: %w", file, plain(err))
	}
	for key, words := range choices {
		if got := v.GetString(key); !slices.Contains(words, got) {
			return Config{}, fmt.Errorf("%s: %s is %q, not one of %s", file, key, got, strings.Join(words, ", "))
		}
	}
	for _, key := range []string{"diff.context", "timeline.max_dates", "timeline.per_date", "fetch.max_bytes", "fetch.retries"} {
		if v.GetInt(key) < 0 {
			return Config{}, fmt.Errorf("%s: %s is negative", file, key)
		}
	}
	if err := c.Watch.check(); err != nil {
		return Config{}, fmt.Errorf("%s: %w", file, err)
	}
	return c, nil
}
