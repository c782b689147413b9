package option

import (
	"math"

	"zhiya/valuation/fault"
	"zhiya/valuation/portable"
)

// Scheme is how a binomial tree places its nodes.
type Scheme string

const (
	CRR     Scheme = "crr"     // Cox-Ross-Rubinstein 1979: u = e^(σ√Δt), d = 1/u
	Forward Scheme = "forward" // McDonald's forward tree: u = e^((r−q)Δt + σ√Δt), d = e^((r−q)Δt − σ√Δt)
)

// MaxSteps bounds a tree; its time grows with the square of the steps.
const MaxSteps = 100_000

// Tree is a binomial tree (二叉树).
type Tree struct {
	Steps    int    // 1 to MaxSteps
	American bool   // may be exercised at every step
	Scheme   Scheme // the zero value is CRR
}

// Lattice is a price found by a tree, with the parameters of one step.
type Lattice struct {
	Price float64 `json:"price"`
	U     float64 `json:"u"` // up factor
	D     float64 `json:"d"` // down factor
	P     float64 `json:"p"` // risk-neutral probability of up, p = (e^((r−q)Δt) − d)/(u − d)
}

// Price values the contract. Beside the errors of Contract.Check it refuses a number of steps out of range, nodes too large for a
// number, and a step so long that p leaves (0, 1), naming the least number of steps that will do.
func (t Tree) Price(c Contract) (Lattice, error) {
	m, err := t.prepare(c)
	if err != nil {
		return Lattice{}, err
	}
	if t.American && t.Scheme == Forward {
		m.Price = m.forward()
	} else {
		m.Price = m.symmetric()
	}
	return m.Lattice, nil
}

// Average is the mean of the prices with n and with n+1 steps, which removes most of the sawtooth error; u, d and p are those of n.
func (t Tree) Average(c Contract) (Lattice, error) {
	next := t
	next.Steps++
	second, err := next.Price(c)
	if err != nil {
		return Lattice{}, err
	}
	first, err := t.Price(c)
	first.Price = float64(0.5 * (first.Price + second.Price))
	return first, err
}

// lattice is a tree ready to be rolled back.
type lattice struct {
	Lattice
	contract Contract
	tree     Tree
	width    float64 // σ√Δt: half the distance of neighbouring nodes in logarithms
	drift    float64 // (r−q)Δt, the shift of a step in a forward tree; 0 in CRR
	up, down float64 // p and 1−p, each discounted by one step
}

func (t Tree) prepare(c Contract) (*lattice, error) {
	var fs fault.Faults
	fs.Append("", c.Check())
	if t.Steps < 1 || t.Steps > MaxSteps {
		fs.Invalid("option.steps", "n", "二叉树步数应在 1 至 %d 之间，当前为 %d", MaxSteps, t.Steps)
	}
	if t.Scheme == "" {
		t.Scheme = CRR
	}
	if t.Scheme != CRR && t.Scheme != Forward {
		fs.Invalid("option.scheme", "scheme", "二叉树方案“%s”无法识别，应为 crr 或 forward", string(t.Scheme))
	}
	if len(fs) > 0 {
		return nil, fs
	}
	m := &lattice{contract: c, tree: t}
	n := float64(t.Steps)
	dt := c.T / n
	carry := float64((c.R - c.Q) * dt)
	m.width = float64(c.Sigma * math.Sqrt(dt))
	if t.Scheme == Forward {
		m.drift = carry
	}
	if math.Abs(portable.Log(c.S))+float64(n*(m.width+math.Abs(m.drift))) > 690 {
		return nil, fault.New(fault.Refused, "option.nodes", "n", "步数 %d 下期末节点超出可表示范围，请减少步数，或核对波动率与期限", t.Steps)
	}
	m.U, m.D = portable.Exp(m.drift+m.width), portable.Exp(m.drift-m.width)
	m.P = (portable.Exp(carry) - m.D) / (m.U - m.D)
	if !(m.P > 0 && m.P < 1) {
		return nil, m.stepTooLong()
	}
	discount := portable.Exp(-float64(c.R * dt))
	m.up, m.down = float64(discount*m.P), float64(discount*(1-m.P))
	return m, nil
}

