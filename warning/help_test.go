package warning_test

import "example.org/tocsin/warning"

// kinds are all kinds.
var kinds = []warning.Kind{warning.KindWarning, warning.KindUpdate, warning.KindRetraction, warning.KindExercise}
