import { bad, cloudformation, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

/** What the API takes where nothing is said, other than the console (same address as below). */
const byDefault = "ELBSecurityPolicy-2016-08";

export default rule({
  name: "outdated-tls-policy",
  on: "listener",
  title: "A load balancer still speaks TLS 1.0 or 1.1",
  severity: "info",
  risk: "orchestrator",
  why: `The security policy of a listener says which versions of TLS it speaks. Those before 1.2 have been withdrawn since 2021 (RFC 8996): whoever is on the way can talk old clients down to them. Where nothing is said, CloudFormation, Terraform and the controller of EKS take \`ELBSecurityPolicy-2016-08\`, which speaks 1.0; that is shown from the preset \`strict\` on.

The fix takes a policy with TLS 1.2 and 1.3. Clients that know neither no longer get in.`,
  refs: [
    "NIST SP 800-190 4.3.3",
    "CWE-327",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
    "https://www.rfc-editor.org/rfc/rfc8996",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_103" },
    { tool: "trivy", id: "AWS-0047" },
  ],

  *check({ protocol, tlsPolicy }) {
    if (!protocol.is((p) => p === "HTTPS" || p === "TLS") || tlsPolicy.opaque) return;
    const policy = tlsPolicy.unset ? byDefault : tlsPolicy.value;
    const oldest = policy === undefined ? undefined : oldestVersion(policy);
    if (oldest === undefined) return;
    yield {
      at: tlsPolicy.unset ? protocol.at : tlsPolicy.at,
      ...(tlsPolicy.unset ? { confidence: "low" as const } : {}),
      message: tlsPolicy.unset ? `Without a policy this listener has ${policy}, which speaks TLS ${oldest}.` : `${policy} speaks TLS ${oldest}.`,
      fixes: fix(`Set "${tlsPolicy.key}" to ${successor}`, "unsafe", tlsPolicy.set(successor)),
    };
  },

  examples: [
    bad(terraform`
      resource "aws_lb_listener" "shop" {
        load_balancer_arn = aws_lb.shop.arn
        port              = 443
        protocol          = "HTTPS"
        ssl_policy        = «"ELBSecurityPolicy-TLS-1-1-2017-01"»
        certificate_arn   = var.certificate
      }
    `).to(terraform`
      resource "aws_lb_listener" "shop" {
        load_balancer_arn = aws_lb.shop.arn
        port              = 443
        protocol          = "HTTPS"
        ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
        certificate_arn   = var.certificate
      }
    `),
    bad(cloudformation`
      Resources:
        Listener:
          Type: AWS::ElasticLoadBalancingV2::Listener
          Properties:
            LoadBalancerArn: !Ref Balancer
            Port: 443
            Protocol: «HTTPS»
            Certificates: [{ CertificateArn: !Ref Certificate }]
            DefaultActions:
              - { Type: forward, TargetGroupArn: !Ref Targets }
    `),
    bad(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata:
        name: shop
        annotations:
          alb.ingress.kubernetes.io/scheme: internet-facing
          alb.ingress.kubernetes.io/certificate-arn: arn:aws:acm:eu-west-1:111122223333:certificate/a1b2
          alb.ingress.kubernetes.io/ssl-policy: «ELBSecurityPolicy-2016-08»
      spec:
        ingressClassName: alb
        rules: [{ host: shop.example.com }]
    `),
    good(terraform`
      resource "aws_lb_listener" "shop" {
        load_balancer_arn = aws_lb.shop.arn
        protocol          = "HTTPS"
        ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
      }

      resource "aws_lb_listener" "plain" {
        load_balancer_arn = aws_lb.shop.arn
        protocol          = "HTTP"
      }

      resource "aws_lb_listener" "other" {
        load_balancer_arn = aws_lb.shop.arn
        protocol          = "HTTPS"
        ssl_policy        = var.policy
      }
    `).because("One speaks 1.2 and 1.3, one no TLS at all, and of the third only deployment knows."),
  ],
});

const successor = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/** The oldest version of TLS before 1.2 that a policy speaks. */
function oldestVersion(policy: string): "1.0" | "1.1" | undefined {
  if (/^ELBSecurityPolicy-(?:2015-05|2016-08|TLS-1-0-2015-04|FS-2018-06|TLS13-1-0-)/.test(policy)) return "1.0";
  return /^ELBSecurityPolicy-(?:TLS-1-1-2017-01|FS-1-1-2019-08|TLS13-1-1-)/.test(policy) ? "1.1" : undefined;
}
