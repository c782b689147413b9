package golden_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/valuation/golden"
)

func published(t *testing.T) []golden.Published {
	t.Helper()
	f, err := os.Open("testdata/published.json")
	require.NoError(t, err)
	defer f.Close()
	cases, err := golden.ReadFile(f)
	require.NoError(t, err)
	return cases
}

func TestPublishedExamplesAreReproducedAndTheWrongOnesAreNot(t *testing.T) {
	cases := published(t)
	require.Len(t, cases, 54)
	for _, c := range cases {
		require.Empty(t, c.Check(), c.ID)
	}
}

// mutate gives a case another text of one of its parts.
func mutate(t *testing.T, id string, change func(*golden.Published)) golden.Published {
	t.Helper()
	for _, c := range published(t) {
		if c.ID == id {
			change(&c)
			return c
		}
	}
	t.Fatal("no case", id)
	return golden.Published{}
}

func TestAFigureOffByMoreThanItsToleranceFails(t *testing.T) {
	for name, c := range map[string]golden.Published{
		"a figure off":           mutate(t, "TV-NPV-1", func(c *golden.Published) { c.Expected["npv"] = json.RawMessage("1188.4434124") }),
		"an unknown output":      mutate(t, "TV-NPV-1", func(c *golden.Published) { c.Expected["npw"] = json.RawMessage("1") }),
		"a number for a word":    mutate(t, "TV-XIRR-4", func(c *golden.Published) { c.Expected["xirr"] = json.RawMessage("0.1") }),
		"a word for a number":    mutate(t, "TV-NPV-1", func(c *golden.Published) { c.Expected["npv"] = json.RawMessage(`"#NUM!"`) }),
		"a list too short":       mutate(t, "MPEEM-1", func(c *golden.Published) { c.Expected["charges"] = json.RawMessage("[60000,400000]") }),
		"one of a list":          mutate(t, "MPEEM-1", func(c *golden.Published) { c.Expected["charges"] = json.RawMessage("[60000,400000,1000001]") }),
		"nothing expected":       mutate(t, "TV-NPV-1", func(c *golden.Published) { c.Expected = nil }),
		"no such calculation":    mutate(t, "TV-NPV-1", func(c *golden.Published) { c.Calc = "npv" }),
		"an input missing":       mutate(t, "TV-NPV-1", func(c *golden.Published) { delete(c.Inputs, "rate") }),
		"the slip repeated":      mutate(t, "WARA-2", func(c *golden.Published) { c.Expected["wara"] = c.Recomputed["wara"] }),
		"a wrong recomputation":  mutate(t, "WARA-2", func(c *golden.Published) { c.Recomputed["wara"] = json.RawMessage("0.104") }),
		"no recomputation":       mutate(t, "WARA-2", func(c *golden.Published) { c.Recomputed = nil }),
		"a tolerance of letters": mutate(t, "WARA-2", func(c *golden.Published) { c.Tolerance["*"] = "wide" }),
	} {
		require.NotEmpty(t, c.Check(), name)
	}
}

func TestInputsAreReadStrictlyAndAllFaultsAreNamed(t *testing.T) {
	at := func(calc, inputs string) fault.Faults {
		c := golden.Case{ID: "x", Calc: calc}
		require.NoError(t, json.Unmarshal([]byte(inputs), &c.Inputs))
		_, err := golden.Calculate(c, true)
		return fault.Of(err)
	}
	paths := func(fs fault.Faults) string {
		var out []string
		for _, f := range fs {
			require.Equal(t, fault.Invalid, f.Kind, f.Code)
			out = append(out, f.Path)
		}
		return strings.Join(out, " ")
	}
	require.Equal(t, "calc", paths(at("nothing", `{}`)))
	require.Equal(t, "inputs.rate inputs.values", paths(at("npv_excel", `{}`)))
	require.Equal(t, "inputs.values[1]", paths(at("npv_excel", `{"rate":0.1,"values":[1,"NaN"]}`)))
	require.Equal(t, "inputs.extra", paths(at("npv_excel", `{"rate":0.1,"values":[1],"extra":1}`)))
	require.Equal(t, "inputs.values", paths(at("npv_excel", `{"rate":0.1,"values":[]}`)))
	require.Equal(t, "inputs.rate", paths(at("npv_excel", `{"rate":-1,"values":[1]}`)), "a rate of −100 %")
	require.Equal(t, "inputs.rate", paths(at("npv_excel", `{"rate":1e300,"values":[1]}`)))
	require.Equal(t, "inputs.g", paths(at("cip_midyear", `{"rate":0.1,"g":0.1,"sales":[1],"opex":[1],"oi":[1],"idc":[1]}`)), "growth ≥ discount")
	require.Equal(t, "inputs.fraction", paths(at("marginal_share", `{"rate":0.1,"added":[1,2],"fraction":[0.5]}`)))
	require.Equal(t, "inputs.with.z inputs.without.c", paths(at("with_without", `{"with":{"q":1,"p":2,"c":1,"z":1},"without":{"q":1,"p":2},"tax":0,"rate":0.1,"n":1}`)))
	require.Empty(t, at("npv_excel", `{"rate":"0.1","values":["1.5",2e1]}`), "decimals may be strings, numbers may have an exponent")
}

