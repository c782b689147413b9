package option

import (
	"math"

	"zhiya/valuation/fault"
	"zhiya/valuation/portable"
)

// Closed is the price of a European option in closed form, with its parts.
type Closed struct {
	Price float64 `json:"price"`
	D1    float64 `json:"d1"`
	D2    float64 `json:"d2"`
	Nd1   float64 `json:"Nd1"` // N(d1), also for a put
	Nd2   float64 `json:"Nd2"`
}

// BlackScholesMerton is C = S·e^(−qT)·N(d1) − K·e^(−rT)·N(d2), or P = K·e^(−rT)·N(−d2) − S·e^(−qT)·N(−d1), with
// d1 = [ln(S/K) + (r − q + σ²/2)T]/(σ√T) and d2 = d1 − σ√T (Black, Scholes and Merton 1973). Errors are those of Contract.Check.
func BlackScholesMerton(c Contract) (Closed, error) {
	if err := c.Check(); err != nil {
		return Closed{}, err
	}
	return c.closed(), nil
}

func (c Contract) closed() Closed {
	d1, d2 := c.d()
	s, k := c.present()
	phi := c.sign()
	up, down := portable.NormalCDF(float64(phi*d1)), portable.NormalCDF(float64(phi*d2))
	price := float64(phi * (float64(s*up) - float64(k*down)))
	out := Closed{Price: math.Max(price, 0), D1: d1, D2: d2, Nd1: up, Nd2: down}
	if c.Kind == Put {
		out.Nd1, out.Nd2 = portable.NormalCDF(d1), portable.NormalCDF(d2)
	}
	return out
}

func (c Contract) d() (d1, d2 float64) {
	spread := float64(c.Sigma * math.Sqrt(c.T))
	moneyness := portable.Log(c.S / c.K)
	drift := float64((c.R - c.Q + float64(float64(0.5*c.Sigma)*c.Sigma)) * c.T)
	d1 = (moneyness + drift) / spread
	return d1, d1 - spread
}

// Greeks are the sensitivities of the closed form.
type Greeks struct {
	Delta      float64 `json:"delta"`      // dV/dS
	Gamma      float64 `json:"gamma"`      // d²V/dS²
	Vega       float64 `json:"vega"`       // dV/dσ, for σ of 1
	Theta      float64 `json:"theta"`      // −dV/dT, a year
	ThetaDay   float64 `json:"theta_day"`  // theta ÷ 365
	Rho        float64 `json:"rho"`        // dV/dr, for r of 1
	Elasticity float64 `json:"elasticity"` // delta·S/V; 0 when V is 0
}

// ClosedGreeks are the derivatives of BlackScholesMerton. Errors are those of Contract.Check.
func ClosedGreeks(c Contract) (Greeks, error) {
	if err := c.Check(); err != nil {
		return Greeks{}, err
	}
	v := c.closed()
	s, k := c.present()
	phi := c.sign()
	root := math.Sqrt(c.T)
	up, down := portable.NormalCDF(float64(phi*v.D1)), portable.NormalCDF(float64(phi*v.D2))
	density := float64(s * portable.NormalPDF(v.D1)) // S·e^(−qT)·n(d1)
	g := Greeks{
		Delta: float64(float64(phi*up)*s) / c.S,
		Gamma: density / float64(float64(c.S*c.S)*float64(c.Sigma*root)),
		Vega:  float64(density * root),
		Rho:   float64(float64(phi*k) * float64(c.T*down)),
	}
	decay := float64(density*c.Sigma) / float64(2*root)
	g.Theta = float64(phi*(float64(float64(c.Q*s)*up)-float64(float64(c.R*k)*down))) - decay
	g.ThetaDay = g.Theta / 365
	if v.Price > 0 {
		g.Elasticity = float64(g.Delta*c.S) / v.Price
	}
	return g, nil
}

// ImpliedVolatility is the σ at which the closed form has the price, by bisection to 1e−12; the σ of the contract is not looked
// at. A price outside the bounds that hold for every σ, or reached only beyond σ = 5, is refused.
func ImpliedVolatility(c Contract, price float64) (float64, error) {
	c.Sigma = 1
	var fs fault.Faults
	fs.Append("", c.Check())
	check(&fs, "price", "期权价格", price, 0, maxAmount)
	if len(fs) > 0 {
		return 0, fs
	}
	s, k := c.present()
	low, high := math.Max(float64(c.sign()*(s-k)), 0), s
	if c.Kind == Put {
		high = k
	}
	at := func(sigma float64) float64 {
		c.Sigma = sigma
		return c.closed().Price
	}
	if price <= low || price >= high || at(5) < price {
		return 0, fault.New(fault.Refused, "option.no_volatility", "price", "期权价格 %g 不在无套利区间（%g，%g）内，或所需波动率超过 500%%，请核对价格与各项输入", price, low, high)
	}
	lo, hi := 0.0, 5.0
	for hi-lo > 1e-12 {
		mid := float64(0.5 * (lo + hi))
		if at(mid) < price {
			lo = mid
		} else {
			hi = mid
		}
	}
	return float64(0.5 * (lo + hi)), nil
}
