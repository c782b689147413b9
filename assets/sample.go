package assets

import _ "embed"

// CNIPRPatents is a real export of a Chinese patent database (199 utility models published on 2013-01-02; bibliographic facts
// only). Source: CarrotC/Naive-Bayesian-Classifier @ f9251771.
//
//go:embed sample/cnipr_patents.csv
var CNIPRPatents []byte
