import type { Rule } from '../rule.js';
import { terraformFile, terraformRole } from '../terraform-examples.js';

export const sessionDuration: Rule = {
  id: 'IRSA140',
  name: 'session-duration',
  severity: 'error',
  family: 'names-and-quotas',
  summary: "A role's longest session is between 3600 and 43200 seconds.",
  why: 'IAM refuses less than an hour and more than twelve; the value is in seconds.',
  error:
    'ValidationError: 1 validation error detected: Value … at "maxSessionDuration" failed to satisfy constraint: Member must have value greater than or equal to 3600',
  fix: 'Write 3600 for an hour.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html',
  examples: {
    bad: terraformFile(terraformRole('app', 'max_session_duration = 900')),
    good: terraformFile(terraformRole('app', 'max_session_duration = 3600')),
  },
  *check({ inventory }) {
    for (const { maxSessionDuration: seconds, ownership } of inventory.roles) {
      if (seconds?.known !== true || ownership !== 'declared') continue;
      if (Number.isInteger(seconds.value) && seconds.value >= 3600 && seconds.value <= 43_200) continue;
      yield {
        place: seconds.place,
        message: `a session of ${seconds.value} seconds is outside what IAM takes`,
        help: 'use 3600 to 43200 seconds',
      };
    }
  },
};
