import { exceptions } from "../../../scripts/security/exceptions";
import { judge, withoutHash } from "../../../scripts/security/findings";
import { policyExceptions } from "../../../scripts/security/policy-exceptions";
import { Platform } from "../../stacks/platform";

const platform = new Platform();
const everything = platform.ids.flatMap((id) => {
  const { resource, data = {} } = platform.json(id);
  return [...Object.values(resource), ...Object.values(data)]
    .flatMap((byName) => Object.keys(byName))
    .map((name) => `${id} ${withoutHash(name)}`);
});

test.each([
  ["checkov", exceptions],
  ["parliament", policyExceptions],
])("each exception for %s is about something that a stack has", (_scanner, accepted) => {
  const idle = accepted.filter((one) => {
    const findings = everything.map((where) => ({ check: one.check, name: "", where }));
    return judge(findings, [one]).unused.length > 0;
  });
  expect(idle).toEqual([]);
});
