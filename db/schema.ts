/** Every table, for SQLite and D1 alike. What each keeps and who writes it: db/README.md. Moments are epoch milliseconds. */
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

export const instance = sqliteTable("instance", {
  key: text("key").primaryKey(),
  value: text("value").notNull(),
});

export const editors = sqliteTable(
  "editors",
  {
    id: text("id").primaryKey(),
    email: text("email").notNull().unique(),
    name: text("name").notNull(),
    roles: text("roles", { mode: "json" }).$type<string[]>().notNull(),
    createdAt: integer("created_at").notNull(),
    disabledAt: integer("disabled_at"),
    /** Two admins let this account be the second person before it is a day old. */
    vouchedAt: integer("vouched_at"),
    /** Issuer and subject at the agency's identity provider, bound at the first sign-in through it. */
    identity: text("identity"),
  },
  (table) => [uniqueIndex("editors_identity").on(table.identity)],
);

/** API tokens, one-time sign-in links and console sessions: only the SHA-256 of the secret is kept. */
export const credentials = sqliteTable(
  "credentials",
  {
    hash: text("hash").primaryKey(),
    editorId: text("editor_id")
      .notNull()
      .references(() => editors.id),
    purpose: text("purpose", { enum: ["api", "sign-in", "session"] }).notNull(),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at"),
    usedAt: integer("used_at"),
    /** Sessions only: the last request, to the minute; how it was begun. */
    seenAt: integer("seen_at"),
    method: text("method", { enum: ["link", "passkey", "oidc"] }),
  },
  (table) => [index("credentials_editor").on(table.editorId)],
);

export const passkeys = sqliteTable(
  "passkeys",
  {
    /** The credential's id, base64url. */
    id: text("id").primaryKey(),
    editorId: text("editor_id")
      .notNull()
      .references(() => editors.id),
    name: text("name").notNull(),
    /** COSE key, base64url. */
    publicKey: text("public_key").notNull(),
    counter: integer("counter").notNull(),
    transports: text("transports", { mode: "json" }).$type<string[]>().notNull(),
    createdAt: integer("created_at").notNull(),
    usedAt: integer("used_at"),
  },
  (table) => [index("passkeys_editor").on(table.editorId)],
);

/** Browsers in which an editor turned notifications on. */
export const editorBrowsers = sqliteTable(
  "editor_browsers",
  {
    /** SHA-256 of the secret with which the browser moves or ends its subscription. */
    hash: text("hash").primaryKey(),
    editorId: text("editor_id")
      .notNull()
      .references(() => editors.id),
    /** The browser's PushSubscription. */
    address: text("address").notNull(),
    /** SHA-256 of its endpoint: one browser tells one editor. */
    addressKey: text("address_key").notNull().unique(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [index("editor_browsers_editor").on(table.editorId)],
);

/** What a passkey is asked to sign: used once, and soon. */
export const challenges = sqliteTable(
  "challenges",
  {
    /** SHA-256 of the challenge. */
    hash: text("hash").primaryKey(),
    purpose: text("purpose", { enum: ["enrol", "sign-in", "approve"] }).notNull(),
    /** Absent: whoever signs in. */
    editorId: text("editor_id"),
    /** Approving: which advisory, and the hash of its text. */
    advisoryId: text("advisory_id"),
    contentHash: text("content_hash"),
    expiresAt: integer("expires_at").notNull(),
  },
  (table) => [index("challenges_expiry").on(table.expiresAt)],
);

/** What one admin asked for about an account, and another confirms or declines. */
export const accountRequests = sqliteTable(
  "account_requests",
  {
    id: text("id").primaryKey(),
    act: text("act", { enum: ["invite", "roles", "link", "vouch"] }).notNull(),
    /** Whose account; of an invitation the one it will have. */
    editorId: text("editor_id").notNull(),
    /** Invitations only. */
    email: text("email"),
    name: text("name"),
    roles: text("roles", { mode: "json" }).$type<string[]>(),
    requestedBy: text("requested_by").notNull(),
    requestedAt: integer("requested_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
    outcome: text("outcome", { enum: ["confirmed", "declined"] }),
    decidedBy: text("decided_by"),
    decidedAt: integer("decided_at"),
  },
  (table) => [index("account_requests_open").on(table.outcome, table.expiresAt)],
);

export const advisories = sqliteTable(
  "advisories",
  {
    id: text("id").primaryKey(),
    slug: text("slug").notNull().unique(),
    kind: text("kind", { enum: ["bulletin", "elevated", "imminent"] }).notNull(),
    status: text("status", { enum: ["actual", "exercise", "test"] }).notNull(),
    family: text("family").notNull(),
    createdAt: integer("created_at").notNull(),
    createdBy: text("created_by").notNull(),
  },
  (table) => [index("advisories_family").on(table.family)],
);

export const workingCopies = sqliteTable("working_copies", {
  advisoryId: text("advisory_id")
    .primaryKey()
    .references(() => advisories.id),
  replaces: text("replaces"),
  body: text("body", { mode: "json" }).$type<unknown>().notNull(),
});

export const revisions = sqliteTable(
  "revisions",
  {
    advisoryId: text("advisory_id")
      .notNull()
      .references(() => advisories.id),
    number: integer("number").notNull(),
    sequence: integer("sequence").notNull().unique(),
    effectiveAt: integer("effective_at").notNull(),
    voidedAt: integer("voided_at"),
    identifier: text("identifier").notNull().unique(),
    body: text("body", { mode: "json" }).$type<unknown>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.advisoryId, table.number] })],
);

