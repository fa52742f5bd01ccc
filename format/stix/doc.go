// Package stix reads STIX 2.1 bundles (OASIS Standard, 10 June 2021).
//
// A bundle that is broken as a whole is refused: no JSON, another version, a
// name given twice, text that is no text. One broken object in a sound bundle
// is listed instead, so that it does not hide a threat that stands beside it.
//
// Read are threat-actor, intrusion-set, identity, location, incident,
// attack-pattern, indicator, report, relationship, sighting and
// marking-definition, and of the extensions TLP 2.0, Incident Core and its
// Event. A bundle tells what is meant to happen as an incident, and when as an
// event that is pending (Incident Core has no times of its own). What is
// proposed of it is what a relationship says; nothing is guessed.
//
// The JSON is read strictly and once, into a tape of positions that holds no
// copies: encoding/json takes "Type" for "type", lets the last of two equal
// names win and mends broken text, and each of these would let two readers see
// two reports in one.
//
// Promises: every object of a bundle is either among the objects or listed as
// not understood, once; every text and number is in a passage with its
// effective marking, but for what every bundle says alike (types, references
// to objects of the same bundle, the definitions of TLP); what stands in a
// broken object is unmarked, or RED if it says that it is restricted; the same
// bytes give the same import.
package stix
