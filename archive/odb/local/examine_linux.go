package local

import (
	"bufio"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// diskOf returns what the system says of the file system of a folder.
func diskOf(dir string) disk {
	d := disk{free: -1, inodes: -1}
	var st unix.Statfs_t
	if unix.Statfs(dir, &st) == nil {
		d.free = int64(st.Bavail) * st.Bsize
		if st.Files > 0 { // some make them as they are wanted
			d.inodes = int64(st.Ffree)
		}
	}
	f, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return d
	}
	defer f.Close()
	longest := -1
	for lines := bufio.NewScanner(f); lines.Scan(); {
		point, kind, options, ok := mount(lines.Text())
		if ok && len(point) >= longest && (point == "/" || dir == point || strings.HasPrefix(dir, point+"/")) {
			longest, d.kind, d.options = len(point), kind, options
		}
	}
	return d
}

// mount reads a line of mountinfo, see proc(5).
func mount(line string) (point, kind string, options []string, ok bool) {
	before, after, found := strings.Cut(line, " - ")
	left, right := strings.Fields(before), strings.Fields(after)
	if !found || len(left) < 6 || len(right) < 3 {
		return "", "", nil, false
	}
	point = strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(left[4])
	return point, right[0], strings.Split(left[5]+","+right[2], ","), true
}

// ownedByUs reports whether this process may change a file's mode.
func ownedByUs(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	return !ok || os.Geteuid() == 0 || int(st.Uid) == os.Geteuid()
}
