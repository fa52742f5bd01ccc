// Package cases is the library of public cases, and their replay.
//
// A case is one file under data: what was publicly reported, entry by entry,
// each with the date on which it was known, who did what with it, and which of
// the failures F-1 to F-28 went wrong in it. Nothing stands there that no named
// source reported. Dates and times are those of the place, as reported, with how
// precisely they are known; what nobody reported is missing, and a question on
// which the public record is silent is listed as untold, so that it is never
// taken for a no.
//
// The replay goes through a case entry by entry. At each moment it builds the
// facts from what was known by then, determines under the case's pack, and asks
// one detector for each failure what the rules would have raised. A detector
// sees a View, which holds nothing but the entries so far, the determination on
// them and the pack: the labels of the case and how it ended are not within its
// reach. It answers yes, no, or unknown with the fact that is missing.
//
// Promises: what comes later changes nothing that was found earlier; a case cut
// at any moment replays as the beginning of the whole; a file with a field,
// word, date or order that is not known is refused with its line; the same
// library gives the same table, byte for byte.
package cases
