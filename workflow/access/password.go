package access

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Parameters of argon2id: 64 MiB, 3 passes, 1 lane, above the OWASP minimum (19 MiB, 2 passes).
const (
	argonMemory = 64 * 1024
	argonPasses = 3
	argonLanes  = 1
	argonBytes  = 32
)

// dummyHash is checked for unknown logins, so that they take as long as known ones.
var dummyHash = fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", argonMemory, argonPasses, argonLanes,
	base64.RawStdEncoding.EncodeToString([]byte("zhiya-unknown-lg")), base64.RawStdEncoding.EncodeToString(make([]byte, argonBytes)))

// HashPassword derives the PHC string of a password with a fresh 16-byte salt.
func HashPassword(secret string, salt []byte) string {
	sum := argon2.IDKey([]byte(secret), salt, argonPasses, argonMemory, argonLanes, argonBytes)
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", argonMemory, argonPasses, argonLanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(sum))
}

// CheckPassword reports whether the secret gives the PHC string; an empty or malformed string is never met, and takes as long.
func CheckPassword(secret, phc string) bool {
	if phc == "" {
		phc = dummyHash
	}
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	var memory, passes uint32
	var lanes uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &lanes); err != nil || passes == 0 || lanes == 0 {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(want) == 0 {
		return false
	}
	sum := argon2.IDKey([]byte(secret), salt, passes, memory, lanes, uint32(len(want)))
	return subtle.ConstantTimeCompare(sum, want) == 1
}
