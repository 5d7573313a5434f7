def filename(doc):
    return f"{doc.date:%Y-%m-%d}-{doc.kind}.pdf"
