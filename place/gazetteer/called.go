package gazetteer

// alsoCalled leads from the key of another name of a city to the key under which
// GeoNames lists it: names of before, and English ones that differ.
var alsoCalled = map[string]string{
}
