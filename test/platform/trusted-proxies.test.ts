import { expect, test } from "vitest";
import { clientAddressBehind } from "../../src/platform/node/trusted-proxies.ts";

test("without trusted proxies nobody can pretend to be another address", () => {
  expect(clientAddressBehind([])("203.0.113.9", "198.51.100.1")).toBe("203.0.113.9");
});

test("a trusted proxy says who asked", () => {
  expect(clientAddressBehind(["10.0.0.0/8"])("10.1.2.3", "198.51.100.1")).toBe("198.51.100.1");
  expect(clientAddressBehind(["127.0.0.1"])("::ffff:127.0.0.1", "198.51.100.1")).toBe("198.51.100.1");
});

test("what stands left of the first address that is not trusted is not believed", () => {
  expect(clientAddressBehind(["10.0.0.0/8"])("10.1.2.3", "192.0.2.66, 198.51.100.1, 10.9.9.9")).toBe("198.51.100.1");
});

test("a forwarded header of nonsense leaves the peer", () => {
  expect(clientAddressBehind(["10.0.0.0/8"])("10.1.2.3", "unknown, <script>")).toBe("10.1.2.3");
});
