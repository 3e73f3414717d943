package odb

import "context"

// Examiner is a Store that can say what endangers what it promises: that what it
// acknowledged survives.
type Examiner interface {
	// Examine looks at the surroundings of the store, the settings of a server
	// or the disk below a folder, and returns what it found. It changes nothing
	// that lasts.
	Examine(ctx context.Context) ([]Finding, error)
}

// Finding is something that endangers a store, or that somebody should know.
type Finding struct {
	// Check names what was looked at, in a word: "fsync", "space", "clock".
	Check string `json:"check"`
	// Danger says that something acknowledged can be lost or damaged by it;
	// without, it is worth knowing.
	Danger bool   `json:"danger"`
	What   string `json:"what"`           // one line
	Hint   string `json:"hint,omitempty"` // what can be done about it
}
