package gazetteer

import (
	"compress/flate"
	_ "embed" // for the data
	"encoding/binary"
	"io"
	"strings"
	"sync"
)

// The data is made by _gen/main.go; its sources are in NOTICE.
var (
	//go:embed data/cities.bin
	citiesData string
	//go:embed data/borders.bin
	bordersData string
)

// The tables are made when they are first asked for: a command that names no
// place does not pay for them.
var (
	cities  = sync.OnceValue(func() *cityTable { return decodeCities(inflate(citiesData)) })
	names   = sync.OnceValue(func() *nameTable { return indexNames(cities()) })
	grid    = sync.OnceValue(func() *cityGrid { return indexGrid(cities()) })
	borders = sync.OnceValue(func() *borderTable { return decodeBorders(inflate(bordersData)) })
	lands   = sync.OnceValue(func() *landTable { return indexLands(borders()) })
)

// A reader walks through data. It gives zeros once the data has ended before its
// time, and short says so.
type reader struct {
	data  []byte
	short bool
}

// inflate decompresses data.
func inflate(packed string) *reader {
	raw, err := io.ReadAll(flate.NewReader(strings.NewReader(packed)))
	return &reader{data: raw, short: err != nil}
}

// number reads a number without a sign.
func (r *reader) number() uint64 {
	v, n := binary.Uvarint(r.data)
	return step(r, v, n)
}

// signed reads a number with a sign.
func (r *reader) signed() int64 {
	v, n := binary.Varint(r.data)
	return step(r, v, n)
}

// step goes on behind a number of n bytes.
func step[T uint64 | int64](r *reader, v T, n int) T {
	if n <= 0 {
		r.short, r.data = true, nil
		return 0
	}
	r.data = r.data[n:]
	return v
}

// count reads how many things follow, each of at least one byte.
func (r *reader) count() int {
	n := r.number()
	if n > uint64(len(r.data)) {
		r.short, r.data = true, nil
		return 0
	}
	return int(n) //nolint:gosec // not more than the bytes that are there
}

// bytes reads n bytes.
func (r *reader) bytes(n int) []byte {
	if n < 0 || n > len(r.data) {
		r.short, r.data = true, nil
		return nil
	}
	b := r.data[:n]
	r.data = r.data[n:]
	return b
}

// text reads a string with its length before it.
func (r *reader) text() string { return string(r.bytes(r.count())) }

// planes reads a column of n numbers that was written byte for byte.
func (r *reader) planes(n int) []uint32 {
	column := make([]uint32, n)
	for range 4 {
		for i, b := range r.bytes(n) {
			column[i] = column[i]<<8 | uint32(b)
		}
	}
	return column
}

// fronted reads names that were written as how much is that of the last, and
// the rest, and calls each with every name in turn.
func (r *reader) fronted(n int, each func(i int, name []byte)) {
	var last []byte
	for i := range n {
		same := min(int(r.number()&0xffff), len(last))
		last = append(last[:same], r.bytes(r.count())...)
		each(i, last)
	}
}
