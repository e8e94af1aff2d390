import { test } from '@jest/globals';
import fc from 'fast-check';
import { arbitrarySpec } from './arbitrary-spec.js';
import { expectAgreement, filesOf, modelOf } from './outputs.js';

test('every output of a valid spec means what the model says', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(arbitrarySpec(['hcl']), async (spec) => {
      run += 1;
      const model = modelOf(spec, run % 2 === 0 ? 'yaml' : 'json');
      await expectAgreement(model, await filesOf(model));
    }),
    { seed: 20261121, numRuns: Number(process.env['RUNS'] ?? 300), endOnFailure: true },
  );
}, 120_000);
