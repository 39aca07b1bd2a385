import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";
import { unzip } from "../../../local/archives/unzip";

const folder = mkdtempSync(join(tmpdir(), "slipway-unzip-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function zipOf(name: string, mode: number): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from("content"), name, { mode });
  zip.end();
  return buffer(zip.outputStream);
}

test("makes folders and keeps the modes of files", async () => {
  await unzip(await zipOf("scripts/start.sh", 0o100755), folder);
  expect(readFileSync(join(folder, "scripts", "start.sh"), "utf8")).toBe("content");
  expect(statSync(join(folder, "scripts", "start.sh")).mode & 0o777).toBe(0o755);
});

test("refuses a name that leaves the folder", async () => {
  const zip = await zipOf("a/bcdef", 0o100644);
  const evil = Buffer.from(zip.toString("latin1").replaceAll("a/bcdef", "../evil"), "latin1");
  await expect(unzip(evil, join(folder, "inside"))).rejects.toThrow("../evil");
  expect(existsSync(join(folder, "evil"))).toBe(false);
});
