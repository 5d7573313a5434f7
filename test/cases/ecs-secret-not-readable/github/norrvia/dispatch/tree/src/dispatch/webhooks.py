import hashlib
import hmac

from fastapi import APIRouter, HTTPException, Request

from dispatch.settings import settings

router = APIRouter()


@router.post("/webhooks/carriers/{carrier}")
async def carrier(carrier: str, request: Request):
    body = await request.body()
    expected = hmac.new(settings.carrier_webhook_key.encode(), body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, request.headers.get("x-signature", "")):
        raise HTTPException(401)
    await handle(carrier, await request.json())
    return {"ok": True}
