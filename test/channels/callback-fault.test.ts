import { describe, expect, test } from "vitest";
import { callbackFault } from "../../src/channels/outbound-address.ts";
import { privateAddresses } from "../support/private-addresses.ts";

describe("where partners and subscribers may be told", () => {
  test.each([
    "https://alerts.example.org/",
    "https://a.b.example.gov/hook?key=1&x=%20",
    "https://xn--bcher-kva.example/x",
  ])("%s: yes", (url) => expect(callbackFault(url, [])).toBeNull());

  const refused = privateAddresses(9);
  test.each(refused)("%j: no", (url) => expect(callbackFault(url, [])).not.toBeNull());
  test("there are at least sixty ways that are refused", () => expect(refused.length).toBeGreaterThanOrEqual(60));

  test("a host that the operator names, at its port and no other", () => {
    const named = ["localhost:8443", "10.0.0.7"];
    expect(callbackFault("https://localhost:8443/x", named)).toBeNull();
    expect(callbackFault("https://10.0.0.7/x", named)).toBeNull();
    expect(callbackFault("https://localhost/x", named)).not.toBeNull();
    expect(callbackFault("https://localhost:8444/x", named)).not.toBeNull();
    expect(callbackFault("http://localhost:8443/x", named)).not.toBeNull();
  });
});
