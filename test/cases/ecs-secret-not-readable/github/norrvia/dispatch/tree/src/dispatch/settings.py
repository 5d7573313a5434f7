from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
    carrier_webhook_key: str
    workers: int = 4
