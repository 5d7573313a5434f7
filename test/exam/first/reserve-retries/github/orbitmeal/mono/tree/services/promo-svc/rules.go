package promo

var campaigns = []Campaign{
	{Code: "LUNCH10", Percent: 10},
	{Code: "FIRSTBOX", Percent: 25},
	{Code: "WEEKEND15", Percent: 15},
}
