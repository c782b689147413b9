// Package fault is the one way a rule of this program says no. A fault speaks twice: Code and Message are for the
// person (the message is a Chinese sentence that names the remedy), Cause is for the log. Checks gather every fault
// they find, each with the path of its field (rights[2].filed), and return them together.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what went wrong in general; the command line turns it into an exit status.
type Kind string

const (
	// Invalid: the input is malformed or contradicts itself; correct the field and send it again (exit 2).
	Invalid Kind = "invalid"
	// Refused: the input is well-formed but a rule of the trade forbids it (exit 3).
	Refused Kind = "refused"
	// Forbidden: this person may not do this here (exit 3).
	Forbidden Kind = "forbidden"
	// Conflict: somebody else changed the record meanwhile; reload and decide again (exit 3).
	Conflict Kind = "conflict"
	// NotFound: the record does not exist, or this person may not know that it does (exit 2).
	NotFound Kind = "not_found"
	// Broken: the program or its surroundings failed (exit 1).
	Broken Kind = "broken"
)

// Fault is one thing that is wrong.
type Fault struct {
	Kind    Kind   `json:"-"`
	Code    string `json:"code"`            // stable identifier, e.g. "amount.negative", "PR-06"
	Path    string `json:"path"`            // field path, e.g. "rights[2].filed"; empty when the whole is meant
	Message string `json:"message"`         // Chinese sentence for the person: what is wrong and the remedy
	Basis   string `json:"basis,omitempty"` // source of the rule, when there is a verified one
	Cause   error  `json:"-"`               // for the log
}

func (f Fault) Error() string {
	s := f.Message
	if f.Path != "" {
		s = f.Path + "：" + s
	}
	return s
}

// Unwrap gives the cause.
func (f Fault) Unwrap() error { return f.Cause }

// Faults are all the faults found in one check, in the order they were found.
type Faults []Fault

func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// Add appends one fault of the given kind; args fill the message as fmt.Sprintf does.
func (fs *Faults) Add(kind Kind, code, path, message string, args ...any) {
	if len(args) > 0 {
		message = fmt.Sprintf(message, args...)
	}
	*fs = append(*fs, Fault{Kind: kind, Code: code, Path: path, Message: message})
}

// Invalid appends an Invalid fault.
func (fs *Faults) Invalid(code, path, message string, args ...any) {
	fs.Add(Invalid, code, path, message, args...)
}

// Refuse appends a Refused fault.
func (fs *Faults) Refuse(code, path, message string, args ...any) {
	fs.Add(Refused, code, path, message, args...)
}

// Append takes over the faults of err with prefix put before their paths. An error that is no fault becomes a Broken one.
// A nil err adds nothing.
func (fs *Faults) Append(prefix string, err error) {
	for _, f := range Of(err) {
		f.Path = Join(prefix, f.Path)
		*fs = append(*fs, f)
	}
}

// Err returns the faults as an error, or nil when there are none.
func (fs Faults) Err() error {
	if len(fs) == 0 {
		return nil
	}
	return fs
}

// New makes a single fault as an error.
func New(kind Kind, code, path, message string, args ...any) error {
	var fs Faults
	fs.Add(kind, code, path, message, args...)
	return fs
}

// Wrap makes a Broken fault that hides cause from the person and keeps it for the log.
func Wrap(cause error, code, message string) error {
	if cause == nil {
		return nil
	}
	return Faults{{Kind: Broken, Code: code, Message: message, Cause: cause}}
}

// Of gives the faults that err carries. An error of another type becomes one Broken fault whose message does not repeat
// internals. Of(nil) is nil.
func Of(err error) Faults {
	if err == nil {
		return nil
	}
	var fs Faults
	if errors.As(err, &fs) {
		return fs
	}
	var f Fault
	if errors.As(err, &f) {
		return Faults{f}
	}
	return Faults{{Kind: Broken, Code: "internal", Message: "程序内部错误，操作未生效，请查看日志", Cause: err}}
}

// Has reports whether err carries a fault with this code.
func Has(err error, code string) bool {
	for _, f := range Of(err) {
		if f.Code == code {
			return true
		}
	}
	return false
}

// KindOf is the gravest kind among the faults of err: Broken, then Invalid and NotFound, then Forbidden, Conflict, Refused.
// It is empty for nil.
func KindOf(err error) Kind {
	fs := Of(err)
	for _, k := range []Kind{Broken, Invalid, NotFound, Forbidden, Conflict, Refused} {
		for _, f := range fs {
			if f.Kind == k {
				return k
			}
		}
	}
	return ""
}

// Join puts a prefix before a path: Join("rights[2]", "filed") is "rights[2].filed".
func Join(prefix, path string) string {
	switch {
	case prefix == "":
		return path
	case path == "":
		return prefix
	case strings.HasPrefix(path, "["):
		return prefix + path
	}
	return prefix + "." + path
}
