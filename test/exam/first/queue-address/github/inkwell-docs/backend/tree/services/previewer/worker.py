import boto3

WAIT_SECONDS = 20
VISIBILITY = 300


def poll(queue_url: str):
    sqs = boto3.client("sqs")
    while True:
        got = sqs.receive_message(QueueUrl=queue_url, WaitTimeSeconds=WAIT_SECONDS, MaxNumberOfMessages=10, VisibilityTimeout=VISIBILITY)
        yield from got.get("Messages", [])
