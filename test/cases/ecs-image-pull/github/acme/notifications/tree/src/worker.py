def handle(message):
    if not message.get("to"):
        return
    template = load(message["template"])
    send(template.render(message["data"]), to=message["to"])