// A field that a calculation did not come to read before it stopped is not unknown, and does not hide what stopped it.
func TestWhatStopsACalculationIsAllThatIsSaid(t *testing.T) {
	for _, c := range []struct{ calc, inputs, path string }{
		{"econ_life", `{"legal":10,"economic":0}`, "inputs.economic"},
		{"econ_life", `{"legal":-1,"economic":5}`, "inputs.legal"},
		{"beijia", `{"materials":-35,"labour":30,"beta1":1.2,"beta2":0.4,"roi":0.2,"used":3,"remaining":5}`, "inputs.materials"},
		{"beijia", `{"materials":35,"labour":30,"beta1":1.2,"beta2":0.4,"roi":0.2,"used":-3,"remaining":5}`, "inputs.used"},
		{"wara", `{"fv":[10,-4],"r":[0.1,0.2]}`, "inputs.fv[1]"},
		{"hamada_wacc", `{"beta":[1.2],"debt":[50],"equity":[50],"tax":[0.25],"wd":0.5,"we":0.4,"ptax":0.25,"kd":0.06,"ke":0.1}`, "inputs.wd"},
		{"hamada_wacc", `{"beta":[1.2],"debt":[50],"equity":[50],"tax":[0.25],"wd":0.5,"we":0.5,"ptax":1.25,"kd":0.06,"ke":0.1}`, "inputs.ptax"},
		{"profit_share_equiv_investment", `{"patent_cost":-50,"patent_cost_profit":4,"licensee_cost":4000,"licensee_cost_profit":0.12,"rf":0.03,"risk":0.05,"profits":[1]}`, "inputs.patent_cost"},
		{"profit_share_fixed", `{"profits":[1],"rate":0.1,"share":25}`, "inputs.share"},
		{"cip_midyear", `{"rate":0.1,"g":-1,"sales":[1],"opex":[1],"oi":[1],"idc":[1]}`, "inputs.g"},
		{"return_split_capitalise", `{"weights":[-1,1,2],"wacc":0.1,"r_current":0.04,"r_fixed":0.06,"q":10,"p":1.5}`, "inputs.weights[0]"},
		{"npv_excel", `{"rate":"1e-1","values":[1]}`, "inputs.rate"},
		{"npv_excel", `{"rate":" 0.1","values":[1]}`, "inputs.rate"},
	} {
		p := golden.Case{ID: "x", Calc: c.calc}
		require.NoError(t, json.Unmarshal([]byte(c.inputs), &p.Inputs))
		_, err := golden.Calculate(p, true)
		fs := fault.Of(err)
		require.Len(t, fs, 1, "%s %s: %v", c.calc, c.inputs, err)
		require.Equal(t, c.path, fs[0].Path, c.calc)
	}
}

func TestEveryCalculationHasAnExampleOrAnIdentity(t *testing.T) {
	have := map[string]bool{}
	for _, c := range published(t) {
		have[c.Calc] = true
	}
	for _, id := range identities {
		have[id.calc] = true
	}
	for _, name := range golden.Names() {
		require.True(t, have[name], name)
	}
}

// identities are outputs of the calculations that have no published example, worked by hand.
var identities = []struct{ calc, inputs, outputs string }{
	{"quartiles_halves", `{"obs":[1,2,3,4,5]}`, `{"q1":1.5,"median":3,"q3":4.5,"min":1,"max":5}`},
	{"hamada_wacc", `{"beta":[1.2,1.3],"debt":[50,100],"equity":[50,100],"tax":[0.25,0.25],"wd":0.5,"we":0.5,"ptax":0.25,"kd":0.06,"ke":0.1}`,
		`{"denominators":[1.75,1.75],"unlevered":[0.685714285714286,0.742857142857143],"avg":0.714285714285714,"relevered":1.25,"kd_after":0.045,"wacc":0.0725}`},
	{"incremental_stream", `{"royalty":0.05,"sales":[100],"opex":[60],"idc":[10]}`, `{"licence":[5],"oi_with":[30],"oi_without":[35],"diff":[-5]}`},
	{"npv_schedule", `{"rate":0.1,"blocks":[[110,1],[121,1]]}`, `{"pv":[100,100],"value":200}`},
	{"return_split_capitalise", `{"weights":[1,1,2],"wacc":0.1,"r_current":0.04,"r_fixed":0.06,"q":10,"p":1.5}`,
		`{"weights":[0.25,0.25,0.5],"r_intangible":0.15,"excess":15,"value":100}`},
	{"greeks", `{"columns":"greek,type,K,S,q,r,T,sigma","rows":[["delta","call",100,100,0.02,0.05,1,0.2],["gamma","call",100,100,0.02,0.05,1,0.2],["vega","call",100,100,0.02,0.05,1,0.2],["theta","call",100,100,0.02,0.05,1,0.2],["theta_day","call",100,100,0.02,0.05,1,0.2],["rho","call",100,100,0.02,0.05,1,0.2],["elasticity","call",100,100,0.02,0.05,1,0.2]]}`,
		`{"values":[0.586851146135,0.018950578755,37.901157510017,-5.089318913998,-0.01394333949,49.458109105322,6.360147348088]}`}, // the textbook derivatives
	{"chol", `{"A":[[4,2],[2,5]]}`, `{"L":[[2,0],[1,2]]}`},
}

func TestCalculationsWorkedByHand(t *testing.T) {
	for _, c := range identities {
		p := golden.Published{Case: golden.Case{ID: c.calc, Calc: c.calc}, Tolerance: map[string]json.Number{"*": "0.00000000001"}}
		require.NoError(t, json.Unmarshal([]byte(c.inputs), &p.Inputs))
		require.NoError(t, json.Unmarshal([]byte(c.outputs), &p.Expected))
		out, err := golden.Calculate(p.Case, true)
		require.NoError(t, err, c.calc)
		require.Len(t, out, len(p.Expected), c.calc)
		require.Empty(t, p.Check(), c.calc)
	}
}
