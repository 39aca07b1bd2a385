import { userData } from "../../../modules/blue-green/user-data";

const script = userData({ region: "eu-central-1", port: 9090 });

describe("userData", () => {
  it("starts the agent last, when everything that a revision needs is there", () => {
    const lines = script.trimEnd().split("\n");
    expect(lines.at(-1)).toBe("systemctl enable --now codedeploy-agent");
    const at = (part: string) => lines.findIndex((line) => line.includes(part));
    expect(at("codedeploy-install auto")).toBeGreaterThan(at("nodejs22"));
    expect(at("codedeploy-install auto")).toBeGreaterThan(at("/etc/slipway/environment"));
  });

  it("stops at the first failure, so that an instance without its parts has no agent", () => {
    expect(script.split("\n").slice(0, 2)).toEqual(["#!/bin/bash", "set -euo pipefail"]);
  });

  it("gives the application its port", () => {
    expect(script).toContain("printf 'PORT=%s\\n' 9090 > /etc/slipway/environment");
  });

  it("takes the agent from the region's own bucket", () => {
    expect(script).toContain(
      "https://aws-codedeploy-eu-central-1.s3.eu-central-1.amazonaws.com/latest/install",
    );
    expect(script).toContain("AWS_REGION=eu-central-1 ruby /tmp/codedeploy-install auto");
  });
});
