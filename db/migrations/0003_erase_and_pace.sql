CREATE TABLE `suppressions` (
	`address_hash` text PRIMARY KEY NOT NULL,
	`reason` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `signups` ADD `inbox_hash` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `signups` ADD `domain` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `signups` ADD `turn_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `signups` ADD `mail_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `signups_inbox` ON `signups` (`inbox_hash`,`created_at`);--> statement-breakpoint
CREATE INDEX `signups_domain` ON `signups` (`domain`);