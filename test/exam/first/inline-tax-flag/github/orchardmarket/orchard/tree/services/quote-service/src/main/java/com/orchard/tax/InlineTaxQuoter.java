package com.orchard.tax;

public class InlineTaxQuoter implements TaxQuoter {
    private final AddressResolver resolver;
    private final RateTable rates;

    public InlineTaxQuoter(AddressResolver resolver, RateTable rates) {
        this.resolver = resolver;
        this.rates = rates;
    }

    @Override
    public TaxQuote quote(Basket basket, Address address) {
        Jurisdiction jurisdiction = resolver.resolve(address);
        return rates.forCode(jurisdiction.getCode()).apply(basket);
    }
}
