import { createHash } from 'node:crypto';
import { dirname, join, relative, resolve } from 'node:path';
import { EKS_VERSIONS_AS_OF } from '../aws/eks-versions.js';
import { type Diagnostic, hasErrors, type Place, type Result } from '../diagnostics.js';
import type { Source } from '../spec/source-file.js';
import { quote } from '../text/quote.js';
import { findInside, findStandardFolder, listInside, Refused, readInside, realFolder } from './folder.js';
import { parseStandard } from './parse.js';
import type { Standard, StandardFile, TemplateSource } from './types.js';

/** The file that makes a folder a standard. */
export const STANDARD_FILE = 'standard.yaml';

/** Most standards that build on each other. */
const LONGEST_CHAIN = 10;

/** Who asks for a standard. */
export interface StandardReference {
  /** As `standard:` spells it: a relative path or the name of a package. */
  readonly ref: string;
  /** The folder of the spec, absolute. */
  readonly folder: string;
  /** Where the spec names it; findings about the reference itself stand there. */
  readonly place?: Place;
  /** What paths in findings are relative to. */
  readonly cwd?: string;
  /** The day on which its rules are looked at; default: that of our own tables, so that a run is the same on any day. */
  readonly today?: string | undefined;
}

/** The folder that a spec's way to its standard begins at: that of the file which names it. */
export function standardFolder({ locate }: Pick<Source, 'locate'>, cwd: string): string {
  return dirname(resolve(cwd, locate(['standard']).file));
}

/** Loads a standard with everything that it extends; findings have their places in the files of the standards. */
export function loadStandard(reference: StandardReference): Result<Standard> {
  const { ref, folder, place, cwd = process.cwd(), today } = reference;
  return new Loader(cwd, today).follow({ ref, from: folder, place, path: 'standard' });
}

/** The same for a folder as the user of a command names it: absolute, or relative to the working directory. */
export function loadStandardFolder(folder: string, cwd: string, today?: string): Result<Standard> {
  return new Loader(cwd, today).follow({ ref: folder, from: cwd, place: undefined, path: undefined });
}

/** A standard of the chain with what is in its folder. */
interface Link {
  readonly file: StandardFile;
  readonly folder: string;
  readonly text: string;
  readonly templates: readonly TemplateSource[];
}

/** A standard to be read: as it is named, from which folder, and where. */
interface Wanted {
  readonly ref: string;
  readonly from: string;
  readonly place: Place | undefined;
  /** The field that names it; undefined for an argument of a command. */
  readonly path: 'standard' | 'extends' | undefined;
}

class Loader {
  private readonly diagnostics: Diagnostic[] = [];

  constructor(
    private readonly cwd: string,
    private readonly today: string = EKS_VERSIONS_AS_OF,
  ) {}

  /** Reads what is wanted and, base by base, what it extends. */
  follow(first: Wanted): Result<Standard> {
    const links: Link[] = [];
    let wanted: Wanted | undefined = first;
    while (wanted !== undefined) {
      const link = this.open(wanted, links);
      if (link !== undefined) links.unshift(link);
      wanted = link && baseOf(link);
    }
    const own = links.at(-1);
    if (own === undefined || hasErrors(this.diagnostics)) return { ok: false, diagnostics: this.diagnostics };
    const version = this.guard(own.file.locate([]), undefined, () => versionOf(own.folder)) ?? 'unversioned';
    const templates = new Map(
      links.flatMap((link) => link.templates.map((source) => [source.path, source] as const)),
    );
    const chain = links.map((link) => link.file);
    const standard = {
      name: own.file.name,
      version,
      hash: hashOf(links),
      today: this.today,
      folder: own.folder,
      chain,
      templates,
    };
    if (hasErrors(this.diagnostics)) return { ok: false, diagnostics: this.diagnostics };
    return { ok: true, value: standard, diagnostics: this.diagnostics };
  }

  private open(wanted: Wanted, links: readonly Link[]): Link | undefined {
    return this.guard(wanted.place, wanted.path, () => this.read(wanted, links));
  }

  private read({ ref, from, path }: Wanted, links: readonly Link[]): Link | undefined {
    const folder = path === undefined ? realFolder(resolve(from, ref), ref) : findStandardFolder(ref, from);
    const known = links.find((link) => link.folder === folder);
    if (known !== undefined) {
      const names = [...links].reverse().map((link) => link.file.name);
      const circle = [...names.slice(names.indexOf(known.file.name)), known.file.name].join(' → ');
      throw new Refused(`${quote(ref)} closes a circle: ${circle}`, 'take one of these extends out');
    }
    if (links.length >= LONGEST_CHAIN) {
      throw new Refused(
        `${quote(ref)} is one base too many`,
        `at most ${LONGEST_CHAIN} standards build on each other`,
      );
    }
    const file = this.shown(join(folder, STANDARD_FILE));
    const text = readInside(folder, STANDARD_FILE);
    if (text === undefined) {
      throw new Refused(
        `${quote(ref)} holds no ${STANDARD_FILE}`,
        'run `irsa-forge standard init` there, or name another folder',
      );
    }
    const parsed = parseStandard(text, file);
    this.diagnostics.push(...parsed.diagnostics);
    if (!parsed.ok) return undefined;
    const templates = this.guard(parsed.value.locate(['templates']), 'templates', () =>
      this.templates(parsed.value, folder),
    );
    return { file: parsed.value, folder, text, templates: templates ?? [] };
  }

  private templates({ name, templates }: StandardFile, folder: string): readonly TemplateSource[] {
    if (templates === undefined) return [];
    const below = findInside(folder, templates);
    return listInside(folder, below, '.hbs').map((path) => ({
      path,
      text: readInside(folder, join(relative(folder, below), path)) ?? '',
      file: this.shown(join(below, path)),
      standard: name,
    }));
  }

  /** Turns what is refused into a finding. */
  private guard<T>(place: Place | undefined, path: string | undefined, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      const refused = error instanceof Refused ? error : asRefused(error);
      this.diagnostics.push({
        code: 'standard/unreadable',
        severity: 'error',
        message: refused.message,
        help: refused.help,
        ...(path === undefined ? {} : { path }),
        ...(place === undefined ? {} : { place }),
      });
      return undefined;
    }
  }

  private shown(path: string): string {
    const near = relative(this.cwd, path);
    return near.length < path.length ? near : path;
  }
}

function baseOf({ file, folder }: Link): Wanted | undefined {
  const ref = file.extends;
  return ref === undefined
    ? undefined
    : { ref, from: folder, place: file.locate(['extends']), path: 'extends' };
}

function asRefused(error: unknown): Refused {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return new Refused(`cannot be read: ${message}`, 'see that you may read every file of the standard');
}

function versionOf(folder: string): string | undefined {
  const text = readInside(folder, 'package.json');
  if (text === undefined) return undefined;
  try {
    const { version } = JSON.parse(text) as { readonly version?: unknown };
    return typeof version === 'string' && /^[\w.+-]{1,64}$/.test(version) ? version : undefined;
  } catch {
    throw new Refused('its package.json is no JSON', 'correct it, or take it out');
  }
}

/** Of every file that has a say, by its path in its standard: the same wherever the standards lie. */
function hashOf(links: readonly Link[]): string {
  const hash = createHash('sha256');
  for (const [index, { text, templates }] of links.entries()) {
    for (const [path, content] of [
      [STANDARD_FILE, text],
      ...templates.map(({ path, text }) => [path, text]),
    ]) {
      hash.update(JSON.stringify([index, path, content]));
    }
  }
  return hash.digest('hex');
}
