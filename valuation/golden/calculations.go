package golden

import "zhiya/valuation/market"

// calculations are all calculations by the name they have in the files.
var calculations = map[string]func(*reader) (Outputs, error){
	"rfr_annuity":                   reliefFromRoyalty,
	"royalty_on_profit":             royaltyOnProfit,
	"profit_share_equiv_investment": equivalentInvestment,
	"marginal_share":                marginalShare,
	"profit_share_fixed":            fixedShare,
	"increment_share":               incrementShare,
	"cost_and_price_savings":        savings,
	"with_without":                  withAndWithout,
	"volume_increment":              volumeIncrement,
	"annuity_two_stage":             twoStages,
	"weighted_price_premium":        weightedPremium,
	"excess_table_rounded":          excessTable,
	"trademark_buildup":             trademarkExcess,
	"cip_midyear":                   midYearWithPerpetuity,
	"incremental_stream":            incrementalStream,
	"npv_schedule":                  npvSchedule,
	"cac":                           contributoryCharges,
	"tab":                           taxAmortisation,
	"beijia":                        multiplier,
	"min_fee":                       minimumFee,
	"discount_off":                  forcedDiscount,
	"econ_life":                     economicLife,
	"quartiles_us":                  quartiles(market.USReg),
	"quartiles_halves":              quartiles(market.Halves),
	"capm":                          capitalAsset,
	"wara":                          weightedReturn,
	"hamada_wacc":                   hamada,
	"return_split_capitalise":       returnSplit,
}
