import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "plain-http-listener",
  on: "listener",
  title: "A load balancer takes requests from the internet in plain text",
  severity: "warning",
  risk: "orchestrator",
  why: `What is sent over plain http can be read and changed on its way: passwords, sessions, answers. A listener on port 80 that only redirects to https is left alone, and so is one of a load balancer inside of the network, or whose place only deployment knows. Where CloudFront or another proxy ends TLS in front, let the load balancer accept requests from there alone.`,
  refs: ["NIST SP 800-190 4.3.3", "CWE-319", "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html"],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_2" },
    { tool: "trivy", id: "AWS-0054" },
  ],

  *check({ protocol, actions, scheme }) {
    if (!protocol.is("HTTP") || !scheme.is("internet-facing")) return;
    if (actions.length === 0 || !actions.every(({ type }) => type.is("forward"))) return;
    yield { at: protocol.at, message: "Requests from the internet are taken in plain text and passed on: redirect them to https." };
  },

  examples: [
    bad(cloudformation`
      Resources:
        Balancer:
          Type: AWS::ElasticLoadBalancingV2::LoadBalancer
          Properties: { Scheme: internet-facing }
        Listener:
          Type: AWS::ElasticLoadBalancingV2::Listener
          Properties:
            LoadBalancerArn: !Ref Balancer
            Port: 80
            Protocol: «HTTP»
            DefaultActions:
              - { Type: forward, TargetGroupArn: !Ref Targets }
    `),
    bad(terraform`
      resource "aws_lb" "shop" {
        internal = false
      }

      resource "aws_lb_listener" "shop" {
        load_balancer_arn = aws_lb.shop.arn
        port              = 80
        protocol          = «"HTTP"»

        default_action {
          type             = "forward"
          target_group_arn = aws_lb_target_group.shop.arn
        }
      }
    `),
    good(terraform`
      resource "aws_lb" "shop" {
        internal = false
      }

      resource "aws_lb_listener" "redirect" {
        load_balancer_arn = aws_lb.shop.arn
        port              = 80
        protocol          = "HTTP"

        default_action {
          type = "redirect"
          redirect {
            protocol    = "HTTPS"
            status_code = "HTTP_301"
          }
        }
      }

      resource "aws_lb_listener" "other" {
        load_balancer_arn = var.balancer
        protocol          = "HTTP"

        default_action {
          type             = "forward"
          target_group_arn = aws_lb_target_group.shop.arn
        }
      }
    `).because("A redirect, and a load balancer that this file does not show."),
    good(cloudformation`
      Resources:
        Balancer:
          Type: AWS::ElasticLoadBalancingV2::LoadBalancer
          Properties: { Scheme: internal }
        Listener:
          Type: AWS::ElasticLoadBalancingV2::Listener
          Properties:
            LoadBalancerArn: !Ref Balancer
            Port: 80
            Protocol: HTTP
            DefaultActions:
              - { Type: forward, TargetGroupArn: !Ref Targets }
    `).because("Inside of the network."),
  ],
});
