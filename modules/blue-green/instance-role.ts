import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { groupArn, type Location } from "../location";
import { BucketReader } from "../security/bucket-reader";

export interface InstanceRoleProps {
  readonly location: Location;
  readonly name: string;
  /** Names of the groups whose launch hooks its instances complete. */
  readonly autoScalingGroupNames: readonly string[];
  /** The agent calls CodeDeploy's endpoint of a private network, which asks for permissions. */
  readonly privateEndpoint: boolean;
  readonly logGroupArn: string;
  readonly metricNamespace: string;
  /** Where revisions come from; its own policies must allow this role when it lies in another account. */
  readonly artifacts: { readonly bucketArn: string; readonly keyArn: string; readonly prefix: string };
}

/** What an instance may do: be managed by Systems Manager, say that it is ready, log, and read revisions. */
export class InstanceRole extends Construct {
  readonly role: IamRole;
  readonly profile: IamInstanceProfile;

  constructor(scope: Construct, id: string, props: InstanceRoleProps) {
    super(scope, id);
    const { name, location, artifacts } = props;
    const trust = new DataAwsIamPolicyDocument(this, "trust", {
      statement: [
        {
          actions: ["sts:AssumeRole"],
          principals: [{ type: "Service", identifiers: ["ec2.amazonaws.com"] }],
        },
      ],
    });
    this.role = new IamRole(this, "role", { name, assumeRolePolicy: trust.json });
    new IamRolePolicyAttachment(this, "managed-by-ssm", {
      role: this.role.name,
      policyArn: `arn:${location.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore`,
    });
    new BucketReader(this, "releases", { role: this.role, ...artifacts });
    const document = new DataAwsIamPolicyDocument(this, "document", { statement: statements(props) });
    new IamRolePolicy(this, "policy", { name, role: this.role.name, policy: document.json });
    this.profile = new IamInstanceProfile(this, "profile", { name, role: this.role.name });
  }
}

function statements(props: InstanceRoleProps): DataAwsIamPolicyDocumentStatement[] {
  const { location, autoScalingGroupNames, logGroupArn, metricNamespace, privateEndpoint } = props;
  return [
    {
      sid: "SayThatItIsReady",
      actions: ["autoscaling:CompleteLifecycleAction"],
      resources: autoScalingGroupNames.map((group) => groupArn(location, group)),
    },
    {
      sid: "WriteOwnLog",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [`${logGroupArn}:*`],
    },
    {
      sid: "WriteOwnMetrics",
      actions: ["cloudwatch:PutMetricData"],
      // Metrics are no resources; their namespace tells them apart.
      resources: ["*"],
      condition: [{ test: "StringEquals", variable: "cloudwatch:namespace", values: [metricNamespace] }],
    },
    // https://docs.aws.amazon.com/codedeploy/latest/userguide/vpc-endpoints.html
    ...(privateEndpoint
      ? [
          {
            sid: "TakeDeployments",
            actions: [
              "codedeploy-commands-secure:GetDeploymentSpecification",
              "codedeploy-commands-secure:PollHostCommand",
              "codedeploy-commands-secure:PutHostCommandAcknowledgement",
              "codedeploy-commands-secure:PutHostCommandComplete",
            ],
            // These calls know no resources.
            resources: ["*"],
          },
        ]
      : []),
  ];
}
