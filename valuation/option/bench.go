package option

// The workloads of bench/options, an American put of Longstaff and Schwartz: S = 36, K = 40, r = 6 %, σ = 20 %, one year.
var benchContract = Contract{Kind: Put, S: 36, K: 40, R: 0.06, T: 1, Sigma: 0.2}

// BenchTree prices the put on a CRR tree of 10,000 steps on one thread. The price is about 4.4867.
func BenchTree() (price float64, err error) {
	v, err := Tree{Steps: 10_000, American: true}.Price(benchContract)
	return v.Price, err
}

// BenchLSM prices the put by simulation with 100,000 paths, 50 exercise dates and a cubic basis. The price is about 4.475 and its
// standard error about 0.009.
func BenchLSM(seed uint64, threads int) (price, stdError float64, err error) {
	v, err := Simulation{Paths: 100_000, Steps: 50, Basis: Cubic, Seed: seed, Threads: threads}.Price(benchContract)
	return v.Price, v.StdError, err
}
