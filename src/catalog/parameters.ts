import { parseArn } from '../aws/arns.js';
import { checkKmsKeyArn } from '../aws/kms-keys.js';
import type { Check, TextField } from '../schema/text-field.js';
import { oneOf } from '../text/nearest.js';
import { listWords, quote } from '../text/quote.js';

/** A bucket that a program uses. */
export interface ProgramBucket {
  readonly name: string;
  /** Absent: the whole bucket. */
  readonly prefix?: string;
  readonly kmsKeyArn?: string;
}

/** What `with` gives a program; lists that it leaves out are empty. */
export interface Values {
  readonly zones: readonly string[];
  readonly buckets: readonly ProgramBucket[];
  readonly queues: readonly string[];
  readonly streams: readonly string[];
  readonly tables: readonly string[];
  readonly secrets: readonly string[];
  readonly parameters: readonly string[];
  readonly keys: readonly string[];
  readonly logGroups: readonly string[];
  readonly workspaces: readonly string[];
  readonly repositories: readonly string[];
  readonly certificateAuthorities: readonly string[];
  readonly integrations: readonly Integration[];
  readonly nodeRoleName?: string;
  readonly interruptionQueue?: string;
}

export type ParameterName = keyof Values;

/** How a parameter is written. */
export type ParameterType = 'string' | 'list of strings' | 'list of buckets';

/** A parameter that programs share: its type, and the grammar of one of its values. */
export interface Parameter {
  readonly type: ParameterType;
  readonly field: TextField;
  /** The value that an ARN or path holds which tells no account, and so means the same. */
  readonly held?: (text: string) => string | undefined;
}

/** What a value is, and what is one in other words. */
interface Grammar extends Pick<Parameter, 'held'> {
  readonly check: Check;
}

/** What load balancers may be tied to. */
export const INTEGRATIONS = ['acm', 'cognito', 'shield', 'waf', 'wafv2'] as const;

export type Integration = (typeof INTEGRATIONS)[number];

/** No values at all, from which those of a spec go on. */
export const NO_VALUES: Values = {
  zones: [],
  buckets: [],
  queues: [],
  streams: [],
  tables: [],
  secrets: [],
  parameters: [],
  keys: [],
  logGroups: [],
  workspaces: [],
  repositories: [],
  certificateAuthorities: [],
  integrations: [],
};

/** A grammar; where an ARN, URL or path holds such a value, as the first group of one of the forms, it is offered: of another account it is another one. */
function matching(pattern: RegExp, want: string, ...forms: readonly RegExp[]): Grammar {
  const valueIn = (text: string) =>
    forms.map((form) => form.exec(text)?.[1]).find((value) => pattern.test(value ?? ''));
  return {
    held: (text) => (isPlaced(text) ? undefined : valueIn(text)),
    check: (text) => {
      if (pattern.test(text)) return undefined;
      const found = valueIn(text);
      return found === undefined
        ? want
        : `write ${quote(found)}${isPlaced(text) ? ', if it is where the cluster is' : ''}`;
    },
  };
}

/** Whether text tells an account. */
const isPlaced = (text: string) => /(?:^|[/:])\d{12}[/:.]/.test(text);

/** An ARN of a service whose resource has a form. */
function arnLike(service: string, resource: RegExp, example: string): Grammar {
  return {
    check: (text) => {
      const arn = parseArn(text);
      const fits = arn?.service === service && /^\d{12}$/.test(arn.accountId) && resource.test(arn.resource);
      return fits ? undefined : `use an ARN such as ${example}`;
    },
  };
}

/** A name, or the ARN of such a thing. */
function nameOrArn(
  service: string,
  resource: RegExp,
  name: RegExp,
  want: string,
  ...forms: readonly RegExp[]
): Grammar {
  const isName = matching(name, want, ...forms);
  return {
    ...isName,
    check: (text) => {
      const arn = parseArn(text);
      if (arn?.service === service && resource.test(arn.resource)) return undefined;
      return arn !== undefined && arn.service !== service
        ? `that is an ARN of ${arn.service}; ${want}`
        : isName.check(text);
    },
  };
}

const list = (about: string, example: string, noun: string, { check, ...more }: Grammar): Parameter => ({
  type: 'list of strings',
  field: { description: about, examples: [example], noun, check },
  ...more,
});

const one = (about: string, example: string, noun: string, grammar: Grammar): Parameter => ({
  ...list(about, example, noun, grammar),
  type: 'string',
});

const QUEUE = /^[A-Za-z0-9_-]{1,80}(?:\.fifo)?$/;
const QUEUE_URL = /^https?:\/\/[^/]*(?:sqs|queue)\.[^/]+\/\d{12}\/([^/]+)\/?$/;
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const WORKSPACE = 'arn:aws:aps:us-east-1:111122223333:workspace/ws-0123abcd-0123-0123-0123-0123456789ab';
const AUTHORITY =
  'arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/1234abcd-12ab-34cd-56ef-1234567890ab';

