package rules

// Rate finds the rate of a country on a day.
func (t *Table) Rate(country string, day Day) (Rate, error) {
	rows, ok := t.byCountry[country]
	if !ok {
		return Rate{}, ErrNoCountry
	}
	return rows.on(day), nil
}
