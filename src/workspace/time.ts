/** Milliseconds since the process began. `performance` would load all of Node's measuring, which a small run feels. */
export function uptime(): number {
  return process.uptime() * 1000;
}

/** Waits for so many milliseconds. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