export const messages = sqliteTable(
  "messages",
  {
    identifier: text("identifier").primaryKey(),
    advisoryId: text("advisory_id")
      .notNull()
      .references(() => advisories.id),
    number: integer("number").notNull(),
    sentAt: integer("sent_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
    summary: text("summary", { mode: "json" }).$type<unknown>().notNull(),
    xml: text("xml").notNull(),
  },
  (table) => [index("messages_advisory").on(table.advisoryId)],
);

export const audit = sqliteTable(
  "audit",
  {
    /** AUTOINCREMENT, though each row brings its own: SQLite then keeps the highest there ever was, and a cut-off end shows. */
    sequence: integer("sequence").primaryKey({ autoIncrement: true }),
    commandId: text("command_id").notNull().unique(),
    at: integer("at").notNull(),
    actor: text("actor").notNull(),
    action: text("action").notNull(),
    advisoryId: text("advisory_id"),
    /** Whether the public sees, or will see, something else than before. */
    isPublic: integer("is_public", { mode: "boolean" }).notNull(),
    detail: text("detail", { mode: "json" }).$type<unknown>().notNull(),
    previousHash: text("previous_hash").notNull(),
    hash: text("hash").notNull(),
  },
  (table) => [index("audit_public").on(table.isPublic, table.sequence), index("audit_advisory").on(table.advisoryId)],
);

export const announcements = sqliteTable(
  "announcements",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    advisoryId: text("advisory_id").notNull(),
    number: integer("number").notNull(),
    sequence: integer("sequence").notNull(),
    family: text("family").notNull(),
    status: text("status", { enum: ["actual", "exercise", "test"] }).notNull(),
    occasion: text("occasion", { enum: ["publication", "sunset"] }).notNull(),
    dueAt: integer("due_at").notNull(),
    deadlineAt: integer("deadline_at").notNull(),
    urgency: integer("urgency").notNull(),
    /** The highest subscription id when it became due; null until then. */
    lastId: integer("last_id"),
    /** Lots exist for all subscriptions up to this id. */
    plannedTo: integer("planned_to").notNull().default(0),
    /** Nothing is left to plan: all lots exist, or it is void. */
    plannedAt: integer("planned_at"),
    /** Void before anybody was told: sent back, overtaken, or over. */
    voidedAt: integer("voided_at"),
    /** People are told nothing of it: the sunset of a Bulletin, or of an Alert whose editor unticked the notice. */
    machinesOnly: integer("machines_only", { mode: "boolean" }).notNull().default(false),
  },
  (table) => [
    uniqueIndex("announcements_key").on(table.advisoryId, table.number, table.occasion),
    index("announcements_family").on(table.family),
    index("announcements_due").on(table.plannedAt, table.dueAt),
  ],
);

