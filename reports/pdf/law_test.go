package pdf_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// goFiles parses every Go file of the module, by its path from the root.
func goFiles(t *testing.T) map[string]*ast.File {
	t.Helper()
	root := filepath.Join("..", "..")
	files := map[string]*ast.File{}
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && strings.HasPrefix(d.Name(), ".") && d.Name() != ".." {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil // somebody is writing it just now; the compiler will tell
		}
		rel, err := filepath.Rel(root, path)
		files[filepath.ToSlash(rel)] = f
		return err
	}))
	require.Contains(t, files, "reports/pdf/draw.go")
	return files
}

func imports(f *ast.File, prefix string) bool {
	for _, i := range f.Imports {
		if path, err := strconv.Unquote(i.Path.Value); err == nil && strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}

func TestOnlyPdfKnowsGofpdfAndOnlySheetKnowsExcelize(t *testing.T) {
	for path, f := range goFiles(t) {
		if imports(f, "github.com/jung-kurt/gofpdf") {
			require.Equal(t, "reports/pdf", filepath.ToSlash(filepath.Dir(path)), "gofpdf in %s", path)
		}
		if imports(f, "github.com/xuri/excelize") {
			require.Equal(t, "reports/sheet", filepath.ToSlash(filepath.Dir(path)), "excelize in %s", path)
		}
	}
}

// gofpdf's own line breaking drops one Chinese character at each wrapped line.
func TestNobodyUsesTheLineBreakingOfGofpdf(t *testing.T) {
	forbidden := map[string]bool{"MultiCell": true, "SplitText": true, "SplitLines": true, "Write": true, "Writef": true,
		"WriteAligned": true, "WriteLinkString": true, "WriteLinkID": true, "HTMLBasicNew": true, "SubWrite": true}
	checked := 0
	for path, f := range goFiles(t) {
		if !imports(f, "github.com/jung-kurt/gofpdf") {
			continue
		}
		checked++
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				require.False(t, forbidden[s.Sel.Name], "%s calls %s", path, s.Sel.Name)
			}
			return true
		})
	}
	require.Positive(t, checked)
}
