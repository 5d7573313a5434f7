from fastapi import APIRouter, Depends

from rates.api.models import QuoteRequest, QuoteResponse
from rates.deps import current_tariff, zone_table
from rates.pricing.quote import price_parcel

router = APIRouter(prefix="/v1/quotes")


@router.post("", response_model=QuoteResponse)
async def create_quote(body: QuoteRequest, tariff=Depends(current_tariff), zones=Depends(zone_table)):
    prices = [price_parcel(tariff, zones, parcel) for parcel in body.parcels]
    return QuoteResponse.of(body, prices)