// stepTooLong names the least number of steps with 0 < p < 1, which needs |r−q|√Δt < σ.
func (m *lattice) stepTooLong() error {
	c := m.contract
	ratio := (c.R - c.Q) / c.Sigma
	least := math.Floor(float64(float64(float64(ratio*ratio)*c.T)*(1+1e-12))) + 1
	if least > MaxSteps {
		return fault.New(fault.Refused, "option.probability", "n", "步数 %d 下风险中性概率为 %.6f，不在 0 与 1 之间；所需步数超过上限 %d，请改用 Black-Scholes-Merton 公式，或核对波动率、无风险利率与延迟成本率",
			m.tree.Steps, m.P, MaxSteps)
	}
	return fault.New(fault.Refused, "option.probability", "n", "步数 %d 下风险中性概率为 %.6f，不在 0 与 1 之间；请将步数增至至少 %.0f 步", m.tree.Steps, m.P, least)
}

// node is the price of the underlying after the logarithm of growth, without drift, has moved k half-distances.
func (m *lattice) node(k int) float64 {
	return float64(m.contract.S * portable.Exp(float64(float64(k)*m.width)))
}

// payoff is what exercise at the price yields; negative when it does not pay.
func (m *lattice) payoff(price float64) float64 {
	return float64(m.contract.sign() * (price - m.contract.K))
}

// symmetric rolls back a tree whose nodes lie at the same prices every second step, or a European one, which needs the prices of
// the last step only.
func (m *lattice) symmetric() float64 {
	n := m.tree.Steps
	values := make([]float64, n+1+treePadding)
	var exercise [2][]float64 // of nodes k = −n, −n+2, … and k = −n+1, −n+3, …
	for parity := range exercise {
		exercise[parity] = make([]float64, n+1+treePadding)
	}
	growth := portable.Exp(float64(float64(n) * m.drift))
	for k := -n; k <= n; k++ {
		at, price := (k+n)>>1, m.node(k)
		if (k+n)&1 == 0 {
			values[at] = math.Max(m.payoff(float64(growth*price)), speck)
		}
		exercise[(k+n)&1][at] = speck
		if m.tree.American {
			exercise[(k+n)&1][at] = math.Max(m.payoff(price), speck)
		}
	}
	roll(values, &exercise, n, m.up, m.down)
	if values[0] < 1e10*speck {
		return 0
	}
	return values[0]
}

// speck is what a node that is worth nothing counts as. Far from the money the values would else pass through the subnormal numbers,
// with which processors are slow.
const speck = 1e-290

// forward rolls back an American forward tree.
func (m *lattice) forward() float64 {
	n := m.tree.Steps
	values := make([]float64, n+1)
	relative := make([]float64, 2*n+1)
	for k := range relative {
		relative[k] = m.node(k - n)
	}
	growth := portable.Exp(float64(float64(n) * m.drift))
	for j := range values {
		values[j] = math.Max(m.payoff(float64(growth*relative[2*j])), 0)
	}
	for i := n - 1; i >= 0; i-- {
		growth = portable.Exp(float64(float64(i) * m.drift))
		for j := range i + 1 {
			v := math.FMA(m.up, values[j+1], float64(m.down*values[j]))
			values[j] = math.Max(v, m.payoff(float64(growth*relative[2*j-i+n])))
		}
	}
	return values[0]
}

// lanes is the number of values that a vector kernel works on at a time, and treePadding the room behind the last node that a
// kernel may read and write.
const (
	lanes       = 8
	treePadding = 12 * lanes
)

// portableRoll is one step back of the nodes 0 … i, whose exercise values lie in e.
func portableRoll(values, e []float64, i int, up, down float64) {
	v := values[:i+2]
	e = e[:i+1]
	here := v[0]
	for j := range e {
		above := v[j+1]
		x := math.FMA(up, above, float64(down*here))
		if !(x > e[j]) { // so that the sign of a zero is that of the kernels
			x = e[j]
		}
		v[j] = x
		here = above
	}
}

// exerciseAt is the exercise values of the nodes of step i: node j has k = 2j − i.
func exerciseAt(exercise *[2][]float64, n, i int) []float64 { return exercise[(n-i)&1][(n-i)>>1:] }

// roll takes the values of step n back to step 0.
func roll(values []float64, exercise *[2][]float64, n int, up, down float64) {
	i := n
	if fast.tree != nil {
		for ; i >= fast.sweep; i -= fast.sweep {
			// The steps i−1, i−3, … read the one list of exercise values and i−2, i−4, … the other.
			odd, even := exerciseAt(exercise, n, i-1), exerciseAt(exercise, n, i-2)
			fast.tree(&values[0], &odd[0], &even[0], i/lanes+1, up, down)
		}
	}
	for i--; i >= 0; i-- {
		portableRoll(values, exerciseAt(exercise, n, i), i, up, down)
	}
}
