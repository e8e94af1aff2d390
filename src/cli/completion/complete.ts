import type { Command, Option } from 'commander';
import { type Candidate, valuesFor } from './values.js';

/** What a line may go on with. */
export interface Grammar {
  readonly commands: readonly { readonly name: string; readonly summary: string }[];
  /** A command with its options and arguments; loaded only when the line names it. */
  load(name: string): Promise<Command | undefined>;
  /** The text of the spec in the current folder, or the one that `-f` names; undefined without one. */
  readSpec(file: string | undefined): string | undefined;
}

/** What may stand where the line ends; the last word may be empty. */
export async function complete(line: string, grammar: Grammar): Promise<readonly Candidate[]> {
  const words = splitWords(line);
  const current = words.at(-1) ?? '';
  const [, name, ...rest] = words.slice(0, -1);
  if (name === undefined || name.startsWith('-')) {
    return matching(
      current,
      current.startsWith('-') ? ['--help', '--version'].map(plain) : commandsOf(grammar),
    );
  }
  const command = await grammar.load(name);
  return command === undefined ? [] : completeCommand(command, rest, current, grammar);
}

function completeCommand(
  command: Command,
  words: readonly string[],
  current: string,
  grammar: Grammar,
): readonly Candidate[] {
  const inner = command.commands.find((sub) => words.includes(sub.name()));
  if (inner !== undefined)
    return completeCommand(inner, words.slice(words.indexOf(inner.name()) + 1), current, grammar);
  const given = (long: string) => valueGiven(command, words, long);
  const spec = () => grammar.readSpec(given('--file'));
  const last = words.at(-1) ?? '';
  const open = optionOf(command, last) ?? variadicBefore(command, words);
  const values = (option: Option, text: string) =>
    valuesFor({ command: command.name(), option, text, spec, given });
  if (open !== undefined && takesValue(open) && !current.startsWith('-')) {
    return matching(current, values(open, current));
  }
  const [flag = '', ...text] = current.split('=');
  const attached = current.startsWith('--') && text.length > 0 ? optionOf(command, flag) : undefined;
  if (attached !== undefined) {
    const found = matching(text.join('='), values(attached, text.join('=')));
    return found.map((candidate) => ({ ...candidate, value: `${flag}=${candidate.value}` }));
  }
  if (current.startsWith('-')) return matching(current, flagsOf(command, words));
  const commands = command.commands.map((sub) => ({
    value: sub.name(),
    note: sub.summary() || sub.description(),
  }));
  return matching(current, [...commands, ...argumentsOf(command)]);
}

/** Words as the shell reads them: quotes hold blanks together, and are taken away. */
export function splitWords(line: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  let started = false;
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
      else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      started = true;
    } else if (character === '\\') {
      index += 1;
      word += line[index] ?? '';
    } else if (/\s/.test(character)) {
      if (word !== '' || started) words.push(word);
      word = '';
      started = false;
    } else word += character;
  }
  return [...words, word];
}

function commandsOf({ commands }: Grammar): readonly Candidate[] {
  return commands.map(({ name, summary }) => ({ value: name, note: summary }));
}

function flagsOf(command: Command, words: readonly string[]): readonly Candidate[] {
  return [...command.options, ...helpOf(command)]
    .filter(({ hidden }) => !hidden)
    .filter((option) => option.variadic || isRepeatable(option) || !words.includes(option.long ?? ''))
    .map((option) => ({ value: option.long ?? option.short ?? '', note: option.description }));
}

function helpOf(command: Command): readonly Option[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .filter(({ long }) => long === '--help');
}

function isRepeatable(option: Option): boolean {
  return Array.isArray(option.defaultValue);
}

function optionOf(command: Command, word: string): Option | undefined {
  return word.startsWith('-') ? command.options.find((option) => isFlag(option, word)) : undefined;
}

function isFlag({ short, long }: Option, word: string): boolean {
  return word === short || word === long;
}

/** `-f a.yaml b.yaml`: what follows still belongs to the option. */
function variadicBefore(command: Command, words: readonly string[]): Option | undefined {
  const at = words.findLastIndex((word) => word.startsWith('-'));
  const option = at < 0 ? undefined : optionOf(command, words[at] ?? '');
  return option?.variadic === true ? option : undefined;
}

function takesValue(option: Option): boolean {
  return option.required || option.optional;
}

function valueGiven(command: Command, words: readonly string[], long: string): string | undefined {
  const option = command.options.find((known) => known.long === long);
  const at = words.findLastIndex((word) => option !== undefined && isFlag(option, word));
  return at < 0 ? undefined : words[at + 1];
}

function argumentsOf(command: Command): readonly Candidate[] {
  return command.registeredArguments.flatMap((argument) =>
    argument.argChoices === undefined ? [plain('@files')] : argument.argChoices.map(plain),
  );
}

function plain(value: string): Candidate {
  return { value };
}

function matching(text: string, candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter(({ value }) => value.startsWith('@') || value.startsWith(text));
}
