import { Testing } from "cdktf";
import { readBackend } from "../../stacks/backend";
import { estate } from "../../stacks/environments";
import { StateStack } from "../../stacks/state-stack";
import { addresses, synthesized } from "./addresses";

test("makes what terraform-backend.hcl names, at lasting addresses", async () => {
  const backend = await readBackend("terraform-backend.hcl", estate);
  const json = synthesized(new StateStack(Testing.app(), "state", { estate, backend }));
  expect(addresses(json)).toMatchSnapshot();
  const one = (type: string) => Object.values(json.resource[type] ?? {});
  expect(one("aws_s3_bucket")).toMatchObject([{ bucket: backend.bucket }]);
  expect(one("aws_dynamodb_table")).toMatchObject([{ name: backend.dynamodb_table }]);
  expect(one("aws_kms_alias")).toMatchObject([{ name: backend.kms_key_id }]);
});
