/** What must not outlive this process, however that ends: vitest ends its workers by SIGTERM, which alone runs nothing. */
export function atExit(tidyUp: () => void): void {
  process.once("exit", tidyUp);
  if (process.listenerCount("SIGTERM", exit) === 0) process.once("SIGTERM", exit);
}

function exit(): void {
  process.exit();
}
