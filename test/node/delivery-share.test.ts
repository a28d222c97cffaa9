import { describe, expect, test } from "vitest";
import { deliveryShare } from "../../src/node/delivery-share.ts";

const sharesOf = (threads: number, connections: number) =>
  Array.from({ length: threads }, (_, thread) => deliveryShare(thread, threads, connections));

describe("the delivery threads", () => {
  test.each([1, 2, 3, 4, 7, 16])("of %i every channel has one, and one sends letters", (threads) => {
    const shares = sharesOf(threads, 20);
    expect(new Set(shares.flatMap(({ channels }) => channels))).toEqual(
      new Set(["webhook", "websub", "push", "email"]),
    );
    expect(shares.filter(({ sendsLetters }) => sendsLetters)).toHaveLength(1);
    expect(shares.find(({ sendsLetters }) => sendsLetters)?.channels).toContain("email");
  });

  test.each([2, 3, 8])("of %i none sends both mail and push", (threads) => {
    for (const { channels } of sharesOf(threads, 20))
      expect(channels.includes("email") && channels.includes("push")).toBe(false);
  });

  test.each([
    [1, 20],
    [2, 20],
    [3, 21],
    [7, 10],
  ])("of %i open no more than %i mail connections together", (threads, connections) => {
    const ofMail = sharesOf(threads, connections).filter(({ channels }) => channels.includes("email"));
    expect(ofMail.reduce((sum, { mailConnections }) => sum + mailConnections, 0)).toBe(connections);
  });
});
