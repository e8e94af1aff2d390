/** Commands that only look. */
const LOOKS = /^(?:aws \S+ (?:describe|list|get)-|kubectl (?:get|describe)|terraform \S+ output)/;

/** The next commands of a runbook, in its order: those of its numbered steps that do something. */
export function nextCommands(runbook: string, most = 3): readonly string[] {
  const steps = runbook.slice(Math.max(0, runbook.search(/^## 1\. /m)));
  const blocks = [...steps.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
  return blocks
    .flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'))
    .map((line) =>
      line
        .replace(/\s+#\s.*$/, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '' && !line.startsWith('#') && !LOOKS.test(line))
    .slice(0, most);
}
