package pack

import (
	"encoding/binary"
	"hash/adler32"

	"github.com/klauspost/compress/flate"
)

// DefaultLevel is the level of compression of a Deflater whose Level is zero.
const DefaultLevel = 6

// Deflater compresses into zlib streams, one after the other. It serves one
// goroutine.
type Deflater struct {
	Level int // of klauspost/compress, 1 to 9
	w     *flate.Writer
	out   sink
}

type sink []byte

func (s *sink) Write(p []byte) (int, error) {
	*s = append(*s, p...)
	return len(p), nil
}

// Append appends data as a zlib stream to dst.
func (d *Deflater) Append(dst, data []byte) []byte {
	d.out = append(dst, 0x78, 0x9c)
	if d.w == nil {
		level := d.Level
		if level == 0 {
			level = DefaultLevel
		}
		w, err := flate.NewWriter(&d.out, level)
		if err != nil {
			panic(err) // the level is a constant of the program
		}
		d.w = w
	} else {
		d.w.Reset(&d.out)
	}
	// A sink cannot fail.
	_, _ = d.w.Write(data)
	_ = d.w.Close()
	dst = binary.BigEndian.AppendUint32(d.out, adler32.Checksum(data))
	d.out = nil
	return dst
}
