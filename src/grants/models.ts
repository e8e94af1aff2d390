import { checkAccountId, parseArn } from '../aws/arns.js';
import { partitionOf } from '../aws/partitions.js';
import type { TextField } from '../schema/text-field.js';
import { oneOf } from '../text/nearest.js';
import { quote } from '../text/quote.js';
import { arnOf, type EntryFinding, type GrantEntry, grantKind, type Home, type Thing } from './kind.js';
import { nameField } from './simple.js';
import { textOf } from './text.js';

/** `us.anthropic.…` routes to the model `anthropic.…` in several regions. Prefixes as of 2026-09, Bedrock user guide. */
const GEOGRAPHIES = ['us', 'eu', 'apac', 'us-gov', 'global', 'jp', 'au', 'ca'] as const;
const GEOGRAPHY = new RegExp(`^(?:${GEOGRAPHIES.join('|')})\\.`);

/** Who makes models, as of 2026-09, Bedrock user guide; others are taken as they are. */
const MAKERS =
  /^(?:ai21|amazon|anthropic|cohere|deepseek|meta|mistral|openai|qwen|stability|twelvelabs|writer)\./;

const WANT =
  'use the id of a foundation model, such as amazon.nova-lite-v1:0, or of an inference profile, such as eu.amazon.nova-lite-v1:0';

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
    id: knownGeography(
      nameField('model', MODEL, WANT, ['amazon.nova-lite-v1:0', 'eu.amazon.nova-lite-v1:0'], {
        word: 'id',
        description: 'The id of a foundation model or of an inference profile.',
      }),
    ),
  },
  arn: {
    service: 'bedrock',
    resource: /^(?:foundation-model|inference-profile)\/(?<id>[a-z0-9.:-]+)$/,
    example: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0',
    check: checkModelArn,
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
  check: profilesOfPartition,
  alsoDecides: ['whether the account has access to the model'],
  inPolicies: {
    arn: { service: 'bedrock', resource: /^(?:foundation-model|inference-profile)\/(?<id>.+)$/ },
  },
});

const idOf = ({ names }: Thing) => names['id'] ?? '';
const isProfile = (thing: Thing) => GEOGRAPHY.test(idOf(thing));
const profileArn = (thing: Thing) => arnOf(thing, 'bedrock', `inference-profile/${idOf(thing)}`);

/** What stands before a maker is where an inference profile routes to. */
function knownGeography(field: TextField): TextField {
  return {
    ...field,
    check: (id) => {
      const [, before = '', model = ''] = /^([^.]*)\.(.*)$/.exec(id) ?? [];
      if (!MAKERS.test(model) || MAKERS.test(id) || GEOGRAPHY.test(id)) return field.check(id);
      return `${quote(before)} is no geography of inference profiles: ${oneOf(before, GEOGRAPHIES)}, or take it out`;
    },
  };
}

/**
 * GovCloud has profiles of its own, and no others:
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html (2026-09)
 */
function profilesOfPartition(entry: GrantEntry, { partition }: Home): readonly EntryFinding[] {
  const id = textOf(entry, 'id') ?? textOf(entry, 'arn')?.split('/').at(-1) ?? '';
  const geography = GEOGRAPHY.exec(id)?.[0].slice(0, -1);
  const isGov = partition === 'aws-us-gov';
  if (geography === undefined || (geography === 'us-gov') === isGov) return [];
  return [
    {
      ...{ severity: 'warning', code: 'spec/profile-partition' },
      field: textOf(entry, 'id') === undefined ? 'arn' : 'id',
      message: `${quote(id)} is an inference profile of the geography ${geography}, and the partition ${partition} has none of it`,
      help: isGov ? 'use one that begins with us-gov.' : 'use a model, or a profile of another geography',
    },
  ];
}

/** A model is nobody's, a profile belongs to an account; where a profile of one's own routes to, its ARN does not say. */
function checkModelArn(text: string): string | undefined {
  const want = 'use an ARN such as arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0';
  const arn = parseArn(text);
  if (arn?.service !== 'bedrock' || partitionOf(arn.region)?.name !== arn.partition) return want;
  const [type = '', id = ''] = arn.resource.split('/');
  if (type === 'foundation-model') return arn.accountId === '' && MODEL.test(id) ? undefined : want;
  if (type === 'inference-profile' && GEOGRAPHY.test(id) && MODEL.test(id))
    return checkAccountId(arn.accountId);
  return `${quote(type)} does not tell its models: write a statement with the profile and them`;
}
