package rules

func Load(rows []Row) *Table {
	t := &Table{}
	for _, row := range rows {
		t.byCountry[row.Country] = append(t.byCountry[row.Country], row.withRegion())
	}
	return t
}
