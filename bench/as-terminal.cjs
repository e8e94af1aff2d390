// Preloaded into a wizard that is asked in plain lines: what comes through pipes counts as typed at a terminal.
process.stdin.isTTY = true;
process.stderr.isTTY = true;
