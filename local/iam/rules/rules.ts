import type { Members } from "../reference";
import { autoScaling } from "./auto-scaling";
import { codeDeploy } from "./code-deploy";
import type { Rules } from "./rule";
import { s3 } from "./s3";

/** What the Service Authorization Reference does not say, by service. */
export const rules: Readonly<Record<string, Rules>> = {
  autoscaling: autoScaling,
  codebuild: {
    BatchGetBuilds: {
      source:
        "https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html",
      // An id is `project:uuid`.
      resources: ({ account, region, parameters }) =>
        Promise.resolve(
          (parameters.ids as readonly string[]).map(
            (id) => `arn:aws:codebuild:${region}:${account}:project/${id.split(":")[0]}`,
          ),
        ),
    },
  },
  codedeploy: codeDeploy,
  lambda: {
    Invoke: {
      source: "https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html",
      action: "lambda:InvokeFunction",
    },
  },
  s3,
  sts: {
    GetCallerIdentity: {
      source: "https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html",
      open: true,
    },
  },
};

/** Members of a service's inputs that hold a variable of its ARNs under another name. */
export const members: Readonly<Record<string, Members>> = {
  autoscaling: { GroupFriendlyName: "AutoScalingGroupName" },
  codepipeline: { PipelineName: "name" },
  s3: { BucketName: "Bucket", ObjectName: "Key" },
};
