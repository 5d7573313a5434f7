package com.orchard.quote;

public class QuoteAssembler {
    public Quote assemble(Basket basket, Address address) {
        TaxQuoter quoter = flags.boolVariation("inline-tax-quotes", context(basket), false) ? inline : remote;
        Money tax = quoter.quote(basket, address).total();
        Money shipping = shipping(basket, address).rounded();
        return new Quote(basket.total(), tax, shipping);
    }
}
