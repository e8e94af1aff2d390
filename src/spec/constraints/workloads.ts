import type { PodKind } from '../../kubernetes/kinds.js';
import {
  BUILT_IN_NAMESPACES,
  CONTROLLER_NAME_LENGTH,
  checkServiceName,
  tokenSubject,
} from '../../kubernetes/names.js';
import { headlessServiceName } from '../../kubernetes/own-names.js';
import { quote } from '../../text/quote.js';
import { usesIrsa } from '../mechanism.js';
import { forEach } from '../readable.js';
import { isSubjectPattern } from '../subjects.js';
import type { Pod } from '../types.js';
import { eachWorkload, forEachRepeated, type Rule } from './rule.js';

/** Folders beside the workloads' own under `kubernetes/`. */
const RESERVED_NAMES: readonly string[] = ['namespaces', 'service-accounts'];

/** Longest subject of a web identity token that STS takes. */
const SUBJECT_LENGTH = 255;

const namesOnce: Rule = ({ spec: { workloads }, report }) => {
  forEachRepeated(
    workloads,
    ({ name }) => name,
    ({ name }, index, first) => {
      const message = `${quote(name)} is the name of workloads[${first}] as well`;
      report.error(
        'spec/duplicate-workload',
        ['workloads', index, 'name'],
        message,
        'give each workload a name of its own',
      );
    },
  );
};

const nameNotReserved = eachWorkload(({ name }, path, { report }) => {
  if (!RESERVED_NAMES.includes(name)) return;
  const message = `${quote(name)} is the name of a folder that irsa-forge writes`;
  report.error(
    'spec/reserved-name',
    [...path, 'name'],
    message,
    `use another name than ${RESERVED_NAMES.join(' and ')}`,
  );
});

const nameSuitsService = eachWorkload(({ name, pod }, path, { report }) => {
  const refused = pod !== undefined && servicesOf(name, pod).length > 0 ? checkServiceName(name) : undefined;
  if (refused === undefined) return;
  report.error('spec/service-name', [...path, 'name'], `${quote(name)} cannot name a Service`, refused);
});

/** The Services that are written for a workload: a StatefulSet needs a headless one. */
function servicesOf(name: string, pod: Pod): readonly string[] {
  return [
    ...(pod.service === undefined ? [] : [name]),
    ...(pod.kind === 'StatefulSet' ? [headlessServiceName(name)] : []),
  ];
}

const servicesOnce: Rule = ({ spec: { workloads }, report }) => {
  const owners = new Map<string, number>();
  forEach(workloads, ({ name, namespace, pod }, index) => {
    for (const service of pod === undefined ? [] : servicesOf(name, pod)) {
      const key = `${namespace}/${service}`;
      const first = owners.get(key);
      owners.set(key, first ?? index);
      // Equal names of workloads are refused by themselves.
      if (first === undefined || workloads[first]?.name === name) continue;
      report.error(
        'spec/duplicate-service',
        ['workloads', index, 'name'],
        `${quote(name)} needs a Service ${quote(service)}, which workloads[${first}] has`,
        'give one of the two workloads another name',
      );
    }
  });
};

/** Kinds to whose names Kubernetes appends something. */
const APPENDED: Partial<Record<PodKind, { readonly code: string; readonly each: string }>> = {
  CronJob: { code: 'spec/cron-job-name', each: 'run' },
  StatefulSet: { code: 'spec/stateful-set-name', each: 'revision' },
};

const nameSuitsController = eachWorkload(({ name, pod }, path, { report }) => {
  const appended = pod && APPENDED[pod.kind];
  if (appended === undefined || name.length <= CONTROLLER_NAME_LENGTH) return;
  report.error(
    appended.code,
    [...path, 'name'],
    `${quote(name)} has ${name.length} characters, too many for a ${pod?.kind}`,
    `use at most ${CONTROLLER_NAME_LENGTH}: Kubernetes appends 11 for each ${appended.each}`,
  );
});

const namespacesAgreed: Rule = ({ spec: { workloads }, wrote, report }) => {
  const firsts = new Map<string, { readonly index: number; readonly create: boolean }>();
  forEach(workloads, ({ namespace, serviceAccount, createNamespace, program }, index) => {
    // A chart takes the namespace that it finds, and so do service accounts of others.
    const finds = program !== undefined || isSubjectPattern({ namespace, serviceAccount });
    if (finds && !wrote(['workloads', index, 'createNamespace'])) return;
    const first = firsts.get(namespace);
    if (first === undefined) firsts.set(namespace, { index, create: createNamespace });
    else if (first.create !== createNamespace) {
      report.error(
        'spec/namespace-disagreement',
        ['workloads', index, 'createNamespace'],
        `${createNamespace} here, but ${first.create} for the same namespace ${quote(namespace)} in workloads[${first.index}]`,
        'write the same createNamespace on every workload of a namespace',
      );
    }
  });
};

const namespaceOrdinary = eachWorkload(({ namespace, createNamespace, program }, path, { report }) => {
  if (createNamespace && BUILT_IN_NAMESPACES.includes(namespace)) {
    const message = `true, but every cluster has the namespace ${quote(namespace)}`;
    report.warning(
      'spec/built-in-namespace',
      [...path, 'createNamespace'],
      message,
      'leave createNamespace out',
    );
  }
  if (!namespace.startsWith('kube-') || program !== undefined) return;
  const message = `${quote(namespace)} belongs to Kubernetes itself`;
  report.warning(
    'spec/system-namespace',
    [...path, 'namespace'],
    message,
    'give the workload a namespace of its own',
  );
});

const serviceAccountOwn = eachWorkload(({ serviceAccount }, path, { report }) => {
  if (serviceAccount !== 'default') return;
  report.warning(
    'spec/default-service-account',
    [...path, 'serviceAccount'],
    '"default" is what every pod of the namespace gets that names no other, and with it the role',
    'give the workload a service account of its own',
  );
});

const subjectFits = eachWorkload(({ identity, namespace, serviceAccount }, path, { report }) => {
  const { length } = tokenSubject(namespace, serviceAccount);
  if (!usesIrsa(identity.mechanism) || length <= SUBJECT_LENGTH) return;
  report.error(
    'spec/subject-length',
    [...path, 'serviceAccount'],
    `${quote(serviceAccount)} makes a subject of ${length} characters`,
    `STS takes ${SUBJECT_LENGTH}: namespace and service account may have 232 together`,
  );
});

/** What must hold of the names of workloads, namespaces and service accounts. */
export const workloadRules: readonly Rule[] = [
  namesOnce,
  nameNotReserved,
  nameSuitsService,
  servicesOnce,
  nameSuitsController,
  namespacesAgreed,
  namespaceOrdinary,
  serviceAccountOwn,
  subjectFits,
];
