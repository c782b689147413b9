// Package sequence makes the numbers a simulation draws: pseudo-random ones by a counter-based generator, and the points of a scrambled
// Sobol sequence. Both are functions of a seed and of the number of the trial, so that a trial is the same whichever thread runs it.
package sequence

// Philox is the counter-based generator Philox4x32-10: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, Parallel random numbers: as
// easy as 1, 2, 3, SC 2011. The key is the seed; the counter is the number of the trial, the pair of coordinates and the stream. Its name
// in a result is PhiloxName.
type Philox struct{ key [2]uint32 }

// PhiloxName states the generator in results and reports.
const PhiloxName = "Philox4x32-10"

// NewPhilox makes the generator of a seed.
func NewPhilox(seed uint64) Philox { return Philox{[2]uint32{uint32(seed), uint32(seed >> 32)}} }

// Block is the 128 random bits at a counter.
func (p Philox) Block(counter [4]uint32) [4]uint32 {
	const m0, m1, w0, w1 = 0xD2511F53, 0xCD9E8D57, 0x9E3779B9, 0xBB67AE85
	c, k0, k1 := counter, p.key[0], p.key[1]
	for range 10 {
		a, b := uint64(m0)*uint64(c[0]), uint64(m1)*uint64(c[2])
		c = [4]uint32{uint32(b>>32) ^ c[1] ^ k0, uint32(b), uint32(a>>32) ^ c[3] ^ k1, uint32(a)}
		k0 += w0
		k1 += w1
	}
	return c
}

// Two are the two 64-bit numbers of a stream at an index and a pair.
func (p Philox) Two(index uint64, pair, stream uint32) (uint64, uint64) {
	b := p.Block([4]uint32{uint32(index), uint32(index >> 32), pair, stream})
	return uint64(b[1])<<32 | uint64(b[0]), uint64(b[3])<<32 | uint64(b[2])
}

// Uniforms fills u with the coordinates of one trial, each uniform on (0, 1).
func (p Philox) Uniforms(trial uint64, u []float64) {
	for i := 0; i < len(u); i += 2 {
		a, b := p.Two(trial, uint32(i/2), streamTrials)
		u[i] = open(a >> 12)
		if i+1 < len(u) {
			u[i+1] = open(b >> 12)
		}
	}
}

// The streams of one seed; a number of one stream never serves in another.
const (
	streamTrials   = 0
	streamScramble = 1
)

// open maps 52 bits to the middle of their cell, so that neither 0 nor 1 is drawn.
func open(bits52 uint64) float64 { return float64((float64(bits52) + 0.5) * (1.0 / (1 << 52))) }
