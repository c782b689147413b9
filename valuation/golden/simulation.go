package golden

import (
	"encoding/json"

	"github.com/shopspring/decimal"

	"zhiya/valuation/simulate/dependence"
	"zhiya/valuation/simulate/distribution"
	"zhiya/valuation/simulate/sequence"
	"zhiya/valuation/trace"
)

// float reads a number for the calculations that work in floating point.
func (r *reader) float(name string) float64 { return r.num(name).InexactFloat64() }

func decimalOf(f float64) decimal.Decimal { return decimal.NewFromFloat(f) }

// triangle gives density and distribution at x and quantiles at p.
func triangle(r *reader) (Outputs, error) {
	low, mode, high := r.float("min"), r.float("mode"), r.float("max")
	if !r.has("x") && !r.has("p") {
		r.missing("x")
	}
	if len(r.faults) > 0 {
		return nil, nil
	}
	law, err := distribution.NewTriangular(low, mode, high)
	if err != nil {
		return nil, err
	}
	out := Outputs{"mean": decimalOf(law.Mean()), "variance": decimalOf(law.Variance())}
	if r.has("x") {
		var pdf, cdf []decimal.Decimal
		for _, x := range r.nums("x") {
			pdf, cdf = append(pdf, decimalOf(law.Density(x.InexactFloat64()))), append(cdf, decimalOf(law.Cumulative(x.InexactFloat64())))
		}
		out["pdf"], out["cdf"] = list(pdf), list(cdf)
	}
	if r.has("p") {
		var quantile []decimal.Decimal
		for i, p := range r.nums("p") {
			if p.IsNegative() || p.GreaterThan(one) {
				r.faults.Invalid("rate.range", trace.Path(r.at("p"), i), "概率应在 0 至 1 之间，当前为 %s", p)
				continue
			}
			quantile = append(quantile, decimalOf(law.Quantile(p.InexactFloat64())))
		}
		out["quantile"] = list(quantile)
	}
	return out, nil
}

// points are the first points of a Sobol sequence with the directions [degree, polynomial, [initial numbers]].
func points(r *reader) (Outputs, error) {
	raws, n := r.raws("dims"), r.count("n", 1, 1<<20)
	dims := make([]sequence.Direction, len(raws))
	for i, raw := range raws {
		var parts [3]json.RawMessage
		if json.Unmarshal(raw, &parts) != nil || json.Unmarshal(parts[0], &dims[i].S) != nil || json.Unmarshal(parts[1], &dims[i].A) != nil ||
			json.Unmarshal(parts[2], &dims[i].M) != nil {
			r.faults.Invalid("list.syntax", trace.Path(r.at("dims"), i), "每维应写作 [次数, 多项式系数, [初始值…]]")
		}
	}
	if len(r.faults) > 0 {
		return nil, nil
	}
	found, err := sequence.Sobol(dims, n)
	return Outputs{"points": floats(found)}, err
}

func cholesky(r *reader) (Outputs, error) {
	rows := r.matrix("A")
	if len(r.faults) > 0 {
		return nil, nil
	}
	a := make([][]float64, len(rows))
	for i, row := range rows {
		for _, x := range row {
			a[i] = append(a[i], x.InexactFloat64())
		}
	}
	l, err := dependence.Cholesky(a)
	return Outputs{"L": floats(l)}, err
}

func floats(rows [][]float64) []any {
	out := make([]any, len(rows))
	for i, row := range rows {
		line := make([]any, len(row))
		for j, x := range row {
			line[j] = decimalOf(x)
		}
		out[i] = line
	}
	return out
}
