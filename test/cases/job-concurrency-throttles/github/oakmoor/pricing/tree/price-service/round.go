package main

// Banker's rounding, as the ERP does it.
func round(cents int64) int64 { return halfEven(cents) }
