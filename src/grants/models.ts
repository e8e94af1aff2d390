import { arnOf, grantKind, type Thing } from './kind.js';
import { nameField } from './simple.js';

/** `us.anthropic.…` routes to the model `anthropic.…` in several regions. Prefixes as of 2026-09, Bedrock user guide. */
const GEOGRAPHY = /^(?:us|eu|apac|us-gov|global|jp|au|ca)\./;

const MODEL = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[a-z0-9]+)*$/;

/**
 * Bedrock models. Through an inference profile IAM checks the profile and, in each region that it routes to, the model:
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
 */
export const models = grantKind({
  field: 'models',
  noun: 'model',
  title: 'Bedrock model',
  service: 'bedrock',
  names: {
    id: nameField(
      'model',
      MODEL,
      'use the id of a foundation model, such as amazon.nova-lite-v1:0, or of an inference profile, such as eu.amazon.nova-lite-v1:0',
      ['amazon.nova-lite-v1:0', 'eu.amazon.nova-lite-v1:0'],
      'The id of a foundation model or of an inference profile.',
    ),
  },
  words: {
    invoke: {
      does: 'Invoke it',
      on: {
        profile: [
          'bedrock:GetInferenceProfile',
          'bedrock:InvokeModel',
          'bedrock:InvokeModelWithResponseStream',
        ],
        model: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
      },
      probe: {
        action: 'bedrock:InvokeModel',
        // The body is {}, which no model takes: nothing is billed.
        command: (thing) => [
          ...['bedrock-runtime', 'invoke-model', '--model-id', idOf(thing)],
          ...['--body', 'e30=', '/dev/null'],
        ],
        answer: 'ValidationException',
      },
    },
  },
  resources: {
    profile: { noun: 'InferenceProfile', arns: (thing) => (isProfile(thing) ? [profileArn(thing)] : []) },
    model: {
      noun: 'Model',
      arns: (thing) => [
        arnOf(
          { ...thing, region: isProfile(thing) ? '*' : thing.region },
          'bedrock',
          `foundation-model/${idOf(thing).replace(GEOGRAPHY, '')}`,
          { without: ['accountId'] },
        ),
      ],
      keys: (thing) => ({ 'bedrock:InferenceProfileArn': isProfile(thing) ? profileArn(thing) : undefined }),
    },
  },
  alsoDecides: ['whether the account has access to the model'],
  inPolicies: {
    arn: { service: 'bedrock', resource: /^(?:foundation-model|inference-profile)\/(?<id>.+)$/ },
  },
});

const idOf = ({ names }: Thing) => names['id'] ?? '';
const isProfile = (thing: Thing) => GEOGRAPHY.test(idOf(thing));
const profileArn = (thing: Thing) => arnOf(thing, 'bedrock', `inference-profile/${idOf(thing)}`);
