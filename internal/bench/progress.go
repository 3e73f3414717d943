package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// sample says how far a process had come at a moment.
type sample struct {
	at  int64         // bytes of its input
	cpu time.Duration // so far
	rss int64         // bytes, now, without the packs that are mapped: those are the kernel's cache
}

// watch takes samples of a process that reads a file, until stop. It asks /proc,
// and takes none where there is no such thing.
func watch(pid int, file string, to *[]sample) (stop func()) {
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for tick := time.NewTicker(50 * time.Millisecond); ; {
			select {
			case <-done:
				tick.Stop()
				return
			case <-tick.C:
				if s, ok := sampleOf(pid, file); ok {
					*to = append(*to, s)
				}
			}
		}
	})
	return func() { close(done); wg.Wait() }
}

func sampleOf(pid int, file string) (s sample, ok bool) {
	proc := filepath.Join("/proc", strconv.Itoa(pid))
	fds, _ := os.ReadDir(filepath.Join(proc, "fd"))
	for _, fd := range fds {
		if name, _ := os.Readlink(filepath.Join(proc, "fd", fd.Name())); name == file {
			info, _ := os.ReadFile(filepath.Join(proc, "fdinfo", fd.Name()))
			_, err := fmt.Sscanf(string(info), "pos: %d", &s.at)
			ok = err == nil
		}
	}
	stat, _ := os.ReadFile(filepath.Join(proc, "stat"))
	_, after, _ := bytes.Cut(stat, []byte(") ")) // what is before may have any characters
	fields := strings.Fields(string(after))
	if !ok || len(fields) < 13 {
		return s, false
	}
	const tick = time.Second / 100 // USER_HZ of every Linux that Go runs on
	for _, i := range []int{11, 12} {
		n, _ := strconv.ParseInt(fields[i], 10, 64)
		s.cpu += time.Duration(n) * tick
	}
	status, _ := os.ReadFile(filepath.Join(proc, "status"))
	if _, after, ok := bytes.Cut(status, []byte("RssAnon:")); ok {
		_, _ = fmt.Sscanf(string(after), "%d", &s.rss)
		s.rss *= 1024
	}
	return s, true
}

// growth compares the second tenth of the work with the last: the CPU time that
// a byte of input took, and the most memory. The first tenth is left out: it
// begins before anything is archived. It is 0 where there are too few samples.
func growth(path []sample) (cpu, memory float64) {
	if len(path) < 100 {
		return 0, 0
	}
	end := path[len(path)-1].at
	part := func(from, to float64) (perByte float64, rss int64) {
		var first, last sample
		for _, s := range path {
			if share := float64(s.at) / float64(end); share < from || share > to {
				continue
			}
			if first.cpu == 0 {
				first = s
			}
			last = s
			rss = max(rss, s.rss)
		}
		if last.at == first.at {
			return 0, rss
		}
		return float64(last.cpu-first.cpu) / float64(last.at-first.at), rss
	}
	early, earlyRSS := part(0.1, 0.2)
	late, lateRSS := part(0.9, 1)
	if early == 0 || earlyRSS == 0 {
		return 0, 0
	}
	return late / early, float64(lateRSS) / float64(earlyRSS)
}
