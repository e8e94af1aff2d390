// Runs writeFolder in a process of its own: node driver.mjs <module> <job as JSON>; says `ready` after the first round.
const [, , module, job] = process.argv;
const { writeFolder } = await import(module);
const { requests, forever } = JSON.parse(job);
let ready = false;
do {
  for (const request of requests) {
    try {
      const { plan, written } = await writeFolder(request);
      if (!forever)
        process.stdout.write(
          `${JSON.stringify({ written, verdicts: plan.entries.map((entry) => entry.verdict) })}\n`,
        );
    } catch (error) {
      process.stdout.write(
        `${JSON.stringify({ failure: error.code ?? String(error), message: error.message })}\n`,
      );
      if (forever) process.exit(1);
    }
  }
  if (!ready) process.stdout.write('ready\n');
  ready = true;
} while (forever);
