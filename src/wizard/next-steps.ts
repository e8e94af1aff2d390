/** Commands that only look. */
const LOOKS = /^(?:aws \S+ (?:describe|list|get)-|kubectl (?:get|describe)|terraform \S+ output)/;

/** How a paragraph ends that leaves it to the reader whether the commands below it are to be run. */
const CONDITIONAL = /(?:^|[.:;] )(?:Where|If|After a later change)\b[^.]*:$/;

/** The next commands of a runbook, in its order: those of its numbered steps that do something in any case. */
export function nextCommands(runbook: string, most = 3): readonly string[] {
  const steps = runbook.slice(Math.max(0, runbook.search(/^## 1\. /m)));
  const blocks = [...steps.matchAll(/(?:^(.+)\n\n)?^```sh\n([\s\S]*?)^```$/gm)].flatMap(
    ([, paragraph = '', block = '']) => (CONDITIONAL.test(paragraph) ? [] : [block]),
  );
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
