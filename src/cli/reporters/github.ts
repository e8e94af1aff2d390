import type { Finding } from '../../lint/finding.js';
import type { Coverage } from '../../readers/index.js';
import { describeCoverage, describeLeftOut } from '../coverage.js';
import { count } from '../summary.js';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** A finding as a workflow command, which GitHub shows beside the line in a pull request. */
export function formatAnnotation({ code, rule, severity, message, help, place, end }: Finding): string {
  const properties = {
    file: place.file,
    line: place.line,
    ...(end.line === place.line
      ? { col: place.column, endLine: end.line, endColumn: Math.max(end.column, place.column) }
      : { endLine: end.line }),
    title: rule === undefined ? code : `${code} ${rule}`,
  };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${COMMANDS[severity]} ${list.join(',')}::${escapeData(help === undefined ? message : `${message}\n${help}`)}`;
}

/** What was not read, as one annotation of the run; undefined when all of it was. */
export function formatCoverage(files: Coverage): string | undefined {
  if (files.leftOut.length === 0) return undefined;
  const lines = [describeCoverage(files), 'not read:', ...files.leftOut.map(describeLeftOut)];
  const title = `${count(files.leftOut.length, 'file')} not read`;
  return `::notice title=${escapeProperty(title)}::${escapeData(lines.join('\n'))}`;
}

/** Line breaks and percent signs are escaped, or a message could hold a command of its own. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
