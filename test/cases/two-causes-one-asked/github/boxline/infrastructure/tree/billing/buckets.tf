resource "aws_s3_bucket" "documents" {
  bucket = "boxline-documents"
}

resource "aws_s3_bucket" "templates" {
  bucket = "boxline-templates"
}
