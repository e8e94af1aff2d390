import type { ConflictReason, KeptReason, PlanEntry, Verdict, WritePlan } from './write-plan.js';

/** One line of the tree that shows a plan: a folder, or a file with its verdict. */
export interface SummaryRow {
  /** 0 for what is directly in the output folder. */
  readonly depth: number;
  readonly name: string;
  /** Absent for a folder. */
  readonly verdict?: Verdict;
  /** What the verdict alone does not say; empty when there is nothing to add. */
  readonly note: string;
}

/** A plan for people: how many of what, the tree, and the ways out of its conflicts. */
export interface PlanSummary {
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly rows: readonly SummaryRow[];
  /** Whether the manifest is written; it has no row. */
  readonly manifestChanged: boolean;
  /** Sentences that tell what to do; empty without conflicts. */
  readonly waysOut: readonly string[];
}

const CONFLICTS: Readonly<Record<ConflictReason, { readonly note: string; readonly wayOut: string }>> = {
  edited: {
    note: 'edited by hand',
    wayOut:
      'edited by hand: --merge joins the edit with what is rendered now, --force replaces the file and keeps a copy',
  },
  'not-ours': {
    note: 'not written by irsa-forge',
    wayOut: 'not ours: move the file away, --adopt keeps it as it is, --force replaces it and keeps a copy',
  },
  'edited-orphan': {
    note: 'edited by hand, and no longer rendered',
    wayOut:
      'no longer rendered: delete the file, --merge carries the edit to the new name where there is one, --adopt leaves it to you, --force removes it and keeps a copy',
  },
  'git-conflict': {
    note: 'conflict markers of a git merge, beside an edit by hand',
    wayOut:
      'a git merge: resolve the markers in the file and run again, or --force renders the file anew and keeps a copy',
  },
  unresolved: {
    note: 'conflict markers of the last merge are still in it',
    wayOut: 'conflict markers: resolve them in the file, then run again',
  },
};

const KEPT: Readonly<Record<KeptReason, string>> = {
  accepted: 'your edit, accepted before',
  adopted: 'adopted as it is',
  merged: 'your edit, accepted',
  released: 'left to you from now on',
  retained: 'stays until Terraform has destroyed what it made',
};

/** Counts, tree and ways out of a plan; unchanged files are in it, so leave them out when printing if you like. */
export function summarisePlan(plan: WritePlan): PlanSummary {
  const counts = { create: 0, update: 0, unchanged: 0, kept: 0, merge: 0, orphan: 0, conflict: 0 };
  const rows: SummaryRow[] = [];
  let above: readonly string[] = [];
  for (const entry of plan.entries) {
    counts[entry.verdict]++;
    const parts = entry.path.split('/');
    const name = parts.pop() ?? entry.path;
    const shared = parts.findIndex((part, index) => part !== above[index]);
    for (let depth = shared === -1 ? parts.length : shared; depth < parts.length; depth++) {
      rows.push({ depth, name: `${parts[depth]}/`, note: '' });
    }
    rows.push({ depth: parts.length, name, verdict: entry.verdict, note: describeEntry(entry) });
    above = parts;
  }
  return { counts, rows, manifestChanged: plan.manifestChanged, waysOut: listWaysOut(plan) };
}

/** What the verdict of an entry alone does not say. */
function describeEntry(entry: PlanEntry): string {
  switch (entry.verdict) {
    case 'create':
      if (entry.edit !== undefined)
        return withEdit(`with your edit of ${entry.edit.from}`, entry.edit.markers);
      return entry.again ? 'was deleted, comes back' : '';
    case 'update':
    case 'orphan':
      return entry.keepAs === undefined ? '' : `old content kept as ${entry.keepAs}`;
    case 'merge':
      return withEdit('with your edit', entry.markers);
    case 'kept':
      return KEPT[entry.reason];
    case 'conflict':
      return CONFLICTS[entry.reason].note;
    default:
      return '';
  }
}

function withEdit(done: string, markers: number): string {
  return markers === 0 ? done : `${done}, ${markers} conflict${markers === 1 ? '' : 's'} to resolve`;
}

function listWaysOut(plan: WritePlan): readonly string[] {
  const reasons = plan.entries.flatMap((entry) => (entry.verdict === 'conflict' ? [entry.reason] : []));
  return [...new Set(reasons)].map((reason) => CONFLICTS[reason].wayOut);
}
