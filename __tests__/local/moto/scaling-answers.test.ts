import { AutoScaling } from "@aws-sdk/client-auto-scaling";
import type { LocalService } from "../../../local/gateway/service";
import { ScalingAnswers } from "../../../local/moto/scaling-answers";
import { fakeAws, type FakeAws } from "../fake-context";

/** As moto 5.2 answers. */
const ANSWERS: Readonly<Record<string, string>> = {
  DescribeLifecycleHooks:
    "<LifecycleHooks><member><LifecycleHookName>ready</LifecycleHookName>" +
    "<NotificationTargetARN>arn:aws:sqs:us-east-1:123456789012:my-queue</NotificationTargetARN>" +
    "<RoleARN>arn:aws:iam::1234567890:role/my-auto-scaling-role</RoleARN></member></LifecycleHooks>",
  DescribePolicies:
    "<ScalingPolicies><member><PolicyName>cpu</PolicyName><PredictiveScalingConfiguration>" +
    "<MetricSpecifications></MetricSpecifications></PredictiveScalingConfiguration></member></ScalingPolicies>",
};
const moto: LocalService = {
  scopes: ["autoscaling"],
  handle({ operation = "" }) {
    const body = `<${operation}Response><${operation}Result>${ANSWERS[operation] ?? ""}</${operation}Result></${operation}Response>`;
    return Promise.resolve({ status: 200, headers: {}, body, origin: "moto" });
  },
};

let aws: FakeAws;
let client: AutoScaling;
beforeAll(async () => {
  aws = await fakeAws(() => [new ScalingAnswers(), moto]);
  client = new AutoScaling(aws.client);
});
afterAll(() => aws.close());

test("a hook has no queue and no role that nobody gave it", async () => {
  const { LifecycleHooks } = await client.describeLifecycleHooks({ AutoScalingGroupName: "shop-blue" });
  expect(LifecycleHooks).toEqual([{ LifecycleHookName: "ready" }]);
});

test("a policy acts, and predicts nothing", async () => {
  const { ScalingPolicies } = await client.describePolicies({});
  expect(ScalingPolicies).toEqual([{ PolicyName: "cpu", Enabled: true }]);
});
