import { quote } from '../../text/quote.js';
import { forEach } from '../readable.js';
import type { Egress } from '../types.js';
import { eachPod, forEachRepeated, type Rule } from './rule.js';

/** What every NetworkPolicy lets out to anywhere. */
const ALWAYS_OPEN: readonly number[] = [53, 443];

const leadsSomewhere = eachPod(({ egress }, path, { report }) => {
  forEach(egress, ({ port, cidr }, index) => {
    if (port !== undefined || cidr !== undefined) return;
    const help = 'write port, cidr or both; networkPolicy: false lets everything out';
    report.error('spec/empty-egress', [...path, 'egress', index], 'names neither port nor cidr', help);
  });
});

const keyOf = ({ port, cidr }: Egress) => `${cidr ?? 'anywhere'} ${port ?? 'all ports'}`;

const egressOnce = eachPod(({ egressPorts, egress }, path, { report }) => {
  const refuse = (field: string, index: number, what: unknown) =>
    report.error(
      'spec/duplicate-port',
      [...path, field, index],
      `${quote(what)} is listed twice`,
      'list it once',
    );
  forEachRepeated(egressPorts, String, (port, index) => refuse('egressPorts', index, port));
  forEachRepeated(egress, keyOf, (entry, index) => refuse('egress', index, entry));
});

/** A network beside a port that leads anywhere does not narrow it. */
const networksNarrow = eachPod(({ egressPorts, egress }, path, { report }) => {
  const everywhere = egress.flatMap(({ port, cidr }) =>
    cidr === undefined && port !== undefined ? [port] : [],
  );
  const open = [...ALWAYS_OPEN, ...egressPorts, ...everywhere];
  forEach(egress, ({ port, cidr }, index) => {
    if (port === undefined || cidr === undefined || !open.includes(port)) return;
    const message = `${port} leads anywhere already, so that ${quote(cidr)} limits nothing`;
    report.warning('spec/egress-open', [...path, 'egress', index, 'cidr'], message, 'take the entry out');
  });
});

/** What must hold of the ways out that a pod's NetworkPolicy leaves open. */
export const egressRules: readonly Rule[] = [leadsSomewhere, egressOnce, networksNarrow];
