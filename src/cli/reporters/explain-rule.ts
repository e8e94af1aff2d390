import type { Rule } from '../../lint/rule.js';
import type { TextFile } from '../../readers/index.js';
import type { Colors } from '../colors.js';

/** Everything about one rule, for a terminal. */
export function explainRule(rule: Rule, colors: Colors): readonly string[] {
  const { id, name, severity, family, summary, why, error, fix, reference, examples } = rule;
  return [
    `${colors.bold(`${id} ${name}`)} (${severity}, ${family})`,
    summary,
    '',
    `${colors.bold('Why')}: ${why}`,
    `${colors.bold('Without it')}: ${error}`,
    `${colors.bold('How to fix it')}: ${fix}`,
    `${colors.bold('Reference')}: ${reference}`,
    '',
    ...example('Wrong', examples.bad, colors),
    ...example('Right', examples.good, colors),
    `To accept it in one place: # irsa-forge-ignore ${id}: why it is right here`,
  ];
}

function example(title: string, files: readonly TextFile[], colors: Colors): readonly string[] {
  return files.flatMap(({ path, content }) => [
    `${colors.bold(title)}, ${path}:`,
    ...content
      .trimEnd()
      .split('\n')
      .slice(0, 60)
      .map((line) => `  ${line}`),
    '',
  ]);
}
