package app

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"example.org/tocsin/cli"
)

// logFault appends a fault to the operator's log in the data folder, and gives
// its path; nothing where there is no such folder or it cannot be written.
func logFault(ctx context.Context, now time.Time, at cli.Place, reference string, fault error) string {
	if info, err := os.Stat(at.Data); at.Data == "" || err != nil || !info.IsDir() {
		return ""
	}
	path := filepath.Join(at.Data, logName)
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // the person names the folder
	if err != nil {
		return ""
	}
	record := slog.NewRecord(now.UTC(), slog.LevelError, "fault", 0)
	record.AddAttrs(slog.String("reference", reference), slog.String("error", fault.Error()))
	err = slog.NewTextHandler(file, nil).Handle(context.WithoutCancel(ctx), record)
	if closed := file.Close(); err != nil || closed != nil {
		return ""
	}
	return path
}
