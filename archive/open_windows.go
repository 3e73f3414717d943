package archive

import "syscall"

// errNotDir is what the operating system says of a path through a file.
const errNotDir = syscall.ERROR_PATH_NOT_FOUND
