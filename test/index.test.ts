import { expect, test } from '@jest/globals';
import { explain, Failure } from '../src/index.js';

test.each([
  ['s3', 'arn:aws:s3:::photos/cat.jpg', '"s3" is not an action'],
  ['s3:GetObject', 'photos/cat.jpg', '"photos/cat.jpg" is not an ARN'],
  ['s3:GetObject', 'arn:aws:s3', '"arn:aws:s3" is not an ARN'],
])('no answer is given where nobody could ask: %s on %s', async (action, resource, message) => {
  const question = { namespace: 'shop', serviceAccount: 'web', action, resource };
  const failed = await explain([], question).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(Failure);
  expect(failed).toMatchObject({ message });
});
