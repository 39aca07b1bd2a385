import { ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";
import { LoadBalancer } from "../../../local/load-balancer/load-balancer";
import { Metrics } from "../../../local/metrics/metrics";
import { fakeAws } from "../fake-context";

test("what moto would keep and nobody here would do is refused before moto sees it", async () => {
  const fleet = { address: () => undefined };
  const launchHooks = { waits: () => Promise.resolve(false) };
  const aws = await fakeAws((context) => [
    new LoadBalancer(context, { fleet, launchHooks, metrics: new Metrics(context.clock) }, ""),
  ]);
  const client = new ElasticLoadBalancingV2({ ...aws.client, maxAttempts: 1 });
  const TargetGroupArn = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:targetgroup/blue/1";
  const outcome = await client
    .registerTargets({ TargetGroupArn, Targets: [{ Id: "i-1" }] })
    .catch((error: unknown) => String(error));
  await aws.close();
  expect(outcome).toContain("local AWS's balancers have no RegisterTargets");
});
