package field.lark.quote

import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody

class RatingClient(private val http: OkHttpClient, private val settings: ClientSettings) {

    fun rate(risk: Risk): Premium {
        val call = Request.Builder()
            .url(settings.url + "/rate")
            .post(Json.encode(risk).toRequestBody(JSON))
            .build()
        http.newCall(call).execute().use { response ->
            val body = response.body!!.string()
            if (!response.isSuccessful) throw RatingFailed(response.code, body)
            return Json.decode(body)
        }
    }
}
