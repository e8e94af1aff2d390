import { expect, test } from '@jest/globals';
import type { CommandContext } from '../../src/cli/command.js';
import { previewOf } from '../../src/cli/init/preview.js';
import type { Start } from '../../src/cli/init/start.js';
import { sourceOfValue } from '../../src/spec/source-file.js';
import { originOf } from '../wizard/support.js';

test('what a base has and an overlay cannot take away is an error of the review, not its end', async () => {
  const workload = { name: 'web', namespace: 'shop', serviceAccount: 'web' };
  const base = { version: 1, workloads: [workload, { ...workload, name: 'api', serviceAccount: 'api' }] };
  const own = { extends: '../base/irsa.yaml' };
  const overlay = { own, base: sourceOfValue(base, '../base/irsa.yaml') };
  const origin = { ...originOf('extends: ../base/irsa.yaml\n'), value: base, overlay };
  const start = { name: 'irsa.yaml', path: '/irsa.yaml', origin, inPlace: true } as unknown as Start;
  const options = { file: 'irsa.yaml', set: [], generate: true };
  const context = { cwd: '/' } as CommandContext;
  const preview = await previewOf({ version: 1, workloads: [workload] }, start, options, context);
  expect(preview.diagnostics).toEqual([
    expect.objectContaining({
      severity: 'error',
      message: expect.stringContaining(
        'workloads: "api" stands in ../base/irsa.yaml:1, and a file over that',
      ),
    }),
  ]);
  expect(preview.generated).toBe(0);
});
