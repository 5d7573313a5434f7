import boto3

from renderer.settings import BUCKET

s3 = boto3.client("s3")


def store(invoice, pdf: bytes) -> str:
    key = f"pdf/{invoice.date:%Y/%m}/{invoice.number}.pdf"
    s3.put_object(Bucket=BUCKET, Key=key, Body=pdf, ContentType="application/pdf")
    return key
