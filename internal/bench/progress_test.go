package main

import (
	"testing"
	"time"
)

func TestGrowth(t *testing.T) {
	var flat, steep []sample
	for i := range int64(200) {
		flat = append(flat, sample{at: i * 1000, cpu: time.Duration(i) * time.Millisecond, rss: 100})
		steep = append(steep, sample{at: i * 1000, cpu: time.Duration(i*i) * time.Millisecond, rss: 100 + i})
	}
	if cpu, memory := growth(flat); cpu < 0.99 || cpu > 1.01 || memory != 1 {
		t.Errorf("flat work: %v, %v", cpu, memory)
	}
	if cpu, memory := growth(steep); cpu < 5 || memory < 1.5 {
		t.Errorf("work that grows: %v, %v", cpu, memory)
	}
	if cpu, _ := growth(flat[:10]); cpu != 0 {
		t.Errorf("too few samples: %v", cpu)
	}
}
