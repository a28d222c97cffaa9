CREATE TABLE `account_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`act` text NOT NULL,
	`editor_id` text NOT NULL,
	`email` text,
	`name` text,
	`roles` text,
	`requested_by` text NOT NULL,
	`requested_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`outcome` text,
	`decided_by` text,
	`decided_at` integer
);
--> statement-breakpoint
CREATE INDEX `account_requests_open` ON `account_requests` (`outcome`,`expires_at`);--> statement-breakpoint
CREATE TABLE `challenges` (
	`hash` text PRIMARY KEY NOT NULL,
	`purpose` text NOT NULL,
	`editor_id` text,
	`advisory_id` text,
	`content_hash` text,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `challenges_expiry` ON `challenges` (`expires_at`);--> statement-breakpoint
CREATE TABLE `passkeys` (
	`id` text PRIMARY KEY NOT NULL,
	`editor_id` text NOT NULL,
	`name` text NOT NULL,
	`public_key` text NOT NULL,
	`counter` integer NOT NULL,
	`transports` text NOT NULL,
	`created_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`editor_id`) REFERENCES `editors`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `passkeys_editor` ON `passkeys` (`editor_id`);--> statement-breakpoint
ALTER TABLE `credentials` ADD `seen_at` integer;--> statement-breakpoint
ALTER TABLE `credentials` ADD `method` text;--> statement-breakpoint
ALTER TABLE `editors` ADD `vouched_at` integer;--> statement-breakpoint
ALTER TABLE `editors` ADD `identity` text;--> statement-breakpoint
CREATE UNIQUE INDEX `editors_identity` ON `editors` (`identity`);