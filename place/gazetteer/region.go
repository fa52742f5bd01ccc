package gazetteer

import "example.org/tocsin/place"

// ByRegion gives the regions of a name, each with its country. The word for what
// a region is, such as Province, may stand there or not.
func ByRegion(name string) []place.Place {
	var all []place.Place
	for _, r := range cities().regions {
		if sameRegion(name, r.name) {
			all = append(all, place.Place{Country: lands().byCode(r.code).Name, Region: r.name})
		}
	}
	return all
}
