package html

import (
	"testing"
	"time"
)

func TestSaved(t *testing.T) {
	const address = "https://wire.example/2024/05/quake"
	day := time.Date(2024, 5, 15, 10, 30, 0, 0, time.UTC)
	for _, tt := range []struct {
		name, page, address string
		at                  time.Time
	}{
		{"browser", "<!DOCTYPE html>\n<!-- saved from url=(0034)" + address + " -->\n<html>", address, time.Time{}},
		{"SingleFile", "<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: " + address + " \n saved date: Wed May 15 2024 12:30:00 GMT+0200 (Central European Summer Time)\n-->", address, day},
		{"SingleFile, in a story about it", "<!DOCTYPE html><body>" + "<p>How pages are kept." + "<!-- Page saved with another tool -->", "", time.Time{}},
		{"a file", "<!-- saved from url=(0014)about:internet -->", "", time.Time{}},
		{"too far in", "<html>" + string(make([]byte, 5000)) + "<!-- saved from url=(0034)" + address + " -->", "", time.Time{}},
	} {
		got, at := saved(tt.page)
		if got != tt.address || !at.Equal(tt.at) {
			t.Errorf("%s: got %q, %v", tt.name, got, at)
		}
	}
}
