package workflow_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// pkg is what `go list -json` says of a package.
type pkg struct {
	ImportPath, Dir                          string
	GoFiles                                  []string
	Imports, Deps, TestImports, XTestImports []string
}

var house = sync.OnceValues(func() ([]pkg, error) {
	cmd := exec.Command("go", "list", "-e", "-json", "zhiya/...")
	raw, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var out []pkg
	dec := json.NewDecoder(bytes.NewReader(raw))
	for {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return out, nil
		} else if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
})

func packages(t *testing.T) []pkg {
	t.Helper()
	ps, err := house()
	require.NoError(t, err)
	require.Greater(t, len(ps), 20, "go list must see the whole house")
	return ps
}

// room is the top-level folder of one of our packages; "" for main and for packages of others.
func room(path string) string {
	rest, ours := strings.CutPrefix(path, "zhiya/")
	if !ours {
		return ""
	}
	first, _, _ := strings.Cut(rest, "/")
	return first
}

// within reports whether path is the package or below it.
func within(path, parent string) bool { return path == parent || strings.HasPrefix(path, parent+"/") }

func TestImportsGoOneWay(t *testing.T) {
	may := map[string][]string{
		"assets":    {},
		"valuation": {"valuation"},
		"workflow":  {"valuation", "workflow", "assets"},
		"reports":   {"valuation", "workflow", "reports", "assets"},
		"app":       {"valuation", "workflow", "reports", "app", "assets"},
	}
	for _, p := range packages(t) {
		allowed, known := may[room(p.ImportPath)]
		if p.ImportPath == "zhiya" {
			allowed, known = slices.Collect(func(yield func(string) bool) {
				for k := range may {
					if !yield(k) {
						return
					}
				}
			}), true
		}
		require.True(t, known, "%s stands in no room of the house", p.ImportPath)
		for _, d := range p.Deps {
			if r := room(d); r != "" {
				require.Contains(t, allowed, r, "%s must not depend on %s", p.ImportPath, d)
			}
		}
		for _, d := range slices.Concat(p.TestImports, p.XTestImports) { // a test may look down, never up
			if r := room(d); r != "" && r != room(p.ImportPath) {
				require.Contains(t, allowed, r, "the tests of %s must not import %s", p.ImportPath, d)
			}
		}
	}
}

func TestPagesDoNotKnowEachOther(t *testing.T) {
	shared := []string{"kit", "form", "simulation", "scoring"} // what pages are built with; they know no page
	page := func(path string) string {
		rest, ok := strings.CutPrefix(path, "zhiya/app/page/")
		if !ok {
			return ""
		}
		first, _, _ := strings.Cut(rest, "/")
		return first
	}
	for _, p := range packages(t) {
		mine := page(p.ImportPath)
		if mine == "" {
			continue
		}
		for _, d := range p.Deps {
			if other := page(d); other != "" && !slices.Contains(shared, other) {
				require.Equal(t, mine, other, "the page %s must not import the page %s", mine, other)
			}
		}
	}
}

func TestEachLibraryHasOneRoom(t *testing.T) {
	rooms := []struct {
		library string
		homes   []string
	}{
		{"database/sql", []string{"zhiya/workflow/sqlstore"}},
		{"modernc.org", []string{"zhiya/workflow/sqlstore"}},
		{"github.com/jackc/pgx", []string{"zhiya/workflow/sqlstore"}},
		{"github.com/pressly/goose", []string{"zhiya/workflow/sqlstore"}},
		{"github.com/jung-kurt/gofpdf", []string{"zhiya/reports/pdf"}},
		{"github.com/xuri/excelize", []string{"zhiya/reports/sheet"}},
		{"fyne.io", []string{"zhiya/app"}},
	}
	for _, p := range packages(t) {
		for _, r := range rooms {
			if slices.ContainsFunc(r.homes, func(h string) bool { return within(p.ImportPath, h) }) {
				continue
			}
			for _, d := range p.Imports {
				require.False(t, within(d, r.library), "%s must not import %s; it belongs to %v", p.ImportPath, d, r.homes)
			}
		}
	}
}

func TestTheDomainHasNoWindowNoFilesAndNoClock(t *testing.T) {
	clock := map[string]bool{"Now": true, "Since": true, "Until": true, "After": true, "Tick": true, "Sleep": true, "NewTimer": true, "NewTicker": true, "AfterFunc": true}
	for _, p := range packages(t) {
		if r := room(p.ImportPath); r != "valuation" && r != "workflow" || within(p.ImportPath, "zhiya/workflow/sqlstore") {
			continue
		}
		for _, d := range p.Imports {
			for _, barred := range []string{"os", "os/exec", "os/user", "net", "net/http", "syscall", "log", "log/slog", "database/sql", "fyne.io", "embed", "math/rand"} {
				require.False(t, within(d, barred), "%s must not import %s", p.ImportPath, d)
			}
		}
		for _, name := range p.GoFiles {
			file := parse(t, filepath.Join(p.Dir, name))
			ast.Inspect(file, func(n ast.Node) bool {
				sel, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				x, ok := sel.X.(*ast.Ident)
				require.False(t, ok && x.Name == "time" && clock[sel.Sel.Name], "%s/%s reads the clock (time.%s); time is an argument", p.ImportPath, name, sel.Sel.Name)
				return true
			})
		}
	}
}

