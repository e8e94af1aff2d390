import { eachPod, type Rule } from './rule.js';

/** Fields that only some kinds have. */
const FIELDS_OF_KINDS = [
  { field: 'schedule', kinds: ['CronJob'] },
  { field: 'replicas', kinds: ['Deployment'] },
  { field: 'service', kinds: ['Pod', 'Deployment'] },
  { field: 'servicePort', kinds: ['Pod', 'Deployment'] },
] as const;

const fieldsSuitKind = eachPod(({ kind }, path, { wrote, report }) => {
  for (const { field, kinds } of FIELDS_OF_KINDS) {
    if (!wrote([...path, field]) || (kinds as readonly string[]).includes(kind)) continue;
    const message = `has no meaning for a ${kind}`;
    report.error(
      'spec/wrong-kind',
      [...path, field],
      message,
      `take it out, or use kind: ${kinds.join(' or ')}`,
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
  if (service === undefined && wrote([...path, 'servicePort']) && !wrote([...path, 'service'])) {
    const help = 'write service: ClusterIP, NodePort or LoadBalancer, or take servicePort out';
    report.error('spec/missing-service', [...path, 'servicePort'], 'needs service', help);
  }
});

const probesPossible = eachPod(({ port }, path, { given, report }) => {
  if (port !== undefined || given([...path, 'probes']) !== true) return;
  report.error('spec/missing-port', [...path, 'probes'], 'needs port', 'write port, or probes: false');
});

const probesUsed = eachPod(({ kind, port, probes }, path, { wrote, report }) => {
  const batch = kind === 'Job' || kind === 'CronJob';
  if (!wrote([...path, 'healthPath']) || port === undefined || probes) return;
  const message = batch ? `is ignored: a ${kind} has no probes` : 'is ignored: probes is false';
  report.warning('spec/ignored-field', [...path, 'healthPath'], message, 'take healthPath out');
});

const portUnprivileged = eachPod(({ port }, path, { report }) => {
  if (port === undefined || port >= 1024) return;
  const message = `${port} is a port that a non-root user may not listen on everywhere`;
  report.warning(
    'spec/privileged-port',
    [...path, 'port'],
    message,
    'use a port from 1024, such as 8080; servicePort may be any',
  );
});

/** What must hold of a pod's kind, ports and probes. */
export const podRules: readonly Rule[] = [
  fieldsSuitKind,
  scheduleGiven,
  portGiven,
  probesPossible,
  probesUsed,
  portUnprivileged,
];
