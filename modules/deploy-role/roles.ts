import { linkedRoleArn } from "../security/linked-role";
import { allow, type DeployScope, named, type Statement } from "./statement";

export interface RolesScope extends DeployScope {
  readonly deployRoleArn: string;
  /** Services that a role of the place is given to, such as `lambda.amazonaws.com`. */
  readonly passedTo: readonly string[];
  /** Policy that every role of the place must have as its boundary. */
  readonly boundaryArn: string;
}

const MAKE = ["iam:CreateRole", "iam:PutRolePermissionsBoundary"];
const CHANGE = [
  "iam:DeleteRole",
  "iam:DeleteRolePolicy",
  "iam:PutRolePolicy",
  "iam:TagRole",
  "iam:UntagRole",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateRole",
  "iam:UpdateRoleDescription",
];
const ATTACH = ["iam:AttachRolePolicy", "iam:DetachRolePolicy"];

/**
 * The roles of a place, by the beginning of their names. Whoever writes a role's policy could give it all that the
 * account has, so roles are made within a boundary only, and nothing here takes it away or changes it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function rolePermissions(scope: RolesScope): Statement[] {
  const roles = [named(scope, "iam", "role/NAME-*")];
  return [
    allow("MakeOwnRoles", MAKE, roles, { StringEquals: { "iam:PermissionsBoundary": [scope.boundaryArn] } }),
    allow(
      "ChangeOwnRoles",
      [
        ...CHANGE,
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:ListRolePolicies",
      ],
      roles,
    ),
    allow("GiveOwnRoles", ["iam:PassRole"], roles, {
      StringEquals: { "iam:PassedToService": scope.passedTo },
    }),
    // A deploy role whose own name begins like the place's would otherwise give itself whatever it wants.
    {
      sid: "NeverItself",
      effect: "Deny",
      actions: [...MAKE, ...CHANGE, ...ATTACH],
      resources: [scope.deployRoleArn],
    },
  ];
}

/** What instances are: a profile of the place, with a role that may have this one policy of AWS's own. */
export function instanceRolePermissions(scope: DeployScope): Statement[] {
  return [
    allow("AttachKnownPolicies", ATTACH, [named(scope, "iam", "role/NAME-*")], {
      ArnEquals: { "iam:PolicyARN": [`arn:${scope.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore`] },
    }),
    allow(
      "ChangeOwnProfiles",
      [
        "AddRoleToInstanceProfile",
        "CreateInstanceProfile",
        "DeleteInstanceProfile",
        "GetInstanceProfile",
        "RemoveRoleFromInstanceProfile",
        "TagInstanceProfile",
        "UntagInstanceProfile",
      ].map((operation) => `iam:${operation}`),
      [named(scope, "iam", "instance-profile/NAME-*")],
    ),
    // The first NAT gateway of an account may make its service's own role. No administrator makes it: it is documented
    // for regional gateways, and not whether IAM makes it without one.
    allow(
      "MakeServicesOwnRole",
      ["iam:CreateServiceLinkedRole"],
      [linkedRoleArn(scope, "ec2-nat-gateway.amazonaws.com")],
    ),
  ];
}
