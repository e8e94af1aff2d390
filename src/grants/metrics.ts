import { grantKind } from './kind.js';
import { anything, nameField } from './simple.js';

/** CloudWatch metrics know no resource; `cloudwatch:namespace` limits where they are put. */
export const metrics = grantKind({
  field: 'metrics',
  noun: 'metric namespace',
  title: 'CloudWatch metric namespace',
  service: 'cloudwatch',
  names: {
    namespace: nameField(
      'metric namespace',
      /^(?!AWS\/)[A-Za-z0-9._/#:-]{1,255}$/,
      'use 1-255 letters, digits and ._/#:-, not beginning with AWS/',
      'Shop/Web',
      { description: 'The namespace of the metrics.' },
    ),
  },
  words: {
    put: {
      does: 'Write metrics',
      on: { namespace: ['cloudwatch:PutMetricData'] },
      probe: 'it only writes, and metrics cannot be deleted',
    },
  },
  resources: {
    namespace: anything('Metrics', ({ names }) => ({ 'cloudwatch:namespace': names['namespace'] })),
  },
  inPolicies: { keys: { 'cloudwatch:namespace': /^(?<namespace>.+)$/s } },
});
