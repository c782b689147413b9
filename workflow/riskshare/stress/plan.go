// Package stress asks what a portfolio of pledged loans (组合压力测试) may lose in a year when defaults come together: expected loss
// (预期损失 = PD × LGD × EAD), the distribution of the loss, what each party of the sharing schemes bears of it, how often a pool is
// used up, and in which industry chains the worst years lie.
//
// Defaults follow the one-factor model of Vasicek (O. Vasicek, The distribution of loan portfolio value, Risk, December 2002; the
// same model is behind the Basel formulas), with one factor a sector: the loan of a sector k defaults when
//
//	√ρ·Y_k + √(1−ρ)·ε < Φ⁻¹(PD),  Y_k = √β·G + √(1−β)·S_k
//
// with G, S_k and ε independent standard normal. ρ correlates two loans of one sector, ρ·β two of different sectors. Losses are sums
// of whole fen, so the same plan gives the same result with any number of threads.
package stress

import (
	"fmt"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// EngineVersion is kept in every result; it changes whenever the same plan would give another figure.
const EngineVersion = "zhiya-stress/1"

// Limits of a plan.
const (
	MinScenarios, MaxScenarios = 100, 1_000_000
	MaxThreads                 = 256
	MaxSectors                 = 100
	MaxCells                   = 50_000_000 // scenarios × (parties + sectors): what a run keeps in memory, 8 bytes each
)

// Loan is one loan as the stress sees it.
type Loan struct {
	ID     string        // of the loan; only named in faults
	Sector string        // 产业链 or another grouping whose loans share a factor; "" is a sector of its own
	PD     float64       // probability of default within a year, 0 to 1
	Parts  []money.Money // what each party of the plan bears when the loan defaults, in the order of Plan.Parties; none negative
}

// loss is the whole loss of a default; the check has made sure that it does not overflow.
func (l Loan) loss() (sum money.Money) {
	for _, p := range l.Parts {
		sum += p
	}
	return sum
}

// Pool limits what a party can pay in the year over all loans (资金池余额): the rest falls to another party.
type Pool struct {
	Party    string      `json:"party"`
	Balance  money.Money `json:"balance"`
	Residual string      `json:"residual"` // who bears what the pool cannot
}

// Plan is everything a stress needs.
type Plan struct {
	Parties   []string // who bears losses; each loan has a part for each
	Loans     []Loan
	Pools     []Pool  // applied in this order; a residual that has a pool itself must come later in the list
	Rho       float64 // ρ: asset correlation of two loans of one sector, 0 ≤ ρ < 1
	Between   float64 // β: what of it two sectors share, 0 to 1
	Scenarios int     // MinScenarios to MaxScenarios
	Seed      uint64
	Threads   int // 0: one a processor; no influence on the result
}

// check names every fault of the plan; all are Invalid. It returns the positions of the parties.
func (p *Plan) check() (map[string]int, error) {
	var fs fault.Faults
	at := map[string]int{}
	for i, id := range p.Parties {
		if _, twice := at[id]; twice || id == "" {
			fs.Invalid("stress.party", fmt.Sprintf("parties[%d]", i), "分担方“%s”为空或重复，请逐一列出各方", id)
		}
		at[id] = i
	}
	if len(p.Parties) == 0 {
		fs.Invalid("stress.party", "parties", "没有分担方，请至少列出一方")
	}
	if len(p.Loans) == 0 {
		fs.Invalid("stress.empty", "loans", "组合中没有贷款，请至少给出一笔")
	}
	inRange := func(path, name string, x float64, below float64, open bool) {
		if !(x >= 0 && (x < below || !open && x == below)) {
			fs.Invalid("stress.range", path, "%s %v 应在 0 与 %v 之间", name, x, below)
		}
	}
	inRange("rho", "同业相关系数", p.Rho, 1, true)
	inRange("between", "行业间共同部分", p.Between, 1, false)
	if p.Scenarios < MinScenarios || p.Scenarios > MaxScenarios {
		fs.Invalid("stress.scenarios", "scenarios", "情景数为 %d，应为 %d 至 %d", p.Scenarios, MinScenarios, MaxScenarios)
	}
	if p.Threads < 0 || p.Threads > MaxThreads {
		fs.Invalid("stress.threads", "threads", "线程数为 %d，应为 1 至 %d，或 0（按处理器数）", p.Threads, MaxThreads)
	}
	p.checkLoans(&fs, inRange)
	p.checkPools(&fs, at)
	return at, fs.Err()
}

func (p *Plan) checkLoans(fs *fault.Faults, inRange func(path, name string, x, below float64, open bool)) {
	var total money.Money
	over, sectors := false, map[string]bool{}
	for i, l := range p.Loans {
		path := fmt.Sprintf("loans[%d]", i)
		sectors[l.Sector] = true
		inRange(path+".pd", "违约概率", l.PD, 1, false)
		if len(l.Parts) != len(p.Parties) {
			fs.Invalid("stress.parts", path+".parts", "贷款 %s 有 %d 份损失，应为各方各一份（%d 份）", l.ID, len(l.Parts), len(p.Parties))
		}
		for k, part := range l.Parts {
			if part < 0 {
				fs.Invalid("amount.negative", fmt.Sprintf("%s.parts[%d]", path, k), "贷款 %s 的损失 %s 不能为负", l.ID, part.Format())
				continue
			}
			sum, err := money.Sum(total, part)
			if over = over || err != nil; !over {
				total = sum
			}
		}
	}
	if over {
		fs.Invalid("stress.total", "loans", "全部贷款的损失合计超出 %s 元，请分批测算", money.Max.Format())
	}
	if len(sectors) > MaxSectors {
		fs.Invalid("stress.sectors", "loans", "行业分组有 %d 个，最多 %d 个，请合并", len(sectors), MaxSectors)
	}
	if cells := p.Scenarios * (len(p.Parties) + len(sectors)); len(sectors) <= MaxSectors && p.Scenarios <= MaxScenarios && cells > MaxCells {
		fs.Invalid("stress.size", "scenarios", "情景数 × （分担方数 + 行业数）为 %d，最多 %d，请减少情景数", cells, MaxCells)
	}
}

func (p *Plan) checkPools(fs *fault.Faults, at map[string]int) {
	limited := map[string]int{}
	for i, x := range p.Pools {
		path := fmt.Sprintf("pools[%d]", i)
		if _, known := at[x.Party]; !known {
			fs.Invalid("stress.pool", path+".party", "资金池“%s”不在分担方之中", x.Party)
		}
		if _, known := at[x.Residual]; !known || x.Residual == x.Party {
			fs.Invalid("stress.pool", path+".residual", "承担池外损失的“%s”应为另一分担方", x.Residual)
		}
		if _, twice := limited[x.Party]; twice {
			fs.Invalid("stress.pool", path+".party", "分担方“%s”有两个资金池，请合并", x.Party)
		}
		if before, is := limited[x.Residual]; is {
			fs.Invalid("stress.pool", path+".residual", "“%s”承担池外损失，它自己的资金池 pools[%d] 须列在其后", x.Residual, before)
		}
		if x.Balance < 0 {
			fs.Invalid("amount.negative", path+".balance", "资金池余额 %s 不能为负", x.Balance.Format())
		}
		limited[x.Party] = i
	}
}
