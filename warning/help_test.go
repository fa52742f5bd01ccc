package warning_test

import (
	"slices"

	"example.org/tocsin/warning"
)

// kinds are all kinds.
var kinds = warning.Kinds()

// fitting is a wording without what no text of a kind says.
func fitting(k warning.Kind, w warning.Wording) warning.Wording {
	if !k.Ends() {
		return w
	}
	w.Advice, w.Onward, w.Front = nil, "", nil
	w.In = slices.Clone(w.In)
	for i := range w.In {
		w.In[i].Advice, w.In[i].Onward = nil, ""
	}
	return w
}
