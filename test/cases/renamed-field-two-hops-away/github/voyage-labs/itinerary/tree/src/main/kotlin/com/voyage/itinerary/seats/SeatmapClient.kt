package com.voyage.itinerary.seats

import com.fasterxml.jackson.annotation.JsonIgnoreProperties
import org.springframework.stereotype.Component
import org.springframework.web.client.RestClient

@JsonIgnoreProperties(ignoreUnknown = true)
data class Seat(val row: Int, val column: String, val cabinClass: String, val exit: Boolean = false)

@JsonIgnoreProperties(ignoreUnknown = true)
data class Layout(val flight: String, val aircraft: String, val seats: List<Seat>)

@Component
class SeatmapClient(private val http: RestClient) {
    fun layout(flight: String): Layout =
        http.get().uri("/flights/{id}/seats", flight).retrieve().body(Layout::class.java)!!
}
