import smtplib


def send(body, to):
    # one connection per batch keeps us under the provider's limit
    with smtplib.SMTP("email-smtp.us-east-1.amazonaws.com", 587) as smtp:
        smtp.sendmail("no-reply@acme.example", to, body)
