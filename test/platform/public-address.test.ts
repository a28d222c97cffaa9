/** Names that strangers choose are resolved by servers of theirs: one answer is asked for, checked, and connected to. */
import dns, { type LookupAddress } from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import { afterEach, describe, expect, test, vi } from "vitest";
import { pinnedLookup } from "../../src/platform/node/public-address.ts";
import { pushCarrier } from "../../src/platform/node/push-carrier.ts";
import { webCarrier } from "../../src/platform/node/web-carrier.ts";

/** Each question gets the next of these answers, and whoever asks more often the last. */
function resolving(...answers: string[][]) {
  let asked = 0;
  const resolve = vi.spyOn(dns, "lookup").mockImplementation(((
    _host: string,
    _options: object,
    callback: (error: null, addresses: LookupAddress[]) => void,
  ) => {
    const addresses = answers[Math.min(asked++, answers.length - 1)] ?? [];
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  }) as never);
  syncBuiltinESMExports();
  return resolve;
}
afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

describe("a name that resolves to something else each time", () => {
  test("is asked for once: no answer is connected to but the one that was checked", async () => {
    const resolve = resolving(["93.184.216.34"], ["127.0.0.1"]);
    const addresses = await new Promise((given) => {
      pinnedLookup(false)("rebinding.example.org", { all: true }, (_error, found) => given(found));
    });
    expect(addresses).toEqual([{ address: "93.184.216.34", family: 4 }]);
    expect(resolve).toHaveBeenCalledTimes(1);
  });
});

describe("a name that resolves to what is not public", () => {
  test.each([
    [["127.0.0.1"]],
    [["::1"]],
    [["::ffff:127.0.0.1"]],
    [["10.0.0.1"]],
    [["169.254.169.254"]],
    [["100.64.0.1"]],
    [["fd00::1"]],
    [["93.184.216.34", "127.0.0.1"]],
    [[]],
  ])("%j: no channel connects to it, also where the text of its address is right", async (addresses) => {
    resolving(addresses);
    const [push, web] = [pushCarrier(), webCarrier()];
    const body = new Uint8Array(1);
    const notPublic = expect.stringContaining("resolves to an address that is not public");
    for (const endpoint of ["https://fcm.googleapis.com/x", "https://wns2-par02p.notify.windows.com/w/?token=x"])
      expect(await push.post({ endpoint, headers: {}, body })).toEqual({
        type: "later",
        reason: `not connected: ${endpoint.split("/")[2]} resolves to an address that is not public`,
      });
    const url = "https://hooks.example.org/x";
    expect(await web.exchange({ method: "POST", url, headers: {}, body })).toEqual({
      type: "not-sent",
      reason: notPublic,
    });
    await Promise.all([push.close(), web.close()]);
  });

  test("is refused also where the operator named it, but for this machine itself", async () => {
    const given = async (address: string) => {
      resolving([address]);
      return new Promise((given) => {
        pinnedLookup(true)("push.example.gov", { all: true }, (error, found) => given(error?.code ?? found));
      });
    };
    expect(await given("10.0.0.1")).toBe("EPRIVATEADDRESS");
    expect(await given("169.254.169.254")).toBe("EPRIVATEADDRESS");
    expect(await given("127.0.0.1")).toEqual([{ address: "127.0.0.1", family: 4 }]);
  });
});
