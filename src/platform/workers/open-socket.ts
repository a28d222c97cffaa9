/**
 * A connection for the mail carrier: `node:net` of Workers takes names and looks them up itself. TLS from the first byte on is opened as
 * such: what was opened in clear can there become TLS only where the server spoke in between (STARTTLS). Certificates are always checked.
 */
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

const deadlineMs = 15_000;

export function openSocket(host: string, port: number, isSecure: boolean): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = isSecure ? connectTls({ host, port }) : connect({ host, port });
    const timer = setTimeout(() => fail(new Error("no connection within the deadline")), deadlineMs);
    function fail(error: Error): void {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    }
    socket.once("error", fail);
    socket.once(isSecure ? "secureConnect" : "connect", () => {
      clearTimeout(timer);
      socket.off("error", fail);
      resolve(socket);
    });
  });
}
