package app

import (
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// bootID names the run of the machine.
var bootID = sync.OnceValue(func() string {
	raw, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(raw))
})

// sinceBoot counts from the start of the machine, also while it sleeps. Where the
// kernel does not tell, each process is a run of its own.
func sinceBoot() (boot string, since time.Duration) {
	var at unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &at); err != nil {
		return "", sinceBegan()
	}
	return bootID(), time.Duration(at.Nano())
}
