CREATE TABLE `advisories` (
	`id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`kind` text NOT NULL,
	`status` text NOT NULL,
	`family` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `advisories_slug_unique` ON `advisories` (`slug`);--> statement-breakpoint
CREATE INDEX `advisories_family` ON `advisories` (`family`);--> statement-breakpoint
CREATE TABLE `announcements` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`advisory_id` text NOT NULL,
	`number` integer NOT NULL,
	`sequence` integer NOT NULL,
	`family` text NOT NULL,
	`status` text NOT NULL,
	`occasion` text NOT NULL,
	`due_at` integer NOT NULL,
	`deadline_at` integer NOT NULL,
	`urgency` integer NOT NULL,
	`last_id` integer,
	`planned_to` integer DEFAULT 0 NOT NULL,
	`planned_at` integer,
	`voided_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `announcements_key` ON `announcements` (`advisory_id`,`number`,`occasion`);--> statement-breakpoint
CREATE INDEX `announcements_family` ON `announcements` (`family`);--> statement-breakpoint
CREATE INDEX `announcements_due` ON `announcements` (`planned_at`,`due_at`);--> statement-breakpoint
CREATE TABLE `audit` (
	`sequence` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`command_id` text NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`advisory_id` text,
	`is_public` integer NOT NULL,
	`detail` text NOT NULL,
	`previous_hash` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `audit_command_id_unique` ON `audit` (`command_id`);--> statement-breakpoint
CREATE INDEX `audit_public` ON `audit` (`is_public`,`sequence`);--> statement-breakpoint
CREATE INDEX `audit_advisory` ON `audit` (`advisory_id`);--> statement-breakpoint
CREATE TABLE `credentials` (
	`hash` text PRIMARY KEY NOT NULL,
	`editor_id` text NOT NULL,
	`purpose` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`used_at` integer,
	FOREIGN KEY (`editor_id`) REFERENCES `editors`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `credentials_editor` ON `credentials` (`editor_id`);--> statement-breakpoint
CREATE TABLE `editors` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`roles` text NOT NULL,
	`created_at` integer NOT NULL,
	`disabled_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `editors_email_unique` ON `editors` (`email`);--> statement-breakpoint
CREATE TABLE `instance` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `letters` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`purpose` text NOT NULL,
	`recipient` text NOT NULL,
	`language` text NOT NULL,
	`data` text NOT NULL,
	`created_at` integer NOT NULL,
	`not_after` integer NOT NULL,
	`not_before` integer DEFAULT 0 NOT NULL,
	`fence` integer DEFAULT 0 NOT NULL,
	`leased_until` integer DEFAULT 0 NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`is_begun` integer DEFAULT false NOT NULL,
	`outcome` text,
	`done_at` integer
);
--> statement-breakpoint
CREATE INDEX `letters_open` ON `letters` (`done_at`,`not_before`);--> statement-breakpoint
CREATE TABLE `lots` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`announcement_id` integer NOT NULL,
	`family` text NOT NULL,
	`channel` text NOT NULL,
	`tier` integer NOT NULL,
	`range` integer NOT NULL,
	`priority` integer NOT NULL,
	`bits` blob,
	`fence` integer DEFAULT 0 NOT NULL,
	`leased_until` integer DEFAULT 0 NOT NULL,
	`not_before` integer DEFAULT 0 NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`owed` integer,
	`sent` integer DEFAULT 0 NOT NULL,
	`unknown` integer DEFAULT 0 NOT NULL,
	`failed` integer DEFAULT 0 NOT NULL,
	`skipped` integer DEFAULT 0 NOT NULL,
	`first_sent_at` integer,
	`last_sent_at` integer,
	`done_at` integer,
	`is_overtaken` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`announcement_id`) REFERENCES `announcements`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `lots_key` ON `lots` (`announcement_id`,`channel`,`tier`,`range`);--> statement-breakpoint
CREATE INDEX `lots_open` ON `lots` (`done_at`,`channel`,`priority`,`id`);--> statement-breakpoint
CREATE INDEX `lots_family` ON `lots` (`family`,`channel`,`range`);--> statement-breakpoint
CREATE TABLE `messages` (
	`identifier` text PRIMARY KEY NOT NULL,
	`advisory_id` text NOT NULL,
	`number` integer NOT NULL,
	`sent_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`summary` text NOT NULL,
	`xml` text NOT NULL,
	FOREIGN KEY (`advisory_id`) REFERENCES `advisories`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `messages_advisory` ON `messages` (`advisory_id`);--> statement-breakpoint
CREATE TABLE `origins` (
	`origin` text PRIMARY KEY NOT NULL,
	`failures` integer DEFAULT 0 NOT NULL,
	`not_before` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `revisions` (
	`advisory_id` text NOT NULL,
	`number` integer NOT NULL,
	`sequence` integer NOT NULL,
	`effective_at` integer NOT NULL,
	`voided_at` integer,
	`identifier` text NOT NULL,
	`body` text NOT NULL,
	PRIMARY KEY(`advisory_id`, `number`),
	FOREIGN KEY (`advisory_id`) REFERENCES `advisories`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `revisions_sequence_unique` ON `revisions` (`sequence`);--> statement-breakpoint
CREATE UNIQUE INDEX `revisions_identifier_unique` ON `revisions` (`identifier`);--> statement-breakpoint
CREATE TABLE `signups` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`address` text NOT NULL,
	`address_key` text NOT NULL,
	`language` text NOT NULL,
	`kinds` text NOT NULL,
	`areas` text NOT NULL,
	`sectors` text NOT NULL,
	`nonce` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`confirmed_at` integer
);
--> statement-breakpoint
CREATE INDEX `signups_key` ON `signups` (`address_key`);--> statement-breakpoint
CREATE INDEX `signups_expiry` ON `signups` (`expires_at`);--> statement-breakpoint
CREATE TABLE `subscriptions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`channel` text NOT NULL,
	`tier` integer DEFAULT 1 NOT NULL,
	`address` text NOT NULL,
	`address_key` text NOT NULL,
	`language` text NOT NULL,
	`kinds` text NOT NULL,
	`areas` text NOT NULL,
	`sectors` text NOT NULL,
	`nonce` text NOT NULL,
	`is_exercise` integer DEFAULT false NOT NULL,
	`state` text DEFAULT 'active' NOT NULL,
	`confirmed_at` integer NOT NULL,
	`consent_source` text NOT NULL,
	`ended_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `subscriptions_key` ON `subscriptions` (`channel`,`address_key`);--> statement-breakpoint
CREATE INDEX `subscriptions_range` ON `subscriptions` (`channel`,`tier`,`id`);--> statement-breakpoint
CREATE TABLE `working_copies` (
	`advisory_id` text PRIMARY KEY NOT NULL,
	`replaces` text,
	`body` text NOT NULL,
	FOREIGN KEY (`advisory_id`) REFERENCES `advisories`(`id`) ON UPDATE no action ON DELETE no action
);
