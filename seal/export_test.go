package seal

// Remembered is how many data keys are in memory.
func (k *Keeper) Remembered() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.young) + len(k.old)
}

// Frame puts newlines behind a note up to a size.
var Frame = frame
