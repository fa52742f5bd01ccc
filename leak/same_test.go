package leak

// Same is the part of the check that finds what is the same: the tests hold what
// it reads without all else that a Checker finds.
var Same = same
