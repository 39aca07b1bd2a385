import { Late } from "../../../local/time/late";

it("shows a value from its time on, and the one before until then", () => {
  const late = new Late("old");
  late.set("new", 30);
  expect([29, 30].map((now) => late.at(now))).toEqual(["old", "new"]);
});

it("never goes back to a value that a newer one has overtaken", () => {
  const late = new Late("old");
  late.set("slow", 30);
  late.set("fast", 10);
  expect([9, 10, 30].map((now) => late.at(now))).toEqual(["old", "fast", "fast"]);
});

it("shows the newest of several that arrived meanwhile", () => {
  const late = new Late("old");
  late.set("newer", 10);
  late.set("newest", 20);
  expect(late.at(30)).toBe("newest");
});
