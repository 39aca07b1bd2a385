import { addresses } from "./addresses";
import { backend, Platform } from "./platform";

test("makes what terraform-backend.hcl names, at lasting addresses", () => {
  const json = new Platform().json("state");
  expect(addresses(json)).toMatchSnapshot();
  const one = (type: string) => Object.values(json.resource[type] ?? {});
  expect(one("aws_s3_bucket")).toMatchObject([{ bucket: backend.bucket }]);
  expect(one("aws_dynamodb_table")).toMatchObject([{ name: backend.dynamodb_table }]);
  expect(one("aws_kms_alias")).toMatchObject([{ name: backend.kms_key_id }]);
});
