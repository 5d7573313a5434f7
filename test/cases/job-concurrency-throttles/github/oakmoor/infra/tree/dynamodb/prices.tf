resource "aws_dynamodb_table" "prices" {
  name           = "prices"
  billing_mode   = "PROVISIONED"
  read_capacity  = 3000
  write_capacity = 800
  hash_key       = "sku"
}
