import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { casesOf } from '../support/stress.js';
import { arbitrarySpec } from './arbitrary-spec.js';
import { harmlessTwin } from './harmless.js';
import { expectAgreement, filesOf, modelOf } from './outputs.js';
import { settings } from './settings.js';
import { skeletonOf } from './skeleton.js';

test('every output means what the model says with JSON syntax, and with both', async () => {
  const property = fc.asyncProperty(arbitrarySpec(['json', 'both']), async (spec) => {
    const model = modelOf(spec, 'json');
    await expectAgreement(model, await filesOf(model));
  });
  await fc.assert(property, settings(20261122, casesOf(40, 400)));
});

test('no text changes the structure of an output: it is that of the same spec with harmless texts', async () => {
  const property = fc.asyncProperty(arbitrarySpec(['hcl', 'hcl', 'both']), async (spec) => {
    const [hostile, harmless] = [
      await filesOf(modelOf(spec, 'json')),
      await filesOf(modelOf(harmlessTwin(spec), 'json')),
    ];
    expect([...hostile.keys()]).toEqual([...harmless.keys()]);
    for (const [path, text] of hostile) {
      expect({ [path]: skeletonOf(path, text) }).toEqual({
        [path]: skeletonOf(path, harmless.get(path) ?? ''),
      });
    }
  });
  await fc.assert(property, settings(20261123, casesOf(20, 200)));
});

test('the same spec gives the same bytes', async () => {
  const property = fc.asyncProperty(arbitrarySpec(['both']), async (spec) => {
    const [first, second] = [await filesOf(modelOf(spec, 'json')), await filesOf(modelOf(spec, 'yaml'))];
    expect([...second]).toEqual([...first]);
  });
  await fc.assert(property, settings(20261124, casesOf(10, 40)));
});
