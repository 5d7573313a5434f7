resource "aws_lb" "wallet_public" {
  name               = "wallet-public"
  load_balancer_type = "application"
  subnets            = var.public_subnets
  security_groups    = [aws_security_group.alb.id]
  idle_timeout       = 60
  enable_http2       = true
}

resource "aws_lb_target_group" "wallet_api" {
  name        = "wallet-api"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = var.vpc_id

  deregistration_delay = 60

  health_check {
    path     = "/healthz"
    interval = 10
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.wallet_public.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = var.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.wallet_api.arn
  }
}
