import type { FieldPath } from '../../diagnostics.js';
import { quote } from '../../text/quote.js';
import { forEach } from '../readable.js';
import { eachPod, forEachRepeated, type Rule } from './rule.js';

const scheduleGiven = eachPod(({ kind, schedule }, path, { report }) => {
  if (kind !== 'CronJob' || schedule !== undefined) return;
  report.error(
    'spec/missing-schedule',
    [...path, 'schedule'],
    'is missing, but kind is CronJob',
    'write when it runs, such as "0 3 * * *"',
  );
});

/** The name of `port` in the container and the Service. */
const MAIN_PORT = 'http';

const portsOnce = eachPod(({ port, ports, service, servicePort }, path, { report }) => {
  const refuse = (field: string, index: number, message: string, help: string) =>
    report.error('spec/duplicate-port', [...path, 'ports', index, field], message, help);
  forEach(ports, (further, index) => {
    if (port !== undefined && further.name === MAIN_PORT)
      refuse('name', index, `${quote(MAIN_PORT)} is the name of port`, 'give it another name');
    if (further.port === port)
      refuse('port', index, `${further.port} is listed twice, here and as port`, 'list each port once');
    else if (service !== undefined && further.port === servicePort)
      refuse(
        'port',
        index,
        `${further.port} is servicePort, which leads to port`,
        'let servicePort be another one',
      );
  });
  const repeated = (field: 'name' | 'port') =>
    forEachRepeated(
      ports,
      (further) => String(further[field]),
      (further, index) =>
        refuse(field, index, `${quote(further[field])} is listed twice`, 'list each port once'),
    );
  repeated('name');
  repeated('port');
});

const portsUnprivileged = eachPod(({ port, ports }, path, { report }) => {
  const judge = (number: number, where: FieldPath) => {
    if (number >= 1024) return;
    report.warning(
      'spec/privileged-port',
      where,
      `${number} is a port that a non-root user may not listen on everywhere`,
      'use a port from 1024, such as 8080; servicePort may be any',
    );
  };
  if (port !== undefined) judge(port, [...path, 'port']);
  forEach(ports, (further, index) => judge(further.port, [...path, 'ports', index, 'port']));
});

/** What must hold of a pod's kind, ports and probes. */
export const podRules: readonly Rule[] = [scheduleGiven, portsOnce, portsUnprivileged];
