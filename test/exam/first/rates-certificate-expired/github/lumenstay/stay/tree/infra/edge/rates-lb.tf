resource "aws_lb_listener" "rates_https" {
  load_balancer_arn = aws_lb.rates.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = data.aws_acm_certificate.rates.arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.rates.arn
  }
}
