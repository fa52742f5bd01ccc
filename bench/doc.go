// Command bench measures what Tocsin costs and prints it in one table: whole
// chains per second beside the sum of the bare costs of their parts in the same
// run, one real bundle end to end, and the binary.
//
//	go run ./bench                    everything
//	go run ./bench -chains 2000       more chains
//
// Machines are noisy: read the ratios within one run.
package main
