import type { Coverage } from '../../readers/index.js';
import { describeCoverage, describeLeftOut } from '../coverage.js';
import { count } from '../summary.js';
import { commandText } from './annotation.js';

/** What was not read, as one annotation of the run; undefined when all of it was. */
export function formatCoverage(files: Coverage): string | undefined {
  if (files.leftOut.length === 0) return undefined;
  const lines = [describeCoverage(files), 'not read:', ...files.leftOut.map(describeLeftOut)];
  return commandText(
    'notice',
    { title: `${count(files.leftOut.length, 'file')} not read` },
    lines.join('\n'),
  );
}
