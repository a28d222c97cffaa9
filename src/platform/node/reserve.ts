/**
 * Room on the disk that is kept for a retraction: a file of real bytes beside the database. On a full disk it is given up, so that what
 * was issued in error can be taken back and the corrections can be noted; it is made again when there is room.
 */
import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { join } from "node:path";

export const reserveBytes = 16 * 1024 * 1024;

export interface Reserve {
  /** Makes the file where it is missing and there is room for it twice. False: it is not there. */
  keep(): boolean;
  /** Gives the room back to the disk. False: there was nothing to give. */
  giveUp(): boolean;
}

export function reserveIn(folder: string): Reserve {
  const path = join(folder, "reserve");
  return {
    keep() {
      if (existsSync(path)) return true;
      const { bavail, bsize } = statfsSync(folder);
      if (bavail * bsize < 2 * reserveBytes) return false;
      try {
        const file = openSync(path, "wx", 0o600);
        try {
          // Not zeros: some file systems keep none of those.
          const block = Buffer.alloc(1024 * 1024, "kept for a retraction ");
          for (let written = 0; written < reserveBytes; written += block.length) writeSync(file, block);
          fsyncSync(file);
        } finally {
          closeSync(file);
        }
        return true;
      } catch (error) {
        // Another process made it; or the disk filled meanwhile, and half a reserve is given back.
        if ((error as NodeJS.ErrnoException).code === "EEXIST") return true;
        rmSync(path, { force: true });
        return false;
      }
    },
    giveUp() {
      if (!existsSync(path)) return false;
      rmSync(path, { force: true });
      return true;
    },
  };
}
