import { availableParallelism } from 'node:os';
import { SNAPSHOT_VERSION, type SnapshotCall, type SnapshotIndex } from '../../readers/index.js';
import { type Call, keyOf, type Learned, learn, nothingLearned, planCalls } from '../../snapshot/index.js';
import { type Asking, ask } from './ask.js';
import type { SnapshotFolder } from './folder.js';

/** Milliseconds between two writings of the index while calls come in. */
const SAVE_MS = 500;

/** A run that was stopped is gone on with for so long; afterwards its answers are too old to stand beside new ones. */
const RESUME_MS = 3_600_000;

/** A snapshot while it is taken. */
export class Taking {
  readonly learned: Learned = nothingLearned();
  private readonly done = new Map<string, SnapshotCall>();
  private startedAt: string;
  private savedAt = 0;

  constructor(
    private readonly head: Omit<SnapshotIndex, 'irsaForge' | 'version' | 'account' | 'startedAt' | 'calls'>,
    private readonly asking: Asking,
    private readonly folder: SnapshotFolder,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.startedAt = now().toISOString();
    const { before } = folder;
    if (before !== undefined && this.goesOn(before)) this.resume(before);
    else if (before !== undefined) folder.remove(before.calls);
  }

  /** How many calls an earlier run has made already. */
  get resumed(): number {
    return this.done.size;
  }

  private goesOn({ finishedAt, startedAt, calls }: SnapshotIndex): boolean {
    const isWhole = finishedAt !== undefined && calls.every(({ outcome }) => outcome !== 'failed');
    return !isWhole && this.now().getTime() - Date.parse(startedAt) < RESUME_MS;
  }

  private resume({ startedAt, calls }: SnapshotIndex): void {
    this.startedAt = startedAt;
    for (const call of calls) {
      if (call.outcome !== 'answered' && call.outcome !== 'absent') continue;
      const answers = this.folder.answerTo(call);
      if (answers === undefined) continue;
      for (const answer of answers) this.relearn(call, answer);
      this.note(call);
    }
  }

  private relearn(call: SnapshotCall, answer: unknown): void {
    const items =
      call.call[1] === 'get' ? ((answer as { readonly items?: readonly unknown[] }).items ?? []) : [answer];
    for (const item of items) learn(this.learned, call, item);
  }

  private note(call: SnapshotCall): void {
    this.done.set(keyOf(call), call);
    this.learned.outcomes.set(keyOf(call), call.outcome);
  }

  /** Makes one call, unless an earlier run has. */
  async one(call: Call): Promise<SnapshotCall> {
    const before = this.done.get(keyOf(call));
    if (before !== undefined) return before;
    const made = await ask(call, this.asking, this.folder, this.learned);
    this.note(made);
    return made;
  }

  /** Makes all calls, several at a time; further ones become due by what is answered. */
  async all(onProgress: (done: number, due: number) => void): Promise<void> {
    const running = new Map<string, Promise<unknown>>();
    const most = Math.min(8, 2 * availableParallelism());
    try {
      for (;;) {
        const due = this.plan().filter((call) => !this.done.has(keyOf(call)));
        onProgress(this.done.size, this.done.size + due.length);
        for (const call of due.slice(0, most)) {
          const key = keyOf(call);
          if (running.size >= most || running.has(key)) continue;
          running.set(
            key,
            this.one(call).finally(() => running.delete(key)),
          );
        }
        if (running.size === 0) break;
        await Promise.race(running.values());
        if (Date.now() - this.savedAt > SAVE_MS) this.save();
      }
      this.save(this.now().toISOString());
    } catch (error) {
      await Promise.allSettled(running.values());
      this.save();
      throw error;
    }
  }

  index(finishedAt?: string): SnapshotIndex {
    const calls = this.plan().flatMap((call) => this.done.get(keyOf(call)) ?? []);
    const { account = '' } = this.learned;
    return {
      ...{ irsaForge: 'snapshot', version: SNAPSHOT_VERSION },
      ...{ cluster: this.head.cluster, region: this.head.region, account },
      ...(this.head.context === undefined ? {} : { context: this.head.context }),
      startedAt: this.startedAt,
      ...(finishedAt === undefined ? {} : { finishedAt }),
      calls,
    };
  }

  save(finishedAt?: string): void {
    this.savedAt = Date.now();
    this.folder.saveIndex(this.index(finishedAt));
  }

  private plan(): readonly Call[] {
    return planCalls(this.head.cluster, this.learned);
  }
}