/** Every parameter that a program may take, under the one name that all of them use. */
export const PARAMETERS: Readonly<Record<ParameterName, Parameter>> = {
  zones: list(
    'Ids of Route 53 hosted zones.',
    'Z0123456789ABCDEFGHIJ',
    'the id of a hosted zone',
    matching(
      /^Z[A-Z0-9]{3,31}$/,
      "use the zone's id, such as Z0123456789ABCDEFGHIJ, not its domain",
      /hostedzone\/(Z[A-Z0-9]+)$/,
    ),
  ),
  buckets: {
    type: 'list of buckets',
    field: {
      description: 'S3 buckets, each with name and, if only some keys are used, prefix.',
      examples: ['acme-bucket'],
      noun: 'a bucket',
      check: () => undefined,
    },
  },
  queues: list(
    'Names of SQS queues.',
    'orders',
    'the name of a queue',
    nameOrArn('sqs', QUEUE, QUEUE, 'use 1-80 letters, digits, hyphens and underscores, or an ARN', QUEUE_URL),
  ),
  streams: list(
    'Names of Kinesis data streams.',
    'orders',
    'the name of a stream',
    nameOrArn(
      'kinesis',
      /^stream\/[\w.-]{1,128}$/,
      /^[\w.-]{1,128}$/,
      'use 1-128 letters, digits and _.-, or an ARN',
    ),
  ),
  tables: list(
    'Names of DynamoDB tables.',
    'orders',
    'the name of a table',
    nameOrArn(
      'dynamodb',
      /^table\/[\w.-]{3,255}$/,
      /^[\w.-]{3,255}$/,
      'use 3-255 letters, digits and _.-, or an ARN',
    ),
  ),
  secrets: list(
    'Names of Secrets Manager secrets; with * at the end all that begin so.',
    'app/*',
    'the name of a secret',
    nameOrArn(
      'secretsmanager',
      /^secret:[\w/+=.@-]{1,519}\*?$/,
      /^[\w/+=.@-]{1,512}\*?$/,
      'use 1-512 letters, digits and /_+=.@-, with * at the end for all that begin so, or an ARN',
    ),
  ),
  parameters: list(
    'SSM parameters, from their first slash.',
    '/app/',
    'the path of a parameter',
    matching(
      /^(?=.{2,1011}$)(?:\/[\w.-]+){1,15}(?:\/\*?)?$/,
      'begin with a slash, then 1-15 levels of letters, digits, dots, hyphens and underscores',
      /^arn:[^:]*:ssm:[^:]*:\d*:parameter(\/.*)$/,
    ),
  ),
  keys: list('ARNs of KMS keys.', KEY, "a KMS key's ARN", { check: checkKmsKeyArn }),
  logGroups: list(
    'Names of CloudWatch log groups; with * at the end all that begin so.',
    '/aws/eks/demo/*',
    'the name of a log group',
    matching(
      /^[\w/.#-]{1,512}\*?$/,
      'use 1-512 letters, digits and _-/.#, with * at the end for all that begin so',
      /^arn:[^:]*:logs:[^:]*:\d*:log-group:([^:]+)/,
    ),
  ),
  workspaces: list(
    'ARNs of Amazon Managed Prometheus workspaces.',
    WORKSPACE,
    "a workspace's ARN",
    arnLike('aps', /^workspace\/ws-[0-9a-f-]{36}$/, WORKSPACE),
  ),
  repositories: list(
    'Names of ECR repositories; with * at the end all that begin so; default: all of the account.',
    'shop/*',
    'the name of a repository',
    matching(
      /^(?:\*|[a-z0-9][a-z0-9/._-]{0,255}\*?)$/,
      'use lower-case letters, digits and /._-, with * at the end for all that begin so',
      /^arn:[^:]*:ecr:[^:]*:\d*:repository\/(.+)$/,
      /^\d{12}\.dkr\.ecr\.[^/]+\/([^:@]+)/,
    ),
  ),
  certificateAuthorities: list(
    'ARNs of private certificate authorities.',
    AUTHORITY,
    "a private CA's ARN",
    arnLike('acm-pca', /^certificate-authority\/[0-9a-f-]{36}$/, AUTHORITY),
  ),
  integrations: list(
    `What load balancers are tied to: ${listWords(INTEGRATIONS)}; default: all of them.`,
    'acm',
    'an integration of load balancers',
    {
      check: (text) => (INTEGRATIONS.some((word) => word === text) ? undefined : oneOf(text, INTEGRATIONS)),
    },
  ),
  nodeRoleName: one(
    "The name of the nodes' IAM role, after its path if it has one.",
    'KarpenterNodeRole-demo',
    'the name of an IAM role',
    matching(
      /^(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/,
      "use the role's name",
      /^arn:[^:]*:iam::\d{12}:role\/(.+)$/,
    ),
  ),
  interruptionQueue: one(
    'The name of the SQS queue of interruption events; default: none is read.',
    'demo',
    'the name of a queue',
    matching(QUEUE, "use the queue's name", QUEUE_URL, /^arn:[^:]*:sqs:[^:]*:\d*:(.+)$/),
  ),
};
