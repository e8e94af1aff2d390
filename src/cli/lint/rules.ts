import { Failure } from '../../diagnostics.js';
import { RULES } from '../../lint/registry.js';
import { nearest } from '../../text/nearest.js';
import { quote } from '../../text/quote.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Output } from '../output.js';
import { explainRule } from '../reporters/explain-rule.js';

/** Prints every rule with its severity and one sentence. */
export function printRules(output: Output): ExitCode {
  output.json(RULES.map(({ check: _check, examples: _examples, ...rule }) => rule));
  for (const { id, name, severity, summary } of RULES) {
    output.result(`${output.colors.out.bold(id)}  ${severity.padEnd(7)}  ${name}: ${summary}`);
  }
  output.note(`${RULES.length} rules; irsa-forge lint --explain RULE tells more about one`);
  return EXIT.ok;
}

/** Prints all about one rule, by its id or name. */
export function printRule(wanted: string, output: Output): ExitCode {
  const rule = RULES.find(({ id, name }) => id.toLowerCase() === wanted.toLowerCase() || name === wanted);
  if (rule === undefined) {
    const guess = nearest(
      wanted,
      RULES.flatMap(({ id, name }) => [id, name]),
    );
    const help = guess === undefined ? 'irsa-forge lint --list-rules lists them' : `did you mean ${guess}?`;
    throw new Failure('no-such-rule', 'user', `there is no rule ${quote(wanted)}`, { help });
  }
  const { check: _check, ...plain } = rule;
  output.json(plain);
  output.result(explainRule(rule, output.colors.out));
  return EXIT.ok;
}
