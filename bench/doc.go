// Command bench measures what Tocsin costs and prints it in one table: whole
// chains per second beside the sum of the bare costs of their parts in the same
// run, the tearline (release search, leak check, places), one real bundle end to
// end, and the binary.
//
//	go run ./bench                    everything
//	go run ./bench -chains 2000       more chains
//	go run ./bench -server            the store on a PostgreSQL server, and chains
//	go run ./bench -tearline -large   the tearline only, and 100 MB of reports
//	go run ./bench -directory         the directory only: polygons and prefixes
//
// Machines are noisy: read the ratios within one run.
package main
