//go:build unix

package archive

import "syscall"

// errNotDir is what the operating system says of a path through a file.
const errNotDir = syscall.ENOTDIR
