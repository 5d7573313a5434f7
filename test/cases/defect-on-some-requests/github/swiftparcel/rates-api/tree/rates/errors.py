TOO_MANY = "Please quote at most 50 parcels at once."
NO_TARIFF = "We do not ship to this country yet."
