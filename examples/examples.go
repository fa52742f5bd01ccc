// Package examples holds the worked cases as data.
//
// kerman-2024 is the warning before the attack in Kerman on 3 January 2024:
// what is public about it as a STIX 2.1 bundle, and an invented report of the
// kind that must never leave. Its README.md tells which is which.
package examples

import _ "embed"

// KermanBundle is the public facts, TLP:CLEAR.
//
//go:embed kerman-2024/bundle.json
var KermanBundle []byte

// KermanSynthetic is the invented report, TLP:RED: answers to the six questions.
//
//go:embed kerman-2024/synthetic-report.json
var KermanSynthetic []byte
