// Package dossier is one threat as events: commands come in, events follow,
// and the dossier is what its events say.
//
// A dossier is filed, assessed, determined (duty, no duty, out of scope),
// drafted, cleared or waived, sent, received, acknowledged or denied or
// disputed, and closed with an outcome. Speaking and silence both end on the
// record, and silence never takes fewer or lower people: no duty, out of
// scope, a waiver and closing without a warning all wait until others, one of
// them higher, have affirmed them in writing.
//
// Promises: nothing is sent that is not cleared, as it was cleared; nothing is
// closed unsaid without the quorum of silence; new facts make a silence stale;
// old values are never changed by new events.
package dossier
