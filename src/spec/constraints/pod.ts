import type { FieldPath } from '../../diagnostics.js';
import { LONG_LIVED, type PodKind, REPLICATED } from '../../kubernetes/kinds.js';
import { listWords, quote } from '../../text/quote.js';
import { forEach } from '../readable.js';
import { eachPod, forEachRepeated, type Rule } from './rule.js';

/** Fields that only some kinds have. */
const FIELDS_OF_KINDS: readonly (readonly [field: string, kinds: readonly PodKind[]])[] = [
  ['schedule', ['CronJob']],
  ['replicas', REPLICATED],
  ...['service', 'servicePort', 'serviceAnnotations', 'loadBalancerClass'].map(
    (field) => [field, LONG_LIVED] as const,
  ),
];

const fieldsSuitKind = eachPod(({ kind }, path, { wrote, report }) => {
  for (const [field, kinds] of FIELDS_OF_KINDS) {
    if (!wrote([...path, field]) || kinds.includes(kind)) continue;
    const message = `has no meaning for a ${kind}`;
    report.error(
      'spec/wrong-kind',
      [...path, field],
      message,
      `take it out, or use kind: ${listWords(kinds, 'or')}`,
    );
  }
});

const scheduleGiven = eachPod(({ kind, schedule }, path, { report }) => {
  if (kind !== 'CronJob' || schedule !== undefined) return;
  report.error(
    'spec/missing-schedule',
    [...path, 'schedule'],
    'is missing, but kind is CronJob',
    'write when it runs, such as "0 3 * * *"',
  );
});

/** Fields that mean something only with a port. */
const FIELDS_OF_PORT = ['service', 'healthPath'] as const;

const portGiven = eachPod(({ port, service }, path, { wrote, report }) => {
  if (port === undefined) {
    for (const field of FIELDS_OF_PORT) {
      if (!wrote([...path, field])) continue;
      report.error(
        'spec/missing-port',
        [...path, field],
        'needs port',
        'write port: the port that the container listens on',
      );
    }
  }
  if (service !== undefined || wrote([...path, 'service'])) return;
  for (const field of ['servicePort', 'serviceAnnotations', 'loadBalancerClass']) {
    if (!wrote([...path, field])) continue;
    const help = `write service: ClusterIP, NodePort or LoadBalancer, or take ${field} out`;
    report.error('spec/missing-service', [...path, field], 'needs service', help);
  }
});

/** https://kubernetes.io/docs/concepts/services-networking/service/#load-balancer-class */
const classOfLoadBalancer = eachPod(({ service, loadBalancerClass }, path, { report }) => {
  if (loadBalancerClass === undefined || service === undefined || service === 'LoadBalancer') return;
  report.error(
    'spec/load-balancer-class',
    [...path, 'loadBalancerClass'],
    `needs service: LoadBalancer, and service is ${service}`,
    'take it out, or write service: LoadBalancer',
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

const probesPossible = eachPod(({ port }, path, { given, report }) => {
  if (port !== undefined || given([...path, 'probes']) !== true) return;
  report.error('spec/missing-port', [...path, 'probes'], 'needs port', 'write port, or probes: false');
});

const probesUsed = eachPod(({ kind, port, probes }, path, { wrote, report }) => {
  const batch = !LONG_LIVED.includes(kind);
  if (!wrote([...path, 'healthPath']) || port === undefined || probes) return;
  const message = batch ? `is ignored: a ${kind} has no probes` : 'is ignored: probes is false';
  report.warning('spec/ignored-field', [...path, 'healthPath'], message, 'take healthPath out');
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
export const podRules: readonly Rule[] = [
  fieldsSuitKind,
  scheduleGiven,
  portGiven,
  classOfLoadBalancer,
  portsOnce,
  probesPossible,
  probesUsed,
  portsUnprivileged,
];
