import path from "node:path";
import { botocoreData } from "../../scripts/generate-models";
import { regionsIn } from "../../scripts/generate-regions";
import regions from "../../stacks/estate/regions.json";

test("the committed regions are those of the botocore that is installed beside moto", () => {
  expect(regions).toEqual(regionsIn(botocoreData(path.join(__dirname, "../../.venv"))));
});
