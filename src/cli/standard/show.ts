import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, type Result } from '../../diagnostics.js';
import { standardOf } from '../../spec/source.js';
import { openStandard, openStandardFolder } from '../../standard/for-specs.js';
import { STANDARD_FILE } from '../../standard/load.js';
import { mergeStandard } from '../../standard/merge.js';
import { type ShownStandard, showStandard } from '../../standard/show.js';
import type { Standard } from '../../standard/types.js';
import type { CommandContext } from '../command.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Output } from '../output.js';
import { readSpecSource } from '../read-spec.js';
import { readSpecFile } from '../spec-files.js';

/** Whose standard is shown. */
interface Shown {
  readonly folder: string | undefined;
  readonly file: string | undefined;
  readonly today: string | undefined;
}

/** Shows a standard merged with its bases, and where each of its values stands. */
export async function printStandard(asked: Shown, context: CommandContext): Promise<ExitCode> {
  const { cwd, output } = context;
  const here =
    asked.folder ?? (asked.file === undefined && existsSync(join(cwd, STANDARD_FILE)) ? '.' : undefined);
  const found: Result<Found> =
    here === undefined
      ? await ofSpec(asked.file ?? 'irsa.yaml', asked.today, context)
      : ofFolder(here, cwd, asked.today);
  output.diagnostics(found.diagnostics);
  if (!found.ok) {
    output.json({ ok: false, diagnostics: found.diagnostics });
    return EXIT.unable;
  }
  const { standard, spec } = found.value;
  const shown = showStandard(standard, spec);
  output.json(shown);
  print(shown, output);
  return EXIT.ok;
}

interface Found {
  readonly standard: Standard;
  /** The spec that conditions are to hold for. */
  readonly spec?: unknown;
}

function ofFolder(folder: string, cwd: string, today: string | undefined): Result<Found> {
  const opened = openStandardFolder(folder, cwd, today);
  return opened.ok ? { ...opened, value: { standard: opened.value } } : opened;
}

async function ofSpec(
  name: string,
  today: string | undefined,
  context: CommandContext,
): Promise<Result<Found>> {
  const { cwd } = context;
  const source = readSpecSource(await readSpecFile(name, context), cwd);
  if (!source.ok) return source;
  const ref = standardOf(source.value);
  if (ref === undefined) {
    throw new Failure('no-standard', 'user', `${name} names no standard`, {
      help: 'write standard: with a folder or a package into it, or name a folder: irsa-forge standard show DIR',
    });
  }
  const opened = openStandard({ source: source.value, ref, cwd, today });
  if (!opened.ok) return opened;
  const spec = mergeStandard(source.value.value, opened.value).value;
  return { ...opened, value: { standard: opened.value, spec } };
}

function print({ name, version, hash, chain, sections }: ShownStandard, output: Output): void {
  const { bold, dim } = output.colors.out;
  output.result(`${bold(name)} ${version} (${hash.slice(0, 8)})`);
  for (const [index, link] of chain.entries()) {
    output.result(dim(`${index === 0 ? '' : `extends ${link.name}: `}${link.file}`));
  }
  for (const { title, entries } of sections) {
    output.result(['', bold(title)]);
    const width = Math.min(70, Math.max(...entries.map(({ says }) => says.length)));
    for (const { says, standard, at, overridden } of entries) {
      const note = `${standard}, ${at}${overridden ? '; overridden' : ''}`;
      output.result(`  ${says.padEnd(width)}  ${dim(note)}`);
    }
  }
}
