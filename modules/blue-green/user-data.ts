export interface UserDataProps {
  readonly region: string;
  /** TCP port that the application listens on. */
  readonly port: number;
}

/**
 * First boot of an Amazon Linux 2023 instance: Node.js, the application's environment, the CodeDeploy agent.
 *
 * The agent comes last, and its package starts it: as soon as it runs it may be told to install a revision.
 * A step that fails leaves no agent behind, so the instance never passes for a deployed one.
 */
export function userData(props: UserDataProps): string {
  const { region, port } = props;
  const agent = `https://aws-codedeploy-${region}.s3.${region}.amazonaws.com/latest/install`;
  const lines = [
    "#!/bin/bash",
    "set -euo pipefail",
    "dnf install -y nodejs22 ruby",
    // The hooks of a revision take it over; a revision itself carries no settings of an environment.
    "install -d -m 0755 /etc/slipway",
    `printf 'PORT=%s\\n' ${port} > /etc/slipway/environment`,
    `curl --fail --silent --show-error --retry 5 --output /tmp/codedeploy-install ${agent}`,
    // Without a region the installer asks IMDSv1 for it, which answers nothing here.
    `AWS_REGION=${region} ruby /tmp/codedeploy-install auto`,
    "rm /tmp/codedeploy-install",
    "systemctl enable --now codedeploy-agent",
  ];
  return `${lines.join("\n")}\n`;
}
