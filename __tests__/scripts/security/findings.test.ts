import type { Exception } from "../../../scripts/security/exceptions";
import { judge, withoutHash } from "../../../scripts/security/findings";

const finding = (check: string, where: string) => ({ check, name: "", where });
const exception = (check: string, where: string): Exception => ({ check, where, reason: "" });

test("an exception is about its own check, in the places that its pattern means", () => {
  const found = [finding("A", "dev-web key"), finding("A", "dev-web keys"), finding("B", "dev-web key")];
  expect(judge(found, [exception("A", "*-web key")]).failures).toEqual([found[1], found[2]]);
  expect(judge(found, [exception("A", "dev-web k.y")]).failures).toEqual(found);
});

test("an exception that is about nothing any more is told", () => {
  const [used, unused] = [exception("A", "dev-*"), exception("A", "staging-*")];
  expect(judge([finding("A", "dev-web key")], [used, unused])).toEqual({ failures: [], unused: [unused] });
});

test("what CDKTF puts at the end of an address is not part of a name", () => {
  expect(withoutHash("state_states_bucket_19B89E02")).toBe("state_states_bucket");
  expect(withoutHash("state_states_BUCKET")).toBe("state_states_BUCKET");
});
