import boto3

BUCKET = "fernpay-documents-live"
s3 = boto3.client("s3")


def read(key):
    obj = s3.get_object(Bucket=BUCKET, Key=key)
    return obj["Body"]
