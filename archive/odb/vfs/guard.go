package vfs

import (
	"fmt"
	"runtime/debug"
)

// Guard calls f, and turns a memory fault in it into an error: reading a
// mapped file faults where a block of the disk cannot be read, and where the
// file was cut short. It guards the goroutine that calls it only.
func Guard(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		fault, ok := r.(interface{ Addr() uintptr })
		if !ok {
			panic(r)
		}
		err = fmt.Errorf("mapped file cannot be read at %#x", fault.Addr())
	}()
	return f()
}
