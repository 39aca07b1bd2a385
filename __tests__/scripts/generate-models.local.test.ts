import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { botocoreData, generate } from "../../scripts/generate-models";

const root = path.join(__dirname, "../..");
const data = path.join(root, "local/models/data");

test("the committed models are those of the botocore that is installed beside moto", () => {
  const generated = generate(botocoreData(path.join(root, ".venv")));
  expect(readdirSync(data).sort()).toEqual([...generated.keys()].map((service) => `${service}.json`).sort());
  for (const [service, text] of generated) {
    const committed = readFileSync(path.join(data, `${service}.json`), "utf8");
    expect({ service, stale: committed !== text }).toEqual({ service, stale: false });
  }
});
