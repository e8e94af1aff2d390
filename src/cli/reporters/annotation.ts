import type { Diagnostic } from '../../diagnostics.js';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** A finding, and where it ends if that is known, exclusive. */
type Annotated = Diagnostic & { readonly end?: { readonly line: number; readonly column: number } };

/** A finding as a workflow command, which GitHub shows beside the line in a pull request. */
export function formatAnnotation({
  code,
  rule,
  severity,
  path,
  message,
  help,
  place,
  end,
}: Annotated): string {
  const properties = {
    ...(place === undefined ? {} : { file: place.file, line: place.line }),
    ...(place === undefined ? {} : columnsOf(place, end)),
    title: rule === undefined ? code : `${code} ${rule}`,
  };
  const field = path === undefined || path === '' ? '' : `${path}: `;
  return commandText(
    COMMANDS[severity],
    properties,
    `${field}${message}${help === undefined ? '' : `\n${help}`}`,
  );
}

/** GitHub takes columns of findings on one line alone. */
function columnsOf({ line, column }: NonNullable<Diagnostic['place']>, end: Annotated['end']) {
  if (end === undefined) return { col: column };
  if (end.line !== line) return { endLine: end.line };
  return { col: column, endLine: end.line, endColumn: Math.max(end.column, column) };
}

/** A line of GitHub's workflow commands. Line breaks and percent signs are escaped, or a message could hold a command of its own. */
export function commandText(
  command: string,
  properties: Readonly<Record<string, string | number>>,
  text: string,
): string {
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${command} ${list.join(',')}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
