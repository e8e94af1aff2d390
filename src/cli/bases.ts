import { readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { type Diagnostic, startOf } from '../diagnostics.js';
import { own } from '../plain-data.js';
import { baseFiles } from '../readers/base-files.js';
import { readText } from '../readers/read-text.js';
import { readSource } from '../spec/source.js';
import type { Source } from '../spec/source-file.js';
import { listShort } from '../text/quote.js';
import type { SpecFile } from './spec-files.js';

/** More folders beside a spec than anybody has environments. */
const MOST_LOOKED_AT = 200;

/** Which files the specs of a run extend: a base alone need not be a whole spec. */
export class Bases {
  private readonly extending = new Map<string, string[]>();
  private readonly files;

  constructor(private readonly cwd: string) {
    this.files = baseFiles(cwd);
  }

  /** Takes note of what a spec of the run extends. */
  add(spec: SpecFile, source: Source): void {
    for (const { file } of source.bases) {
      const base = this.files.identify(file);
      this.extending.set(base, [...(this.extending.get(base) ?? []), spec.name]);
    }
  }

  /** What to say of a spec that is not whole and that others of the run extend: it is left to them. */
  leave({ name, path }: SpecFile, found: readonly Diagnostic[]): string | undefined {
    const by =
      path === undefined || !isPartial(found) ? undefined : this.extending.get(this.files.identify(path));
    return by && `${name}: a base of ${listShort(by, 3)}, and no whole spec by itself`;
  }

  /** Says of a spec that is not whole that specs beside it extend it. */
  hint({ name, path }: SpecFile, found: readonly Diagnostic[]): readonly Diagnostic[] {
    const by = path === undefined || !isPartial(found) ? [] : this.beside(path);
    if (by.length === 0) return [];
    const place = startOf(name);
    const message = `this is a base, which ${listShort(by, 3)} ${by.length === 1 ? 'extends' : 'extend'}: alone it need not be a whole spec`;
    const help = `name ${by.length === 1 ? 'that file' : 'one of those'} instead`;
    return [{ code: 'spec/base-alone', severity: 'info', message, help, place }];
  }

  /** Specs in the same folder and in those beside it that extend a file. */
  private beside(path: string): readonly string[] {
    const folder = dirname(path);
    const files = [
      ...list(folder)
        .filter((name) => /\.ya?ml$/.test(name))
        .map((name) => join(folder, name)),
      ...list(dirname(folder)).map((name) => join(dirname(folder), name, basename(path))),
    ];
    const wanted = this.files.identify(path);
    return files.slice(0, MOST_LOOKED_AT).flatMap((file) => {
      const read = readText(file);
      const source = read.ok && /^extends:/m.test(read.text) ? readSource(read.text, file) : undefined;
      const ref = source?.ok === true ? own(source.value.value, 'extends') : undefined;
      if (typeof ref !== 'string' || this.files.identify(join(dirname(file), ref)) !== wanted) return [];
      return [relative(this.cwd, file)];
    });
  }
}

/** What is wrong with a spec that leaves something to those that extend it. */
const PARTIAL: ReadonlySet<string> = new Set([
  'spec/missing-field',
  'spec/missing-parameter',
  'spec/grants-nothing',
]);

function isPartial(found: readonly Diagnostic[]): boolean {
  return found.some(({ code, severity }) => severity === 'error' && PARTIAL.has(code));
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
