CREATE TABLE `alarms` (
	`name` text NOT NULL,
	`number` integer NOT NULL,
	`at` integer NOT NULL,
	`detail` text NOT NULL,
	PRIMARY KEY(`name`, `number`)
);