func TestTheDrawingNeverBreaksLinesByItself(t *testing.T) {
	barred := []string{"MultiCell", "SplitText", "SplitLines", "Write", "Writef", "WriteLinkString", "WriteLinkID", "WriteAligned"}
	looked := 0
	for _, p := range packages(t) {
		if !within(p.ImportPath, "zhiya/reports") {
			continue
		}
		for _, name := range p.GoFiles {
			file := parse(t, filepath.Join(p.Dir, name))
			if !slices.ContainsFunc(file.Imports, func(i *ast.ImportSpec) bool { return strings.Contains(i.Path.Value, "gofpdf") }) {
				continue
			}
			looked++
			pens := gofpdfNames(file)
			ast.Inspect(file, func(n ast.Node) bool {
				sel, ok := n.(*ast.SelectorExpr)
				if !ok || !slices.Contains(barred, sel.Sel.Name) {
					return true
				}
				on := ""
				switch x := sel.X.(type) {
				case *ast.Ident:
					on = x.Name
				case *ast.SelectorExpr:
					on = x.Sel.Name
				}
				require.False(t, pens[on] || !strings.HasPrefix(sel.Sel.Name, "Write"), "%s calls %s of gofpdf, which loses or breaks Chinese text", name, sel.Sel.Name)
				return true
			})
		}
	}
	require.Positive(t, looked, "reports/pdf draws through gofpdf")
}

// gofpdfNames are the names of variables, fields and parameters of a gofpdf type, or made by gofpdf.New…
func gofpdfNames(file *ast.File) map[string]bool {
	isPen := func(e ast.Expr) bool {
		if star, ok := e.(*ast.StarExpr); ok {
			e = star.X
		}
		if call, ok := e.(*ast.CallExpr); ok {
			e = call.Fun
		}
		sel, ok := e.(*ast.SelectorExpr)
		if !ok {
			return false
		}
		x, ok := sel.X.(*ast.Ident)
		return ok && x.Name == "gofpdf"
	}
	out := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			if isPen(n.Type) {
				for _, id := range n.Names {
					out[id.Name] = true
				}
			}
		case *ast.AssignStmt:
			for i, rhs := range n.Rhs {
				if id, ok := n.Lhs[min(i, len(n.Lhs)-1)].(*ast.Ident); ok && isPen(rhs) {
					out[id.Name] = true
				}
			}
		}
		return true
	})
	return out
}

func parse(t *testing.T, path string) *ast.File {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	return file
}

// root is the folder of go.mod.
func root(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOMOD").Output()
	require.NoError(t, err)
	return filepath.Dir(strings.TrimSpace(string(out)))
}

// tracked lists the files git knows, or, in an unpacked archive without git, all of them.
func tracked(t *testing.T) []string {
	t.Helper()
	dir := root(t)
	cmd := exec.Command("git", "ls-files", "-z")
	cmd.Dir = dir
	if out, err := cmd.Output(); err == nil && len(out) > 0 {
		names := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
		return slices.DeleteFunc(names, func(n string) bool { _, err := os.Stat(filepath.Join(dir, n)); return err != nil })
	}
	var names []string
	require.NoError(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			name, _ := filepath.Rel(dir, path)
			names = append(names, filepath.ToSlash(name))
		}
		return err
	}))
	return names
}

func TestTheTopLevelHoldsOnlyTheRooms(t *testing.T) {
	allowed := []string{"main.go", "FyneApp.toml", "Makefile", "README.md", "go.mod", "go.sum", ".ci", ".gitignore", ".gitattributes", "LICENSE",
		"app", "valuation", "workflow", "reports", "assets"}
	names := tracked(t)
	require.Contains(t, names, "go.mod")
	for _, name := range names {
		first, _, _ := strings.Cut(name, "/")
		require.Contains(t, allowed, first, "%s does not belong on the top level", name)
	}
}

func TestNoGoFileIsOver600Lines(t *testing.T) {
	for _, name := range tracked(t) {
		if filepath.Ext(name) != ".go" {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(root(t), name))
		require.NoError(t, err)
		require.LessOrEqual(t, bytes.Count(raw, []byte("\n")), 600, "%s is too long; split it by idea", name)
	}
}

// machinePaths are absolute paths that exist on the machine of somebody who works on this, not on a user's.
var machinePaths = regexp.MustCompile(`(^|[^\w.:~}/-])/(work|root|Users|home/[a-z])/[\w.]|/tmp/bash_` + `jobs|[A-Z]:\\Users\\`)

func TestNoFileNamesAPathOfSomebodysMachine(t *testing.T) {
	text := []string{".go", ".md", ".toml", ".json", ".csv", ".sql", ".txt", ".sh", ".svg", ".mod", ".yaml", ".yml", ""}
	for _, name := range tracked(t) {
		if !slices.Contains(text, filepath.Ext(name)) {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(root(t), name))
		require.NoError(t, err)
		lines := bufio.NewScanner(bytes.NewReader(raw))
		lines.Buffer(nil, len(raw)+1)
		for n := 1; lines.Scan(); n++ {
			if strings.Contains(lines.Text(), "machinePaths = ") {
				continue
			}
			require.False(t, machinePaths.MatchString(lines.Text()), "%s:%d names a path of a machine: %s", name, n, lines.Text())
		}
	}
}
