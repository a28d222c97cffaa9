/** A server on this machine that only counts who comes: where nobody may be asked, nobody does. */
import { createServer } from "node:net";

export interface Canary {
  readonly port: number;
  readonly visits: () => number;
  close(): void;
}

export async function openCanary(): Promise<Canary> {
  let visits = 0;
  const server = createServer((socket) => {
    visits += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return { port, visits: () => visits, close: () => void server.close() };
}
