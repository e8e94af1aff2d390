import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Failure } from '../../diagnostics.js';
import {
  parseSnapshotIndex,
  SNAPSHOT_NAME,
  type SnapshotCall,
  type SnapshotIndex,
} from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import { saveText } from '../../workspace/save-text.js';

/** Nobody else has to read what a cluster runs. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** Characters of a file after which the next one begins; readers take 25 MB. */
const FULL = 16_000_000;

/** What a run leaves behind that was stopped before it knew of which cluster it is. */
const OWN_FOLDERS: ReadonlySet<string> = new Set(['aws', 'kubernetes']);

/** The folder of a snapshot, and what is in it already. */
export class SnapshotFolder {
  private constructor(
    /** As the user named it. */
    readonly name: string,
    private readonly path: string,
    readonly before: SnapshotIndex | undefined,
  ) {}

  /** Takes a folder that is new, empty, or holds a snapshot. */
  static open(name: string, cwd: string): SnapshotFolder {
    const path = resolve(cwd, name);
    const index = join(path, SNAPSHOT_NAME);
    if (existsSync(index)) return new SnapshotFolder(name, path, readIndex(index, name));
    if (existsSync(path) && entriesOf(path, name).some((entry) => !OWN_FOLDERS.has(entry)))
      throw new Failure('not-a-snapshot', 'user', `${name} is not empty, and holds no snapshot`, {
        help: 'name a folder of its own with -o',
      });
    return new SnapshotFolder(name, path, undefined);
  }

  saveIndex(index: SnapshotIndex): void {
    this.makeFolder(this.path);
    saveText(join(this.path, SNAPSHOT_NAME), `${JSON.stringify(index, undefined, 2)}\n`, { mode: FILE_MODE });
  }

  /** Keeps an answer; in several files where it is long. Tells their names. */
  saveAnswer(file: string, parts: readonly unknown[]): readonly string[] {
    return parts.map((part, index) => {
      const name = partName(file, index);
      this.makeFolder(dirname(join(this.path, name)));
      saveText(join(this.path, name), `${JSON.stringify(part, undefined, 1)}\n`, { mode: FILE_MODE });
      return name;
    });
  }

  /** A list of objects that is written as they come. */
  openList(file: string): ListFile {
    this.makeFolder(dirname(join(this.path, file)));
    return new ListFile(this.path, file);
  }

  /** What an earlier run kept of a call, whole; undefined where it is not there as it was. */
  answerTo({ files = [] }: SnapshotCall): readonly unknown[] | undefined {
    try {
      return files.map((file) => JSON.parse(readFileSync(join(this.path, file), 'utf8')));
    } catch {
      return undefined;
    }
  }

  /** Takes away what an earlier snapshot kept. */
  remove(calls: readonly SnapshotCall[]): void {
    for (const file of calls.flatMap(({ files = [] }) => files))
      if (isOwn(file)) rmSync(join(this.path, file), { force: true });
  }

  private makeFolder(path: string): void {
    try {
      mkdirSync(path, { recursive: true, mode: FOLDER_MODE });
    } catch (error) {
      throw unwritable(this.name, error);
    }
  }
}

/** An index may be anybody's: it never leads out of its folder. */
const isOwn = (file: string) => /^(?:aws|kubernetes)\/[\w.%~-]+\.json$/.test(file);

const partName = (file: string, index: number) => `${file}${index === 0 ? '' : `~${index + 1}`}.json`;

function entriesOf(path: string, name: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (cause) {
    throw new Failure('not-a-folder', 'user', `${name} is no folder`, { help: 'name one with -o', cause });
  }
}

function readIndex(path: string, name: string): SnapshotIndex {
  const read = parseIndex(path);
  if (typeof read !== 'string') return read;
  throw new Failure('broken-snapshot', 'user', `${name}/${SNAPSHOT_NAME} cannot be read: ${read}`, {
    help: 'take the snapshot into another folder, or remove this one',
  });
}

function parseIndex(path: string): SnapshotIndex | string {
  try {
    return parseSnapshotIndex(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    return error instanceof SyntaxError ? `it is no whole JSON (${quote(error.message)})` : String(error);
  }
}

function unwritable(name: string, cause: unknown): Failure {
  const { code = String(cause) } = cause as NodeJS.ErrnoException;
  return new Failure('unwritable', 'environment', `cannot write ${name}: ${code}`, {
    help: 'name a folder that you may write to with -o',
    cause,
  });
}

/** A list of Kubernetes objects in as many files as it takes, which have their names once all of it is there. */
export class ListFile {
  private readonly finished: string[] = [];
  private descriptor: number | undefined;
  private length = 0;

  constructor(
    private readonly folder: string,
    private readonly file: string,
  ) {}

  get isEmpty(): boolean {
    return this.descriptor === undefined;
  }

  add(object: unknown): void {
    const text = JSON.stringify(object);
    if (this.descriptor !== undefined && this.length + text.length > FULL) this.endPart();
    this.write(`${this.descriptor === undefined ? LIST_START : ',\n'}${text}`);
  }

  /** Tells the names of the files. */
  save(): readonly string[] {
    if (this.descriptor === undefined) this.write(LIST_START);
    this.endPart();
    return this.finished.map((name) => {
      renameSync(temporary(this.folder, name), join(this.folder, name));
      return name;
    });
  }

  drop(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    for (const name of [...this.finished, this.current()])
      rmSync(temporary(this.folder, name), { force: true });
  }

  private write(text: string): void {
    this.descriptor ??= openSync(temporary(this.folder, this.current()), 'w', FILE_MODE);
    this.length += text.length;
    writeSync(this.descriptor, text);
  }

  private endPart(): void {
    this.write('\n]}\n');
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.finished.push(this.current());
    this.descriptor = undefined;
    this.length = 0;
  }

  private current(): string {
    return partName(this.file, this.finished.length);
  }
}

const LIST_START = '{"apiVersion":"v1","kind":"List","items":[\n';

const temporary = (folder: string, name: string) => join(folder, `${name}.tmp`);
