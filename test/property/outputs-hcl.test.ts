import { test } from '@jest/globals';
import fc from 'fast-check';
import { casesOf } from '../support/stress.js';
import { arbitrarySpec } from './arbitrary-spec.js';
import { expectAgreement, filesOf, modelOf } from './outputs.js';
import { settings } from './settings.js';

test('every output of a valid spec means what the model says', async () => {
  let run = 0;
  const property = fc.asyncProperty(arbitrarySpec(['hcl']), async (spec) => {
    run += 1;
    const model = modelOf(spec, run % 4 === 0 ? 'yaml' : 'json');
    await expectAgreement(model, await filesOf(model));
  });
  await fc.assert(property, settings(20261121, casesOf(120, 1600)));
});
