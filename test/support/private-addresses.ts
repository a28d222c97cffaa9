/** Addresses that strangers must not make the service ask, written in every way that has fooled somebody; `port` is a canary's. */
export function privateAddresses(port: number): string[] {
  const hosts = [
    ...["localhost", "LOCALHOST", "localhost.", "sub.localhost", "127.0.0.1", "127.1", "127.0.1", "127.255.255.254"],
    ...["0", "0.0.0.0", "2130706433", "0x7f000001", "0x7f.0.0.1", "0x7F.1", "0177.0.0.1", "017700000001"],
    ...["127.0.0.1.", "127.000.000.001", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255"],
    ...["192.168.1.1", "169.254.169.254", "169.254.0.1", "100.64.0.1", "100.127.255.255", "192.0.2.1", "198.18.0.1"],
    ...["224.0.0.1", "255.255.255.255", "8.8.8.8", "3232235777"],
    ...["[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]"],
    ...["[fe80::1]", "[fe80::1%25eth0]", "[fd00::1]", "[ff02::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"],
    ...["①②⑦.0.0.1", "ⓛocalhost", "127。0。0。1", "ｌｏｃａｌｈｏｓｔ", "127%2e0%2e0%2e1", "%6cocalhost"],
    ...["printer.local", "metadata.google.internal", "router.lan", "intranet", "server.corp", "nas.home.arpa"],
    ...["user@localhost", "user:password@127.0.0.1", "example.org@localhost", "example.org:443@127.0.0.1"],
    ...["example.org\\@localhost", "example.org#@localhost", "example.org?@localhost"],
  ];
  return [
    ...hosts.map((host) => `https://${host}:${port}/x`),
    ...hosts.map((host) => `https://${host}/x`),
    `http://localhost:${port}/x`,
    `http://example.org/x`,
    `https://example.org:${port}/x`,
    `https:/localhost:${port}/x`,
    `https:localhost:${port}/x`,
    `HTTPS:\\\\localhost:${port}\\x`,
    ` https://localhost:${port}/x`,
    `https://local\thost:${port}/x`,
    `https://localhost:${port}/x\r\nHost: example.org`,
    `file:///etc/passwd`,
    `gopher://localhost:${port}/x`,
    `javascript:alert(1)`,
    `https://`,
    "",
  ];
}
