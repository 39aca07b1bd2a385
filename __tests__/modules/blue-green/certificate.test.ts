import { TerraformOutput } from "cdktf";
import { Certificate } from "../../../modules/blue-green/certificate";
import { synth } from "../../synth";
import { attributes, resources } from "./resources";

const json = synth((stack) => {
  const { arn } = new Certificate(stack, "certificate", {
    domain: "shop.example.com",
    hostedZone: "Z0123456789",
  });
  new TerraformOutput(stack, "arn", { value: arn, staticId: true });
});
const [certificate] = Object.keys(resources(json, "aws_acm_certificate"));
const [record] = Object.keys(resources(json, "aws_route53_record"));
const [issued] = Object.keys(resources(json, "aws_acm_certificate_validation"));

test("proves the domain by a record in the zone", () => {
  const option = (attribute: string) =>
    `\${tolist(aws_acm_certificate.${certificate}.domain_validation_options).0.${attribute}}`;
  expect(attributes(json, "aws_route53_record")).toEqual([
    {
      zone_id: "Z0123456789",
      name: option("resource_record_name"),
      type: option("resource_record_type"),
      records: [option("resource_record_value")],
      ttl: 300,
      allow_overwrite: true,
    },
  ]);
});

test("is there before another one goes", () => {
  expect(attributes(json, "aws_acm_certificate")).toEqual([
    {
      domain_name: "shop.example.com",
      validation_method: "DNS",
      lifecycle: { create_before_destroy: true },
    },
  ]);
});

test("is named only once it is issued", () => {
  expect(attributes(json, "aws_acm_certificate_validation")).toEqual([
    {
      certificate_arn: `\${aws_acm_certificate.${certificate}.arn}`,
      validation_record_fqdns: [`\${aws_route53_record.${record}.fqdn}`],
    },
  ]);
  expect(json).toContain(`"value": "\${aws_acm_certificate_validation.${issued}.certificate_arn}"`);
});
