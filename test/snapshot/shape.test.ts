import { describe, expect, test } from '@jest/globals';
import {
  type Call,
  keep,
  nothingLearned,
  partsOf,
  planCalls,
  troubleOfAws,
  troubleOfKubectl,
} from '../../src/snapshot/index.js';

/** The shape of what is kept of a call's answer. */
function shapeOf(words: string): Call['shape'] {
  const call = planCalls('demo', nothingLearned()).find((each) => each.call.join(' ').startsWith(words));
  if (call === undefined) throw new Error(`no call ${words}`);
  return call.shape;
}

describe('what is kept', () => {
  test('of a container is where its credentials come from, and of other variables the name', () => {
    const env = [
      { name: 'AWS_ROLE_ARN', value: 'arn' },
      { name: 'AWS_SECRET_ACCESS_KEY', value: 'secret' },
      { name: 'HTTPS_PROXY', value: 'http://user:secret@proxy' },
      { name: 'EMPTY', value: '' },
      { name: 'MY_AWS_ROLE_ARN', value: 'secret' },
    ];
    const pod = { spec: { containers: [{ name: 'c', command: ['secret'], env }], dnsPolicy: 'x' } };
    expect(keep(pod, shapeOf('kubectl get pods'))).toEqual({
      spec: {
        containers: [
          {
            name: 'c',
            env: [
              { name: 'AWS_ROLE_ARN', value: 'arn' },
              { name: 'AWS_SECRET_ACCESS_KEY' },
              { name: 'HTTPS_PROXY' },
              { name: 'EMPTY', value: '' },
              { name: 'MY_AWS_ROLE_ARN' },
            ],
          },
        ],
      },
    });
  });

  test('of the configuration of an add-on is only whether it may name its service account', () => {
    const shape = { mentions: 'serviceAccount' } as const;
    expect(keep('{"serviceaccount": {"name": "x"}, "token": "secret"}', shape)).toBe('serviceAccount');
    expect(keep('{"token": "secret"}', shape)).toBe('');
  });

  test('of something in another form than it should have is nothing', () => {
    expect(keep({ spec: 'secret', metadata: ['secret'] }, shapeOf('kubectl get pods'))).toEqual({});
  });
});

describe('a long answer', () => {
  test('is kept in parts that together are all of it', () => {
    const answer = { A: [1, 2, 3].map((number) => ({ number })), B: ['x', 'y'], C: 'each' };
    const parts = partsOf(answer, 25);
    expect(parts.length).toBeGreaterThan(1);
    const found = parts as readonly (typeof answer)[];
    expect([found.flatMap(({ A }) => A), found.flatMap(({ B }) => B)]).toEqual([answer.A, answer.B]);
    expect(found.every(({ C }) => C === 'each')).toBe(true);
    expect(partsOf(answer)).toEqual([answer]);
  });
});

describe('trouble', () => {
  const aws = (code: string) => `\nAn error occurred (${code}) when calling the GetRole operation: no`;
  test.each<readonly [string, string, string]>([
    [aws('AccessDenied'), 'refused', 'AccessDenied'],
    [aws('AccessDeniedException'), 'refused', 'AccessDenied'],
    [aws('NoSuchEntity'), 'absent', 'NoSuchEntity'],
    [aws('ThrottlingException'), 'busy', 'Throttling'],
    [aws('SlowDown'), 'busy', 'SlowDown'],
    [aws('ExpiredTokenException'), 'signed-out', 'ExpiredTokenException'],
    [aws('ValidationError'), 'failed', 'ValidationError'],
    [
      'Unable to locate credentials. You can configure credentials by running "aws configure".',
      'signed-out',
      'NoCredentials',
    ],
    ['Error loading SSO Token: Token for corp does not exist', 'signed-out', 'NoCredentials'],
    ['The config profile (x) could not be found', 'signed-out', 'NoCredentials'],
    [aws('ForbiddenException').replace('GetRole', 'GetRoleCredentials'), 'signed-out', 'ForbiddenException'],
    ['Could not connect to the endpoint URL: "https://eks.x.amazonaws.com/"', 'busy', 'Unreachable'],
    ['aws: error: argument operation: Invalid choice, valid choices are:', 'too-old', 'TooOld'],
    ['', 'failed', 'Failed'],
  ])('of aws: %j', (said, ending, reason) => {
    expect(troubleOfAws(said)).toMatchObject({ ending, reason });
  });

  test.each<readonly [string, string]>([
    ['Error from server (Forbidden): pods is forbidden: User "x" cannot list resource "pods"', 'refused'],
    ['error: the server doesn\'t have a resource type "x"', 'absent'],
    ['error: You must be logged in to the server (Unauthorized)', 'signed-out'],
    [
      'Unable to connect to the server: getting credentials: exec: executable aws failed with exit code 255',
      'signed-out',
    ],
    ['Unable to connect to the server: net/http: TLS handshake timeout', 'busy'],
    ['Error from server (TooManyRequests): the server has received too many requests', 'busy'],
    ['error: unknown flag: --chunk', 'failed'],
  ])('of kubectl: %j', (said, ending) => {
    expect(troubleOfKubectl(said).ending).toBe(ending);
  });
});
