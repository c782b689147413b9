package golden

import (
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/option"
	"zhiya/valuation/trace"
)

// contract reads an option; strike false leaves K to the caller.
func (r *reader) contract(strike bool) option.Contract {
	c := option.Contract{Kind: option.Kind(r.text("type")), S: r.float("S"), Q: r.opt("q", "0").InexactFloat64(), R: r.float("r"), T: r.float("T"), Sigma: r.float("sigma")}
	if strike {
		c.K = r.float("K")
	}
	return c
}

func blackScholes(r *reader) (Outputs, error) {
	c := r.contract(true)
	if len(r.faults) > 0 {
		return nil, nil
	}
	v, err := option.BlackScholesMerton(c)
	return Outputs{"price": decimalOf(v.Price), "d1": decimalOf(v.D1), "d2": decimalOf(v.D2), "Nd1": decimalOf(v.Nd1), "Nd2": decimalOf(v.Nd2),
		"npv": decimalOf(c.S).Sub(decimalOf(c.K))}, err
}

// table values one contract a row.
func (r *reader) table(value func(row *reader) (decimal.Decimal, error)) []any {
	var out []decimal.Decimal
	for _, row := range r.rows("columns", "rows") {
		v, err := value(row)
		row.append(err)
		row.unknown()
		r.faults = append(r.faults, row.faults...)
		out = append(out, v)
	}
	return list(out)
}

func blackScholesTable(r *reader) (Outputs, error) {
	return Outputs{"prices": r.table(func(row *reader) (decimal.Decimal, error) {
		c := row.contract(true)
		if len(row.faults) > 0 {
			return decimal.Zero, nil
		}
		v, err := option.BlackScholesMerton(c)
		return decimalOf(v.Price), err
	})}, nil
}

func greeks(r *reader) (Outputs, error) {
	return Outputs{"values": r.table(func(row *reader) (decimal.Decimal, error) {
		c, name := row.contract(true), strings.ToLower(row.text("greek"))
		if len(row.faults) > 0 {
			return decimal.Zero, nil
		}
		g, err := option.ClosedGreeks(c)
		values := map[string]float64{"delta": g.Delta, "gamma": g.Gamma, "vega": g.Vega, "theta": g.Theta, "theta_day": g.ThetaDay, "rho": g.Rho, "elasticity": g.Elasticity}
		v, known := values[name]
		if !known {
			row.faults.Invalid("option.greek", row.at("greek"), "“%s”无法识别，应为 delta、gamma、vega、theta、theta_day、rho 或 elasticity", name)
		}
		return decimalOf(v), err
	})}, nil
}

// lattice reads a binomial tree.
func (r *reader) lattice() option.Tree {
	t := option.Tree{Steps: r.count("n", 1, option.MaxSteps), American: r.flag("american")}
	if r.has("scheme") {
		t.Scheme = option.Scheme(r.text("scheme"))
	}
	return t
}

func tree(r *reader) (Outputs, error) {
	c, t := r.contract(true), r.lattice()
	if len(r.faults) > 0 {
		return nil, nil
	}
	v, err := t.Price(c)
	return Outputs{"price": decimalOf(v.Price), "u": decimalOf(v.U), "d": decimalOf(v.D), "p": decimalOf(v.P)}, err
}

func treeStrikes(r *reader) (Outputs, error) {
	c, t := r.contract(false), r.lattice()
	var out []decimal.Decimal
	for i, k := range r.nums("K") {
		if len(r.faults) > 0 {
			return nil, nil
		}
		c.K = k.InexactFloat64()
		v, err := t.Price(c)
		for _, f := range fault.Of(err) {
			if f.Path == "K" {
				f.Path = trace.Path("K", i)
			}
			r.append(f)
		}
		out = append(out, decimalOf(v.Price))
	}
	return Outputs{"prices": list(out)}, nil
}

// americanTable takes the mean of n and n + 1 steps, as the examples were computed.
func americanTable(r *reader) (Outputs, error) {
	t := option.Tree{Steps: r.count("n", 1, option.MaxSteps), American: true}
	return Outputs{"prices": r.table(func(row *reader) (decimal.Decimal, error) {
		c := row.contract(true)
		if len(row.faults) > 0 {
			return decimal.Zero, nil
		}
		v, err := t.Average(c)
		return decimalOf(v.Price), err
	})}, nil
}

// leastSquares is the Longstaff-Schwartz method on paths that are given, one year apart, with 1, S and S².
func leastSquares(r *reader) (Outputs, error) {
	g := option.GivenPaths{Kind: option.Put, K: r.float("K"), R: r.float("r"), Years: r.opt("dt", "1").InexactFloat64(), Basis: option.Quadratic}
	for _, row := range r.matrix("paths") {
		var line []float64
		for _, x := range row {
			line = append(line, x.InexactFloat64())
		}
		g.Prices = append(g.Prices, line)
	}
	if len(r.faults) > 0 {
		return nil, nil
	}
	v, err := g.Price()
	if err != nil {
		return nil, err
	}
	out := Outputs{"european": decimalOf(v.European), "american": decimalOf(v.American)}
	for _, x := range v.Regressions {
		var line []decimal.Decimal
		for _, b := range x.Coefficients {
			line = append(line, decimalOf(b))
		}
		out["reg_t"+decimal.New(int64(x.Step), 0).String()] = list(line)
	}
	return out, nil
}