export const lots = sqliteTable(
  "lots",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    announcementId: integer("announcement_id")
      .notNull()
      .references(() => announcements.id),
    family: text("family").notNull(),
    channel: text("channel", { enum: ["webhook", "websub", "push", "email"] }).notNull(),
    tier: integer("tier").notNull(),
    /** Subscriptions `range * 512 + 1` to `(range + 1) * 512`. */
    range: integer("range").notNull(),
    priority: integer("priority").notNull(),
    /** Two bits for each of the 512 ids: begun, settled. Null: nobody yet. */
    bits: blob("bits", { mode: "buffer" }),
    fence: integer("fence").notNull().default(0),
    leasedUntil: integer("leased_until").notNull().default(0),
    notBefore: integer("not_before").notNull().default(0),
    attempts: integer("attempts").notNull().default(0),
    /** How many readers of the range are owed this; known from the first lease on. */
    owed: integer("owed"),
    sent: integer("sent").notNull().default(0),
    unknown: integer("unknown").notNull().default(0),
    failed: integer("failed").notNull().default(0),
    skipped: integer("skipped").notNull().default(0),
    firstSentAt: integer("first_sent_at"),
    lastSentAt: integer("last_sent_at"),
    doneAt: integer("done_at"),
    /** Closed before its end, because something else stands now: whoever it still owed is owed that instead. */
    isOvertaken: integer("is_overtaken", { mode: "boolean" }).notNull().default(false),
  },
  (table) => [
    uniqueIndex("lots_key").on(table.announcementId, table.channel, table.tier, table.range),
    index("lots_open").on(table.doneAt, table.channel, table.priority, table.id),
    index("lots_family").on(table.family, table.channel, table.range),
  ],
);

export const letters = sqliteTable(
  "letters",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    purpose: text("purpose").notNull(),
    recipient: text("recipient").notNull(),
    language: text("language").notNull(),
    /** What the letter is about: ids, never words that a stranger typed. */
    data: text("data", { mode: "json" }).$type<unknown>().notNull(),
    createdAt: integer("created_at").notNull(),
    notAfter: integer("not_after").notNull(),
    notBefore: integer("not_before").notNull().default(0),
    fence: integer("fence").notNull().default(0),
    leasedUntil: integer("leased_until").notNull().default(0),
    attempts: integer("attempts").notNull().default(0),
    isBegun: integer("is_begun", { mode: "boolean" }).notNull().default(false),
    outcome: text("outcome"),
    doneAt: integer("done_at"),
  },
  (table) => [
    index("letters_open").on(table.doneAt, table.notBefore),
    index("letters_recipient").on(table.purpose, table.recipient, table.createdAt),
  ],
);

const choiceColumns = {
  language: text("language").notNull(),
  kinds: text("kinds").notNull(),
  areas: text("areas").notNull(),
  sectors: text("sectors").notNull(),
};

/** Asked for, not yet confirmed: without an id among subscriptions. */
export const signups = sqliteTable(
  "signups",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    address: text("address").notNull(),
    addressKey: text("address_key").notNull(),
    ...choiceColumns,
    nonce: text("nonce").notNull(),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
    confirmedAt: integer("confirmed_at"),
    /** Keyed hash of the mailbox that the address leads to: what budgets count by, also after the address was erased. */
    inboxHash: text("inbox_hash").notNull().default(""),
    domain: text("domain").notNull().default(""),
    /** Its turn among all sign-ups; a domain that is flooded puts only its own off further. */
    turnAt: integer("turn_at").notNull().default(0),
    /** When the confirmation mail may leave. */
    mailAt: integer("mail_at").notNull().default(0),
  },
  (table) => [
    index("signups_key").on(table.addressKey),
    index("signups_expiry").on(table.expiresAt),
    index("signups_inbox").on(table.inboxHash, table.createdAt),
    index("signups_domain").on(table.domain),
  ],
);

/** Addresses that no list may bring back: keyed hashes only, so that none can be read from here. */
export const suppressions = sqliteTable("suppressions", {
  addressHash: text("address_hash").primaryKey(),
  reason: text("reason", { enum: ["erased", "bounced", "complained"] }).notNull(),
  createdAt: integer("created_at").notNull(),
});

