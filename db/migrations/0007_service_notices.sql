CREATE TABLE `notice_contacts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`address` text NOT NULL,
	`address_key` text NOT NULL,
	`language` text NOT NULL,
	`nonce` text NOT NULL,
	`invited_at` integer NOT NULL,
	`joined_at` integer,
	`left_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `notice_contacts_address_key_unique` ON `notice_contacts` (`address_key`);--> statement-breakpoint
CREATE TABLE `service_notices` (
	`id` text PRIMARY KEY NOT NULL,
	`topic` text NOT NULL,
	`texts` text NOT NULL,
	`sent_at` integer NOT NULL,
	`sent_by` text NOT NULL
);
