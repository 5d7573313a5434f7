package field.lark.quote

import java.math.BigDecimal
import java.time.LocalDate

data class QuoteResponse(
    val id: String,
    val premium: BigDecimal,
    val validUntil: LocalDate,
    val brokerReference: String? = null,
)
