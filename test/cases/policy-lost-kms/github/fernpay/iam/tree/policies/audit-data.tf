resource "aws_iam_policy" "audit_data" {
  name = "audit-data"
}
