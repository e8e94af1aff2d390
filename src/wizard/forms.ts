import { type ClusterArn, parseClusterArn } from '../aws/cluster-arn.js';
import { isMap, own } from '../plain-data.js';
import { sameValue, type Value } from './paths.js';
import { type Form, PAIRS, WORDS } from './question.js';

/** A form in which most values can be typed; the others, and whoever likes it better, use JSON. */
function orJson(form: Form): Form {
  return {
    parse: (text) => (/^[[{]/.test(text) ? (jsonOf(text) ?? text) : form.parse(text)),
    format: (value) => {
      const short = isShort(value, form) ? form.format(value) : undefined;
      return short ?? JSON.stringify(value);
    },
  };
}

/** Whether the short form says the same again when it is read. */
function isShort(value: Value, form: Form): boolean {
  try {
    const text = form.format(value);
    return !/^[[{]/.test(text) && sameValue(form.parse(text), value);
  } catch {
    return false;
  }
}

function jsonOf(text: string): Value | undefined {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return undefined;
  }
}

const REFERENCE = /^(secret|configMap):([^/]+)\/(.+)$/;

/** `LOG=info, DB=secret:db/url`: variables, and those that a key of a Secret or ConfigMap gives. */
export const VARIABLES: Form = orJson({
  parse: (text) => {
    const pairs = Object.entries(PAIRS.parse(text) as Readonly<Record<string, string>>);
    return Object.fromEntries(
      pairs.map(([name, value]) => {
        const [, kind = '', source = '', key = ''] = REFERENCE.exec(value) ?? [];
        return [name, kind === '' ? value : { [kind]: source, key }];
      }),
    );
  },
  format: (value) =>
    PAIRS.format(
      Object.fromEntries(
        Object.entries(value as Readonly<Record<string, Value>>).map(([name, item]) => {
          if (!isMap(item)) return [name, item];
          const kind = own(item, 'secret') === undefined ? 'configMap' : 'secret';
          return [name, `${kind}:${own(item, kind)}/${own(item, 'key')}`];
        }),
      ) as Value,
    ),
});

/** `sqs:ListQueues, sqs:GetQueueUrl on *; …`: a statement each, without sid and conditions. */
export const STATEMENTS: Form = orJson({
  parse: (text) =>
    text
      .split(';')
      .filter((part) => part.trim() !== '')
      .map((part) => {
        const [actions = '', resources = '', ...more] = part.split(/\s+on\s+/);
        return { actions: WORDS.parse(actions), resources: WORDS.parse([resources, ...more].join(' ')) };
      }),
  format: (value) =>
    (value as readonly { readonly actions: Value; readonly resources: Value }[])
      .map(({ actions, resources }) => `${WORDS.format(actions)} on ${WORDS.format(resources)}`)
      .join('; '),
});

/** A name, number or address as people copy it, with quotes around it. */
export const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1[,;]?$/, '$2').trim();

/** An account as the console shows it, `1111-2222-3333`, or as a file quotes it. */
export const ACCOUNT: Form = {
  parse: (text) => {
    const digits = unquoted(text).replace(/[\s-]/g, '');
    return /^\d{12}$/.test(digits) ? digits : text;
  },
  format: String,
};

/** An issuer as `aws eks describe-cluster` prints it, or without its scheme, as trust policies hold it. */
export const ISSUER: Form = {
  parse: (text) => {
    const address = unquoted(text).replace(/\/$/, '');
    return /^oidc\.eks\./.test(address) ? `https://${address}` : address;
  },
  format: String,
};

/** What the ARN of a cluster holds; undefined for any other text. */
export const clusterOf = (text: string): ClusterArn | undefined => parseClusterArn(unquoted(text));

/** A cluster by its name, or by its ARN. */
export const CLUSTER_NAME: Form = {
  parse: (text) => clusterOf(text)?.name ?? unquoted(text),
  format: String,
};
