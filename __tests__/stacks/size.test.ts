import { LIMIT, sizeOf } from "../../scripts/stack-sizes";
import { Platform } from "./platform";

test("no stack has more resources than a plan of it should", () => {
  const platform = new Platform();
  const big = platform.ids.filter((id) => sizeOf(platform.json(id)) > LIMIT);
  expect(big).toEqual([]);
});
