import { AutoScalingClient, SetDesiredCapacityCommand } from "@aws-sdk/client-auto-scaling";
import type { App } from "cdktf";
import type { LocalAws } from "../../local/local-aws";
import { refusals } from "../../scripts/plan-check";
import { ArtifactsStack } from "../../stacks/artifacts-stack";
import { deployRoles } from "../../stacks/deploy-roles";
import type { Estate } from "../../stacks/estate/estate";
import { parseEstate } from "../../stacks/estate/parse";
import { NetworkStack } from "../../stacks/network-stack";
import { ServiceStack } from "../../stacks/service-stack";
import { Deployment } from "../local/deployment";
import { estateWith } from "./estate/estate-with";
import { backend } from "./platform";

jest.setTimeout(400_000);

const DEV = "222222222222";
const STACK = "dev-web";
const firewall = {
  mode: "count",
  managedRules: ["AWSManagedRulesCommonRuleSet", "AWSManagedRulesSQLiRuleSet"],
  requestsPerAddress: 500,
};

let deployment: Deployment | undefined;
let hostedZone = "";

function deployed(): Deployment {
  if (deployment === undefined) throw new Error("nothing is deployed");
  return deployment;
}

/** Dev with a domain and a firewall, changed further. */
function estate(changes: Record<string, unknown> = {}): Estate {
  return parseEstate(
    estateWith({
      "web.dev.loadBalancer.tls": { hostedZone, domain: "dev.example.com" },
      "web.dev.loadBalancer.firewall": firewall,
      ...changes,
    }),
  );
}

function stacksOf(estate: Estate): (app: App) => void {
  return (app) => {
    const [environment] = estate.environments;
    const [service] = estate.services;
    const [toDev] = service?.deployments ?? [];
    if (environment === undefined || toDev === undefined) throw new Error("the data must have dev and web");
    const artifacts = new ArtifactsStack(app, "artifacts", { estate });
    const network = new NetworkStack(app, "dev-network", { estate, environment });
    new ServiceStack(app, STACK, { estate, deployment: toDev, network, artifacts });
  };
}

/** As an administrator does who has bought a domain. */
async function makeZone(aws: LocalAws): Promise<string> {
  const { accessKeyId, sessionToken } = await aws.credentials(DEV);
  const answer = await fetch(`${aws.endpoint}/2013-04-01/hostedzone`, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/route53/aws4_request, SignedHeaders=host, Signature=s`,
      "x-amz-security-token": sessionToken,
    },
    body:
      '<CreateHostedZoneRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/">' +
      "<Name>example.com</Name><CallerReference>1</CallerReference></CreateHostedZoneRequest>",
  });
  const text = await answer.text();
  const [, id] = /<Id>\/hostedzone\/(\w+)<\/Id>/.exec(text) ?? [];
  if (id === undefined) throw new Error(text);
  return id;
}

beforeAll(async () => {
  deployment = await Deployment.start(20, undefined, async (aws) => {
    hostedZone = await makeZone(aws);
    return deployRoles({ estate: estate(), backend });
  });
  deployment.synthesize(stacksOf(estate()));
  const key = Object.keys(deployment.synthesized("artifacts").resource["aws_kms_key"] ?? {}).join();
  await Promise.all([
    deployment.apply("dev-network"),
    deployment.apply("artifacts", `-target=aws_kms_key.${key}`),
  ]);
  await deployment.apply(STACK);
});

afterAll(async () => {
  await deployment?.close();
}, 60_000);

test("a domain, its certificate, a firewall and logs are there, and a second plan finds no difference", async () => {
  expect(await deployed().differs(STACK)).toBe(false);
});

test("a plan that would take away what carries traffic is refused", async () => {
  const autoScaling = new AutoScalingClient(deployed().client({ account: DEV, region: "eu-west-1" }));
  const blue = { AutoScalingGroupName: "slipway-dev-web-blue", DesiredCapacity: 2 };
  await autoScaling.send(new SetDesiredCapacityCommand(blue));
  const changes = { "services.web.port": 9090, "web.dev.fleet.minimum": 1, "web.dev.fleet.maximum": 1 };
  deployed().synthesize(stacksOf(estate(changes)));
  await deployed().differs(STACK);
  expect(refusals(await deployed().shown(STACK), ["dev"])).toEqual([
    expect.stringMatching(
      /^aws_autoscaling_group\.blue_\S+: max_size must be at least 2, as many as run, got 1$/,
    ),
    expect.stringMatching(/^aws_lb_target_group\.blue_\S+: must not be replaced, since it carries traffic$/),
  ]);
  await autoScaling.send(new SetDesiredCapacityCommand({ ...blue, DesiredCapacity: 0 }));
});

test("changes in place, and then differs no more", async () => {
  const changes = {
    "environments.dev.logRetentionDays": 60,
    "web.dev.loadBalancer.firewall": { ...firewall, mode: "block", requestsPerAddress: 600 },
  };
  deployed().synthesize(stacksOf(estate(changes)));
  await deployed().apply(STACK);
  expect(await deployed().differs(STACK)).toBe(false);
});

test("goes as a whole", async () => {
  await deployed().differs(STACK, "-destroy");
  expect(refusals(await deployed().shown(STACK), ["dev"])).toEqual([]);
  await deployed().destroy(STACK);
  expect(await deployed().differs(STACK, "-destroy")).toBe(false);
});
