package field.lark.quote

import org.springframework.web.bind.annotation.PostMapping
import org.springframework.web.bind.annotation.RequestBody
import org.springframework.web.bind.annotation.RestController

@RestController
class QuoteController(private val rating: RatingClient, private val store: QuoteStore) {

    @PostMapping("/v2/quotes")
    fun create(@RequestBody request: QuoteRequest): QuoteResponse {
        val premium = rating.rate(request.risk)
        val quote = store.save(request, premium)
        return QuoteResponse(id = quote.id, premium = premium.gross, validUntil = quote.validUntil, brokerReference = request.brokerReference)
    }
}
