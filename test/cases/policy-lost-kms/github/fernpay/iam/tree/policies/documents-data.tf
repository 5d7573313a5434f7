resource "aws_iam_policy" "documents_data" {
  name   = "documents-data"
  policy = data.aws_iam_policy_document.documents_data.json
}

data "aws_iam_policy_document" "documents_data" {
  statement {
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["arn:aws:s3:::fernpay-documents-live/*"]
  }
  statement {
    actions   = ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"]
    resources = [var.documents_key]
  }
}
