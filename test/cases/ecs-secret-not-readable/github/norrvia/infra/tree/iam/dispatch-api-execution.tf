resource "aws_iam_role_policy" "dispatch_api_execution_secrets" {
  role = aws_iam_role.dispatch_api_execution.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["secretsmanager:GetSecretValue"]
      Resource = "arn:aws:secretsmanager:eu-north-1:518204733916:secret:prod/dispatch/*"
    }]
  })
}
