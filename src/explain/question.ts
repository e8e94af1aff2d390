import { parseArn } from '../aws/arns.js';
import { Failure } from '../diagnostics.js';
import { quote } from '../text/quote.js';
import type { Question } from './types.js';

/** Fails where no request has such an action or resource, since any answer would be wrong. */
export function checkQuestion({ action, resource }: Question): void {
  if (!/^[\w-]+:[\w*?]+$/.test(action))
    throw new Failure('bad-action', 'user', `${quote(action)} is not an action`, {
      help: 'use service:Action, such as s3:GetObject',
    });
  if (resource !== '*' && parseArn(resource) === undefined)
    throw new Failure('bad-resource', 'user', `${quote(resource)} is not an ARN`, {
      help: 'use an ARN, such as arn:aws:s3:::my-bucket/key, or *',
    });
}
