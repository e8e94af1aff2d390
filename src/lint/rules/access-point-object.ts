import { arnOf, isPlain } from '../arns.js';
import { policyFile } from '../examples.js';
import type { Report, Rule } from '../rule.js';
import { s3ActionsOn } from '../s3.js';
import { quoted, type Text } from '../text.js';

const POINT = 'arn:aws:s3:us-east-1:111122223333:accesspoint/photos';
const READ = { Effect: 'Allow', Action: 's3:GetObject' };

export const accessPointObject: Rule = {
  id: 'IRSA231',
  name: 'access-point-object',
  severity: 'error',
  family: 's3',
  summary: 'Objects behind an access point are accesspoint/<name>/object/<key>.',
  why: 'The ARN of an object behind an access point has /object/ before its key. A prefix without it covers nothing, and the access point alone covers no object.',
  error:
    'AccessDenied: … is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:us-east-1:111122223333:accesspoint/photos/object/cat.jpg"',
  fix: 'Write accesspoint/<name>/object/*.',
  reference: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html',
  examples: {
    bad: policyFile({ ...READ, Resource: `${POINT}/2026/*` }),
    good: policyFile({ ...READ, Resource: `${POINT}/object/2026/*` }),
  },
  *check({ statements, catalog }) {
    for (const statement of statements) {
      const { policy, resources } = statement;
      if (policy.use === 'trust' || s3ActionsOn(catalog, 'object', statement).length === 0) continue;
      const points = (resources?.values ?? []).flatMap((text) => pointOf(text) ?? []);
      const alone = resources?.values.length === points.filter(({ rest }) => rest === '').length;
      for (const { text, rest } of points) {
        const report = judge(text, rest, alone && resources?.complete === true);
        if (report !== undefined) yield report;
      }
    }
  },
};

interface Point {
  readonly text: Text;
  /** What follows the name, with its slash. */
  readonly rest: string;
}

function pointOf(text: Text): Point | undefined {
  const arn = arnOf(text);
  if (arn?.service !== 's3') return undefined;
  const [, name = '', rest = ''] = /^accesspoint[/:]([^/]+)(\/.*)?$/s.exec(arn.resource) ?? [];
  return name === '' || !isPlain(name) ? undefined : { text, rest };
}

function judge(text: Text, rest: string, alone: boolean): Report | undefined {
  const { place } = text;
  const help = 'write /object/ before the key';
  if (rest === '' || rest === '/') {
    // Beside other resources it may be meant for other actions.
    if (!alone || !text.known) return undefined;
    return { place, message: `${quoted(text)} is an access point, not its objects`, help: 'add /object/*' };
  }
  if (rest === '/*')
    return {
      place,
      message: `${quoted(text)} covers objects only because * takes in object/ as well`,
      help: 'write /object/*',
      severity: 'warning',
    };
  const start = /^[^*?\uFFFC]*/.exec(rest)?.[0] ?? '';
  const mayBeObject = '/object/'.startsWith(start) ? start !== rest : start.startsWith('/object/');
  if (mayBeObject) return undefined;
  return { place, message: `${quoted(text)} covers no object: objects are /object/<key>`, help };
}
