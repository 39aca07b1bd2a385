import { parseListenerPorts } from "../../../local/load-balancer/listener-ports";

it("reads local ports by listener port", () => {
  expect([...parseListenerPorts("80=18080, 8081=18081")]).toEqual([
    [80, 18080],
    [8081, 18081],
  ]);
  expect(parseListenerPorts("").size).toBe(0);
});

it.each(["80", "80=x", "80=0", "80=70000"])("refuses %s", (text) => {
  expect(() => parseListenerPorts(text)).toThrow(
    `SLIPWAY_LISTENER_PORTS: entry must be like 80=18080, got ${text}`,
  );
});
