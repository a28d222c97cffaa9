CREATE TABLE `partner_deliveries` (
	`subscription_id` integer NOT NULL,
	`announcement_id` integer NOT NULL,
	`attempts` integer NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`outcome` text NOT NULL,
	`reason` text NOT NULL,
	PRIMARY KEY(`subscription_id`, `announcement_id`)
);
--> statement-breakpoint
CREATE TABLE `partners` (
	`subscription_id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`contact` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`removed_at` integer,
	FOREIGN KEY (`subscription_id`) REFERENCES `subscriptions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `announcements` ADD `machines_only` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `letters_recipient` ON `letters` (`purpose`,`recipient`,`created_at`);