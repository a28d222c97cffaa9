CREATE TABLE `editor_browsers` (
	`hash` text PRIMARY KEY NOT NULL,
	`editor_id` text NOT NULL,
	`address` text NOT NULL,
	`address_key` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`editor_id`) REFERENCES `editors`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `editor_browsers_address_key_unique` ON `editor_browsers` (`address_key`);--> statement-breakpoint
CREATE INDEX `editor_browsers_editor` ON `editor_browsers` (`editor_id`);