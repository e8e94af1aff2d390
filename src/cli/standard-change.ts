import type { Diagnostic } from '../diagnostics.js';
import type { StandardStamp, WritePlan } from '../workspace/index.js';

/** Says that the standard is not the one that the files of a folder were rendered with; empty when it is. */
export function findStandardChange(plan: WritePlan, now: StandardStamp | undefined): readonly Diagnostic[] {
  const { lastStandard: before } = plan;
  const isFirst = !Object.hasOwn(plan, 'lastStandard');
  if (isFirst || (before?.hash === now?.hash && before?.name === now?.name)) return [];
  const message =
    now === undefined
      ? `${describe(before)} took part when the files were generated, and the spec names none now`
      : before === undefined
        ? `${describe(now)} had no part yet when the files were generated`
        : `${describe(before)} has moved on since the files were generated: it is ${describe(now)} now`;
  return [
    {
      code: 'standard/moved-on',
      severity: 'info',
      path: 'standard',
      message,
      help: 'run `irsa-forge generate`',
    },
  ];
}

function describe(stamp: StandardStamp | undefined): string {
  return stamp === undefined
    ? 'no standard'
    : `the standard "${stamp.name}" ${stamp.version} (${stamp.hash.slice(0, 8)})`;
}
