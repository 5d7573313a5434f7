import requests


def charge(renewal):
    response = requests.post("https://api.paylane.example/v2/charges", json=renewal.body(), timeout=20)
    response.raise_for_status()
