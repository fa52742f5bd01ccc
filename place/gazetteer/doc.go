// Package gazetteer knows places: 171,000 cities by name and by where they are,
// the borders of countries, and the land that more than one of them claims.
//
// The cities are of GeoNames, the borders of country-coder; NOTICE says more, and
// _gen makes the data again to the byte. They are decompressed when they are
// first asked for. Points are whole millionths of a degree and a point is held
// to a border in whole numbers; distances are floats, which stay in here.
//
// A map draws one line where there are two opinions, and draws it roughly. So a
// point has all countries that claim its land, and those of both sides where a
// border is nearer than BorderMargin; with more than one there is nothing finer.
// There is no open map of regions either: the region of a point is that on which
// all cities around it agree, and its city is the one that reaches there alone.
// To say less than is known costs a question; to say the wrong country sends the
// warning to the wrong government.
//
// The index is our own and not one of the R-trees that Go has: a grid of whole
// degrees answers as fast at this size, needs no floats, wraps at the 180th
// meridian by itself, and finds the nearest border as well as the country.
//
// Promises: every step of a ladder contains the finer ones, and what Complete
// adds leaves what was there; a disputed point or one at a border has no ladder;
// a circle that crosses the 180th meridian or holds a pole finds what a search
// of all cities finds; names are found whatever their case and accents; no name
// and no coordinate takes longer than a bounded look, and no refusal repeats
// one; the data is whole, in order, and decoding damaged data ends.
package gazetteer
