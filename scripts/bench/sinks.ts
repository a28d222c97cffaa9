/** An SMTP server and an HTTP/2 push service that accept everything and count, in a process of their own. Prints its ports as JSON. */
import { createSecureServer } from "node:http2";
import { type AddressInfo, createServer } from "node:net";
import { testCertificate } from "../../test/support/certificate.ts";

const counts = { mail: 0, push: 0, firstMailAt: 0, firstPushAt: 0 };

const smtp = createServer((socket) => {
  let rest = "";
  let isData = false;
  socket.setNoDelay(true);
  socket.write("220 sink\r\n");
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    rest += chunk.toString("latin1");
    for (;;) {
      if (isData) {
        const end = rest.indexOf("\r\n.\r\n");
        if (end < 0) return;
        rest = rest.slice(end + 5);
        isData = false;
        counts.mail++;
        counts.firstMailAt ||= Date.now();
        socket.write("250 taken\r\n");
        continue;
      }
      const end = rest.indexOf("\r\n");
      if (end < 0) return;
      const verb = rest.slice(0, 4).toUpperCase();
      rest = rest.slice(end + 2);
      if (verb === "DATA") {
        isData = true;
        socket.write("354 go on\r\n");
      } else if (verb === "QUIT") {
        socket.end("221 bye\r\n");
      } else socket.write("250 ok\r\n");
    }
  });
});

const certificate = await testCertificate();
const push = createSecureServer(
  { key: certificate.key, cert: certificate.cert, allowHTTP1: true },
  (request, response) => {
    request.resume();
    request.on("end", () => {
      counts.push++;
      counts.firstPushAt ||= Date.now();
      response.writeHead(201);
      response.end();
    });
  },
);

await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", resolve));
await new Promise<void>((resolve) => push.listen(0, "localhost", resolve));
const portOf = (address: unknown) => (address as AddressInfo).port;
process.send?.({ smtp: portOf(smtp.address()), push: portOf(push.address()), caFile: certificate.caFile });
process.on("message", (message) => {
  if (message === "counts") process.send?.({ counts });
  if (message === "reset") Object.assign(counts, { mail: 0, push: 0, firstMailAt: 0, firstPushAt: 0 });
  if (message === "stop") process.exit(0);
});
