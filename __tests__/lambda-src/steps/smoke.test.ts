import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { httpGet } from "../../../lambda-src/runtime/http-get";
import { smoke } from "../../../lambda-src/steps/smoke";
import { authority, signedBy } from "../../certificates";

const answer = (status: number, body: unknown) => () =>
  Promise.resolve({ status, body: typeof body === "string" ? body : JSON.stringify(body) });

test("passes when every answer names the version and the colour", async () => {
  await expect(
    smoke(answer(200, { version: "v2", colour: "green" }), "green", "v2"),
  ).resolves.toBeUndefined();
});

test.each([
  [answer(503, ""), "status must be 200, got 503"],
  [answer(200, "hello"), "answer must name version v2 and colour green, got hello"],
  [answer(200, { version: "v1", colour: "green" }), "must name version v2"],
  [answer(200, { version: "v2", colour: "blue" }), "and colour green, got"],
  [() => Promise.reject(new Error("ECONNREFUSED")), "must be answered, got Error: ECONNREFUSED"],
])("says what is wrong (%#)", async (get, message) => {
  await expect(smoke(get, "green", "v2")).rejects.toThrow(message);
});

describe("over HTTP", () => {
  let server: Server;
  beforeAll((done) => {
    server = createServer((request, response) =>
      // As AWS's common firewall rules do.
      request.headers["user-agent"] === undefined
        ? response.writeHead(403).end()
        : response.end(JSON.stringify({ version: "v2", colour: request.headers["x-slipway-colour"] })),
    ).listen(0, "127.0.0.1", done);
  });
  afterAll((done) => void server.close(done));

  it("chooses the colour by the header of the test listener's rules, and says what it is", async () => {
    const { port } = server.address() as AddressInfo;
    const get = httpGet(new URL(`http://127.0.0.1:${port}/health`));
    await expect(smoke(get, "green", "v2")).resolves.toBeUndefined();
  });
});

describe("over HTTPS", () => {
  const own = authority();
  const { certificate: cert, key } = signedBy(own);
  let server: Server;
  beforeAll((done) => {
    const options = { cert, key: key.export({ type: "pkcs8", format: "pem" }) };
    server = createTlsServer(options, (_, response) =>
      response.end(JSON.stringify({ version: "v2", colour: "green" })),
    ).listen(0, "127.0.0.1", done);
  });
  afterAll((done) => void server.close(done));

  const asked = (certificateAuthority?: string) => {
    const { port } = server.address() as AddressInfo;
    return smoke(httpGet(new URL(`https://127.0.0.1:${port}/health`), certificateAuthority), "green", "v2");
  };

  it("trusts the private authority that it is given, whatever name the certificate has", async () => {
    await expect(asked(own.certificate)).resolves.toBeUndefined();
  });

  it.each([
    ["the authorities that everybody knows", undefined],
    ["an empty setting", ""],
    ["another private authority", authority().certificate],
  ])("refuses the certificate by %s", async (_, certificateAuthority) => {
    await expect(asked(certificateAuthority)).rejects.toThrow("must be answered, got Error: ");
  });
});
