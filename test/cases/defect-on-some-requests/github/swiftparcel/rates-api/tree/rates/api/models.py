from pydantic import BaseModel, Field


class Parcel(BaseModel):
    country: str = Field(min_length=2, max_length=2)
    postcode: str
    pieces: int = 1
    length: int = 0
    width: int = 0
    height: int = 0
    express: bool = False


class QuoteRequest(BaseModel):
    parcels: list[Parcel] = Field(min_length=1, max_length=50)


class QuoteResponse(BaseModel):
    quotes: list[dict]

    @classmethod
    def of(cls, request, prices):
        return cls(quotes=[{k: str(v) for k, v in p.items()} for p in prices])
