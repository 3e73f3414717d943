package timex

import "testing"

// BenchmarkCompile is what the first call of Tag costs a program.
func BenchmarkCompile(b *testing.B) {
	data, err := files.ReadFile("lang/en.timex")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := compile("en", string(data)); err != nil {
			b.Fatal(err)
		}
	}
}
