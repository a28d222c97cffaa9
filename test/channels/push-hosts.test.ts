import { describe, expect, test } from "vitest";
import { pushEndpointFault } from "../../src/channels/push-hosts.ts";
import { isPublicAddress } from "../../src/platform/node/public-address.ts";

describe("where a push may be posted", () => {
  test.each([
    "https://fcm.googleapis.com/fcm/send/abc:APA91b-x_y",
    "https://jmt17.google.com/fcm/send/abc",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
    "https://web.push.apple.com/QGuQyavXutnMH",
    "https://wns2-par02p.notify.windows.com/w/?token=BQYAAA%3d%3d",
    "https://fcm.googleapis.com:443/fcm/send/abc",
    "https://FCM.googleapis.com/fcm/send/abc",
  ])("%s: yes", (endpoint) => expect(pushEndpointFault(endpoint, [])).toBeNull());

  const refused = [
    "",
    "fcm.googleapis.com/x",
    "http://fcm.googleapis.com/x",
    "ftp://fcm.googleapis.com/x",
    "wss://fcm.googleapis.com/x",
    "javascript:alert(1)",
    "https://example.com/x",
    "https://evilfcm.googleapis.com.example.com/x",
    "https://fcm-googleapis.com/x",
    "https://xfcm.googleapis.com/x",
    "https://googleapis.com/x",
    "https://storage.googleapis.com/x",
    "https://fcm.googleapis.com./x",
    "https://fcm.googleapis.com../x",
    "https://.fcm.googleapis.com/x",
    "https://fcm..googleapis.com/x",
    "https://fcm.googleapis.com:8443/x",
    "https://fcm.googleapis.com:80/x",
    "https://fcm.googleapis.com:0/x",
    "https://fcm.googleapis.com:99999/x",
    "https://fcm.googleapis.com:/x",
    "https://user@fcm.googleapis.com/x",
    "https://user:password@fcm.googleapis.com/x",
    "https://fcm.googleapis.com@example.com/x",
    "https://fcm.googleapis.com:443@127.0.0.1/x",
    "https://fcm.googleapis.com%2f@example.com/x",
    "https://fcm.googleapis.com%00.example.com/x",
    "https://fcm.googleapis.com\\@example.com/x",
    "https:\\\\fcm.googleapis.com\\x",
    "https:/fcm.googleapis.com/x",
    "https:fcm.googleapis.com/x",
    " https://fcm.googleapis.com/x",
    "https://fcm.googleapis.com/x\r\nHost: localhost",
    "https://fcm.goo\tgleapis.com/x",
    "https://fcm.googleapis.com/x#fragment",
    "https://fcm.googleapis.com",
    "https://127.0.0.1/x",
    "https://127.1/x",
    "https://127.0.0.1:443/x",
    "https://2130706433/x",
    "https://0x7f000001/x",
    "https://0x7f.0.0.1/x",
    "https://0177.0.0.1/x",
    "https://017700000001/x",
    "https://0/x",
    "https://0.0.0.0/x",
    "https://10.0.0.1/x",
    "https://172.16.0.1/x",
    "https://192.168.1.1/x",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/x",
    "https://[::1]/x",
    "https://[::]/x",
    "https://[::ffff:127.0.0.1]/x",
    "https://[::ffff:7f00:1]/x",
    "https://[fe80::1%25eth0]/x",
    "https://[fd00::1]/x",
    "https://localhost/x",
    "https://localhost:8443/x",
    "https://ｆｃｍ.googleapis.com/x",
    "https://fcm.googleapıs.com/x",
    "https://fcm。googleapis。com/x",
    "https://fcm.googleapis.com\u2024example.com/x",
    "https://①②⑦.0.0.1/x",
    "https://%66cm.googleapis.com/x",
    "https://xn--fcm-googleapis.com/x",
    "https://8.8.8.8/x",
    `https://fcm.googleapis.com/${"x".repeat(2_000)}`,
  ];
  test.each(refused)("%j: no", (endpoint) => expect(pushEndpointFault(endpoint, [])).not.toBeNull());

  test("there are at least sixty ways that are refused", () => expect(refused.length).toBeGreaterThanOrEqual(60));

  test("a host that the operator names, at its port and no other", () => {
    const named = ["localhost:8443", "push.example.org"];
    expect(pushEndpointFault("https://localhost:8443/x", named)).toBeNull();
    expect(pushEndpointFault("https://push.example.org/x", named)).toBeNull();
    expect(pushEndpointFault("https://localhost/x", named)).not.toBeNull();
    expect(pushEndpointFault("https://localhost:8444/x", named)).not.toBeNull();
    expect(pushEndpointFault("https://sub.push.example.org/x", named)).not.toBeNull();
    expect(pushEndpointFault("https://push.example.org:8443/x", named)).not.toBeNull();
    expect(pushEndpointFault("http://localhost:8443/x", named)).not.toBeNull();
    expect(pushEndpointFault("https://user@localhost:8443/x", named)).not.toBeNull();
  });
});

describe("which addresses are public", () => {
  test.each(["8.8.8.8", "142.250.1.1", "2607:f8b0:4004:800::200a", "::ffff:8.8.8.8"])("%s: yes", (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );
  test.each([
    ...["127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1"],
    ...["169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255"],
    ...["::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "fe80::1", "fd00::1", "ff02::1"],
    ...["2001:db8::1", "64:ff9b::7f00:1", "2002:7f00:1::", "not an address", ""],
  ])("%s: no", (address) => expect(isPublicAddress(address)).toBe(false));
});
