import { spawnSync } from "node:child_process";
import { completedHooks } from "../../../local/auto-scaling/user-data";
import { LAUNCH_HOOK } from "../../../modules/blue-green/launch-hook";
import { userData, type UserDataProps } from "../../../modules/blue-green/user-data";

const props: UserDataProps = {
  region: "eu-central-1",
  port: 9090,
  autoScalingGroup: "shop-dev-blue",
  logGroup: "/instances/shop",
  metricNamespace: "shop",
  imageIsReady: false,
  privateEndpoint: false,
  sha256: "unchecked",
};
const script = userData(props);
const ready = userData({ ...props, imageIsReady: true });

/** Runs a script with stand-ins for all that it calls; what they were called with, in order. */
function run(text: string, failing = "none"): readonly string[] {
  const commands = [
    "aws",
    "cat",
    "curl",
    "dnf",
    "echo",
    "install",
    "rm",
    "rpm",
    "sha256sum",
    "systemctl",
    "uname",
    "usermod",
    "/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl",
  ];
  const standIns = commands.map(
    (name) => `${name}() { printf '%s\\n' "${name} $*" >&2; [[ "${name} $*" != *"${failing}"* ]]; }`,
  );
  const quiet = text.replace(/^printf .*$/m, "");
  const { stderr } = spawnSync("bash", ["-c", [...standIns, quiet].join("\n")], { encoding: "utf8" });
  return stderr.trimEnd().split("\n");
}

interface Entry {
  readonly log_group_name: string;
  readonly log_stream_name: string;
}

interface AgentConfiguration {
  readonly agent: unknown;
  readonly logs: {
    readonly logs_collected: Record<"journald" | "files", { readonly collect_list: Entry[] }>;
  };
  readonly metrics: {
    readonly namespace: string;
    readonly metrics_collected: Record<string, { readonly append_dimensions: unknown }>;
  };
}

/** What the CloudWatch agent reads. */
function configured(text: string): AgentConfiguration {
  const [, json = ""] = /cloudwatch-agent\.json <<'END'\n(.*?)\nEND\n/s.exec(text) ?? [];
  return JSON.parse(json) as AgentConfiguration;
}

describe.each([
  ["a plain image", script],
  ["a ready image", ready],
])("user data of %s", (_, text) => {
  it("says that the instance is ready when its agent runs and reaches CodeDeploy, and not before", () => {
    const calls = run(text);
    const said = calls.findIndex((call) => call.startsWith("aws "));
    expect(calls[said]).toContain("--lifecycle-action-result CONTINUE");
    expect(said).toBe(calls.length - 1);
    expect(calls).toContain("systemctl is-active codedeploy-agent");
    expect(calls.join()).toContain("https://codedeploy-commands.eu-central-1.amazonaws.com");
  });

  it.each(["fetch-config", "is-active", "codedeploy-commands", "restart codedeploy-agent"])(
    "gives the instance up at once when it fails at %s",
    (failing) => {
      const said = run(text, failing).filter((call) => call.startsWith("aws "));
      expect(said).toHaveLength(1);
      expect(said[0]).toContain("--lifecycle-action-result ABANDON");
    },
  );

  it("completes the launch hook of its own group", () => {
    expect(completedHooks(text)).toEqual([{ group: "shop-dev-blue", hook: LAUNCH_HOOK }]);
  });

  it("gives the application its port", () => {
    expect(text).toContain("printf 'PORT=%s\\n' 9090 > /etc/slipway/environment");
  });
});

describe("the CloudWatch agent", () => {
  it("runs before the CodeDeploy agent, and is no root", () => {
    const calls = run(script);
    const at = (part: string) => calls.findIndex((call) => call.includes(part));
    expect(at("dnf install -y nodejs22 amazon-cloudwatch-agent")).toBeLessThan(at("agent-ctl"));
    expect(at("agent-ctl -a fetch-config -m ec2 -s -c file:")).toBeLessThan(at("rpm --install"));
    expect(calls).toContain("usermod --append --groups systemd-journal cwagent");
    expect(configured(script).agent).toEqual({ run_as_user: "cwagent", omit_hostname: true });
  });

  it("ships the journal and what deployments say to the log group, a stream each an instance", () => {
    const { journald, files } = configured(script).logs.logs_collected;
    const lists = [...journald.collect_list, ...files.collect_list];
    expect(lists.map(({ log_group_name: group, log_stream_name: stream }) => [group, stream])).toEqual([
      ["/instances/shop", "{instance_id}/journal"],
      ["/instances/shop", "{instance_id}/codedeploy-agent"],
      ["/instances/shop", "{instance_id}/deployments"],
    ]);
  });

  it("counts memory and disk of the whole colour in its own namespace", () => {
    const { namespace, metrics_collected: collected } = configured(script).metrics;
    expect(namespace).toBe("shop");
    expect(Object.keys(collected)).toEqual(["mem", "disk"]);
    for (const one of Object.values(collected))
      expect(one.append_dimensions).toEqual({ AutoScalingGroupName: "shop-dev-blue" });
  });
});

describe("the CodeDeploy agent", () => {
  it("is installed in one version, from the region's own bucket, when all it needs is there", () => {
    const calls = run(script);
    const at = (part: string) => calls.findIndex((call) => call.includes(part));
    expect(script).toContain("package=codedeploy-agent-2.1.0-9745926189.$(uname --machine).rpm");
    expect(script).toContain(
      "https://aws-codedeploy-eu-central-1.s3.eu-central-1.amazonaws.com/releases/$package",
    );
    expect(at("rpm --install")).toBeGreaterThan(at("dnf install -y nodejs22"));
    expect(at("rpm --install")).toBeGreaterThan(at("codedeployagent.yml"));
  });

  it.each([
    ["of a damaged package", "rpm --checksig"],
    ["of another package than the checksum's", "sha256sum --check"],
  ])("is not installed %s", (_, failing) => {
    const calls = run(userData({ ...props, sha256: "0".repeat(64) }), failing);
    expect(calls.filter((call) => call.startsWith("rpm --install"))).toEqual([]);
    expect(calls.join()).toContain(failing);
  });

  it("is installed by no script, and not at all where the image brings it", () => {
    expect(script).not.toContain("ruby");
    expect(run(ready).filter((call) => /^(dnf|rpm) /.test(call))).toEqual([]);
  });

  it.each([
    [false, ":enable_auth_policy: false", "https://codedeploy-commands.eu-central-1"],
    [true, ":enable_auth_policy: true", "https://codedeploy-commands-secure.eu-central-1"],
  ])("calls the endpoint of a private network: %s", (privateEndpoint, setting, endpoint) => {
    const text = userData({ ...props, privateEndpoint });
    expect(text).toContain(setting);
    expect(text).toContain(endpoint);
    expect(text).toContain(":disable_imds_v1: true");
  });
});
