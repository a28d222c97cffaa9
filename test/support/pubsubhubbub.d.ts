/** What tests use of it; the package brings no types. */
declare module "pubsubhubbub" {
  import type { Buffer } from "node:buffer";
  import type { EventEmitter } from "node:events";
  import type { IncomingMessage, ServerResponse } from "node:http";

  export interface Feed {
    readonly topic: string;
    readonly hub: string;
    readonly feed: Buffer;
    readonly headers: Readonly<Record<string, string>>;
  }

  export interface Subscriber
    extends EventEmitter<{ feed: [Feed]; subscribe: [{ topic: string }]; unsubscribe: [{ topic: string }] }> {
    subscribe(topic: string, hub: string, done: (error: Error | null) => void): void;
    unsubscribe(topic: string, hub: string, done: (error: Error | null) => void): void;
    listener(): (request: IncomingMessage, response: ServerResponse) => void;
  }

  const library: {
    createServer(options: {
      readonly callbackUrl: string;
      readonly secret?: string;
      readonly leaseSeconds?: number;
    }): Subscriber;
  };
  export default library;
}
