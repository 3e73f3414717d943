package pgtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// CPU returns the processor time that the server has spent with all its
// processes, where /proc tells.
func (c *Cluster) CPU() time.Duration {
	main, err := c.pid()
	if err != nil {
		return 0
	}
	var ticks int64
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range files {
		text, err := os.ReadFile(file)
		_, after, ok := strings.Cut(string(text), ") ")
		if err != nil || !ok {
			continue
		}
		var state string
		var parent int
		var skip, user, system, childUser, childSystem int64
		_, err = fmt.Sscan(after, &state, &parent, &skip, &skip, &skip, &skip, &skip, &skip, &skip, &skip, &skip, &user, &system, &childUser, &childSystem)
		if err != nil {
			continue
		}
		switch {
		case parent == main:
			ticks += user + system
		case strings.HasPrefix(string(text), fmt.Sprintf("%d ", main)):
			ticks += user + system + childUser + childSystem
		}
	}
	return time.Duration(ticks) * time.Second / 100
}
