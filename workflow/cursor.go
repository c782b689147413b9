package workflow

import (
	"fmt"
	"strconv"
	"strings"
)

func cursor(millis int64, id string) string { return fmt.Sprintf("%015d/%s", millis, id) }

// ParseCursor splits a keyset position into its instant and id; ok is false for a position this program did not make.
func ParseCursor(s string) (millis int64, id string, ok bool) {
	head, id, found := strings.Cut(s, "/")
	n, err := strconv.ParseInt(head, 10, 64)
	return n, id, found && err == nil
}
