resource "aws_scheduler_schedule" "weekly_search_load" {
  name                = "weekly-search-load"
  schedule_expression = "cron(0 20 ? * WED *)"
  flexible_time_window { mode = "OFF" }
}
