package command

// All lists every command of the program in the order of the help. A new command is one line here and one file beside.
func All() []Command {
	return []Command{
		precheck(),
		allocate(),
		recovery(),
		waterfall(),
		topUp(),
		coverage(),
		ladder(),
		subsidy(),
		eligible(),
		workdays(),
		identify(),
		amount(),
		fees(),
		calc(),
		runGolden(),
		simulation(),
		demo(),
		report(),
		bundle(),
		watchCases(),
		monitorDay(),
		importRights(),
		takeOver(),
		assignClaims(),
		rules(),
		recalculate(),
		verify(),
		keys(),
		auditChain(),
		backup(),
		restore(),
		bench(),
	}
}