export const subscriptions = sqliteTable(
  "subscriptions",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    channel: text("channel", { enum: ["webhook", "websub", "push", "email"] }).notNull(),
    /** 0: partners, 1: the public. */
    tier: integer("tier").notNull().default(1),
    address: text("address").notNull(),
    /** SHA-256 of the normal form: one subscription for each address and channel. */
    addressKey: text("address_key").notNull(),
    ...choiceColumns,
    nonce: text("nonce").notNull(),
    isExercise: integer("is_exercise", { mode: "boolean" }).notNull().default(false),
    /** `erased`: its reader had all that was held about them taken away; only the id and the nonce are left. */
    state: text("state", { enum: ["active", "left", "gone", "erased"] })
      .notNull()
      .default("active"),
    confirmedAt: integer("confirmed_at").notNull(),
    consentSource: text("consent_source").notNull(),
    endedAt: integer("ended_at"),
  },
  (table) => [
    uniqueIndex("subscriptions_key").on(table.channel, table.addressKey),
    index("subscriptions_range").on(table.channel, table.tier, table.id),
  ],
);

/** What an editor knows of a webhook beside its subscription. */
export const partners = sqliteTable("partners", {
  subscriptionId: integer("subscription_id")
    .primaryKey()
    .references(() => subscriptions.id),
  name: text("name").notNull(),
  /** Mail address of a person or a desk. */
  contact: text("contact").notNull(),
  createdAt: integer("created_at").notNull(),
  createdBy: text("created_by").notNull(),
  removedAt: integer("removed_at"),
});

/** What became of each message to a partner, over all its tries. */
export const partnerDeliveries = sqliteTable(
  "partner_deliveries",
  {
    subscriptionId: integer("subscription_id").notNull(),
    /** 0: the latest test event. */
    announcementId: integer("announcement_id").notNull(),
    attempts: integer("attempts").notNull(),
    firstAt: integer("first_at").notNull(),
    lastAt: integer("last_at").notNull(),
    outcome: text("outcome").notNull(),
    reason: text("reason").notNull(),
  },
  (table) => [primaryKey({ columns: [table.subscriptionId, table.announcementId] })],
);

/** Who is, or was asked to be, on the list for service notices. */
export const noticeContacts = sqliteTable("notice_contacts", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  name: text("name").notNull(),
  address: text("address").notNull(),
  addressKey: text("address_key").notNull().unique(),
  language: text("language").notNull(),
  nonce: text("nonce").notNull(),
  invitedAt: integer("invited_at").notNull(),
  joinedAt: integer("joined_at"),
  leftAt: integer("left_at"),
});

/** What partners were told of the service itself. */
export const serviceNotices = sqliteTable("service_notices", {
  id: text("id").primaryKey(),
  topic: text("topic", { enum: ["test", "certificate", "format", "interruption"] }).notNull(),
  /** By language. */
  texts: text("texts", { mode: "json" }).$type<Record<string, string>>().notNull(),
  sentAt: integer("sent_at").notNull(),
  sentBy: text("sent_by").notNull(),
});

/** Back-off and Retry-After of a push service, relay or partner, which all workers read. */
export const origins = sqliteTable("origins", {
  origin: text("origin").primaryKey(),
  failures: integer("failures").notNull().default(0),
  notBefore: integer("not_before").notNull().default(0),
  /** How many messages at once it was found to take; null: nothing is known. */
  atOnce: integer("at_once"),
});

/** Alarms: a row when one is raised, and a row when it is over. */
export const alarms = sqliteTable(
  "alarms",
  {
    name: text("name").notNull(),
    /** Odd: raised; even: over. Counts on for ever, so that of two processes one tells. */
    number: integer("number").notNull(),
    at: integer("at").notNull(),
    detail: text("detail").notNull(),
  },
  (table) => [primaryKey({ columns: [table.name, table.number] })],
);

/** Texts to begin with, which the agency saved from its own drafts. The built-in ones are no rows. */
export const textTemplates = sqliteTable("text_templates", {
  id: text("id").primaryKey(),
  name: text("name").notNull().unique(),
  kind: text("kind", { enum: ["bulletin", "elevated", "imminent"] }).notNull(),
  body: text("body", { mode: "json" }).$type<unknown>().notNull(),
  createdAt: integer("created_at").notNull(),
  createdBy: text("created_by").notNull(),
});
