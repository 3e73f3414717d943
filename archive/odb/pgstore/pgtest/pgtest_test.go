package pgtest

import (
	"os"
	"testing"
)

// TestCluster stops, crashes and starts a cluster; nothing is left behind.
func TestCluster(t *testing.T) {
	c := New(t, Options{Settings: map[string]string{"log_min_messages": "warning"}})
	if got, err := c.Query("CREATE TABLE x (n int); INSERT INTO x VALUES (7); SHOW fsync; SELECT n FROM x"); err != nil || got != "on\n7" {
		t.Fatalf("got %q, %v", got, err)
	}
	for _, end := range []func() error{c.Stop, c.Crash} {
		if err := end(); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Query("SELECT 1"); err == nil {
			t.Error("it answers although it is stopped")
		}
		if err := c.Run(); err != nil {
			t.Fatal(err)
		}
		if got, err := c.Query("SELECT n FROM x"); err != nil || got != "7" {
			t.Errorf("got %q, %v", got, err)
		}
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(c.Dir); err == nil {
		t.Error("its files are still there")
	}
}
