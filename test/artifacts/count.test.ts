import { expect, test } from '@jest/globals';
import { countFiles, render } from '../../src/artifacts/index.js';
import { aModel } from '../support/a-model.js';

test.each(['hcl', 'json', 'both'] as const)(
  'files are counted as they are rendered, with %s',
  async (syntax) => {
    const pod = { kind: 'Deployment', image: 'registry.example/app:1', service: 'ClusterIP' } as const;
    const model = aModel({ terraform: { syntax }, workloads: [{ roleName: 'r', pod }, { roleName: 'q' }] });
    expect(await countFiles(model)).toBe((await render(model)).length);
  },
);
