/** A Worker that sends the mail that it is given, by the carrier of the service on Workers. */
import type { Mail } from "../../../src/channels/carriers.ts";
import { smtpCarrier } from "../../../src/platform/smtp-carrier.ts";
import { openSocket } from "../../../src/platform/workers/open-socket.ts";

export default {
  async fetch(request: Request): Promise<Response> {
    const { url, mails } = (await request.json()) as { url: string; mails: Mail[] };
    const carrier = smtpCarrier({ url, connections: 1, openSocket, deadlineSeconds: 20 });
    try {
      const outcomes = [];
      for (const mail of mails) outcomes.push(await carrier.send(mail));
      return Response.json(outcomes);
    } finally {
      await carrier.close();
    }
  },
};
