import { Token } from "cdktf";
import { SecurityGroups } from "../../../modules/blue-green/security-groups";
import type { SecurityGroupsProps } from "../../../modules/blue-green/security-groups";
import { synth } from "../../synth";
import { attributes, resources } from "./resources";

const props: SecurityGroupsProps = {
  name: "shop-dev",
  vpcId: "vpc-1",
  productionPorts: [443, 80],
  productionSources: { "0-0-0-0-0": "0.0.0.0/0" },
  testPort: 8081,
  testSources: { "nat-eu-west-1a": Token.asString("192.0.2.7/32"), "10-0-0-0-8": "10.0.0.0/8" },
  fleetPort: 9090,
};
const json = synth((stack) => new SecurityGroups(stack, "groups", props));

describe("SecurityGroups", () => {
  it("lets in clients on the production ports, and the named sources on the test port", () => {
    const rules = attributes(json, "aws_vpc_security_group_ingress_rule")
      .filter((rule) => "cidr_ipv4" in rule)
      .map((rule) => `${String(rule.cidr_ipv4)} ${String(rule.from_port)}-${String(rule.to_port)}`);
    expect(rules.sort()).toEqual([
      "0.0.0.0/0 443-443",
      "0.0.0.0/0 80-80",
      "10.0.0.0/8 8081-8081",
      "192.0.2.7/32 8081-8081",
    ]);
  });

  it("lets nobody but the load balancer reach a fleet, on its port only", () => {
    const groups = Object.keys(resources(json, "aws_security_group"));
    const [fleet, balancer] = ["groups_fleet", "groups_load-balancer"].map((prefix) =>
      groups.find((id) => id.startsWith(prefix)),
    );
    const onPort = { ip_protocol: "tcp", from_port: 9090, to_port: 9090 };
    const toFleet = attributes(json, "aws_vpc_security_group_ingress_rule").filter(
      (rule) => rule.security_group_id === `\${aws_security_group.${fleet}.id}`,
    );
    expect(toFleet).toEqual([
      expect.objectContaining({
        ...onPort,
        referenced_security_group_id: `\${aws_security_group.${balancer}.id}`,
      }),
    ]);
    const outOfBalancer = attributes(json, "aws_vpc_security_group_egress_rule").filter(
      (rule) => rule.security_group_id === `\${aws_security_group.${balancer}.id}`,
    );
    expect(outOfBalancer).toEqual([
      expect.objectContaining({
        ...onPort,
        referenced_security_group_id: `\${aws_security_group.${fleet}.id}`,
      }),
    ]);
  });

  it("lets a fleet call HTTPS and nothing else", () => {
    const open = attributes(json, "aws_vpc_security_group_egress_rule").filter((rule) => "cidr_ipv4" in rule);
    expect(open).toEqual([
      expect.objectContaining({ cidr_ipv4: "0.0.0.0/0", ip_protocol: "tcp", from_port: 443, to_port: 443 }),
    ]);
  });

  it("lets a fleet without a way to the internet call the endpoints of its network, and nothing else", () => {
    const endpoints = {
      securityGroupId: "sg-endpoints",
      prefixListIds: { s3: "pl-s3", dynamodb: "pl-dynamodb" },
    };
    const inside = synth((stack) => new SecurityGroups(stack, "groups", { ...props, endpoints }));
    const https = { ip_protocol: "tcp", from_port: 443, to_port: 443 };
    const fleet = expect.stringMatching(/aws_security_group.groups_fleet/) as string;
    const out = attributes(inside, "aws_vpc_security_group_egress_rule").filter(
      ({ from_port }) => from_port === 443,
    );
    expect(out).toHaveLength(3);
    for (const peer of [
      { referenced_security_group_id: "sg-endpoints" },
      { prefix_list_id: "pl-s3" },
      { prefix_list_id: "pl-dynamodb" },
    ])
      expect(out).toContainEqual(expect.objectContaining({ security_group_id: fleet, ...peer, ...https }));
    expect(attributes(inside, "aws_vpc_security_group_ingress_rule")).toContainEqual(
      expect.objectContaining({
        security_group_id: "sg-endpoints",
        referenced_security_group_id: fleet,
        ...https,
      }),
    );
  });

  it("keeps a source's address when another one is added before it", () => {
    const more = synth(
      (stack) =>
        new SecurityGroups(stack, "groups", {
          ...props,
          testSources: { "172-16-0-0-12": "172.16.0.0/12", ...props.testSources },
        }),
    );
    const before = Object.keys(resources(json, "aws_vpc_security_group_ingress_rule"));
    expect(Object.keys(resources(more, "aws_vpc_security_group_ingress_rule"))).toEqual(
      expect.arrayContaining(before),
    );
  });
});
