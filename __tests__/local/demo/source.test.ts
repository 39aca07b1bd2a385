import { join } from "node:path";
import { fromBuffer } from "yauzl";
import { buffer } from "node:stream/consumers";
import { sourceArchive } from "../../../local/demo/source";

const sample = join(__dirname, "..", "..", "..", "sample-app");

async function filesOf(archive: Buffer): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  await new Promise<void>((resolve, reject) => {
    fromBuffer(archive, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      zip.on("end", resolve).on("error", reject);
      zip.on("entry", (entry: { fileName: string }) => {
        zip.openReadStream(entry as never, (failure, stream) => {
          if (failure) return reject(failure);
          void buffer(stream).then((content) => {
            files.set(entry.fileName, content.toString());
            zip.readEntry();
          });
        });
      });
      zip.readEntry();
    });
  });
  return files;
}

test("zips the application at the archive's root, with its version and fault, without what builds leave", async () => {
  const files = await filesOf(await sourceArchive(sample, { version: "v4", fault: "errors" }));
  expect(files.get("VERSION")).toBe("v4\n");
  expect(files.get("fault.json")).toBe('{"fault":"errors"}\n');
  expect([...files.keys()]).toEqual(expect.arrayContaining(["buildspec.yml", "appspec.yml", "package.json"]));
  expect([...files.keys()].filter((name) => /^(node_modules|dist|reports)\//.test(name))).toEqual([]);
});

test("adds a failing test only where one is asked for", async () => {
  const failing = await filesOf(await sourceArchive(sample, { version: "v5", failingTest: true }));
  const good = await filesOf(await sourceArchive(sample, { version: "v5" }));
  expect([...failing.keys()].filter((name) => !good.has(name))).toEqual(["test/untested-change.test.js"]);
});
