BUCKET = "boxline-documents"
TEMPLATES = "boxline-templates"
