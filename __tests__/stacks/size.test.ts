import { addresses } from "./addresses";
import { Platform } from "./platform";

// A plan of more takes minutes, and one mistake in it stops them all.
test("no stack has more than 150 resources", () => {
  const platform = new Platform();
  const big = platform.ids.filter((id) => addresses(platform.json(id)).length > 150);
  expect(big).toEqual([]);
});
