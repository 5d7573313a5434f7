data "aws_iam_policy_document" "invoice_renderer" {
  statement {
    sid       = "WriteDocuments"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.documents.arn}/invoices/*"]
  }
  statement {
    sid       = "ReadTemplates"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.templates.arn}/*"]
  }
}

resource "aws_iam_role_policy" "invoice_renderer" {
  name   = "documents"
  role   = aws_iam_role.invoice_renderer.id
  policy = data.aws_iam_policy_document.invoice_renderer.json
}
