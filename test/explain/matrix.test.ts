import { describe, expect, test } from '@jest/globals';
import { buildMatrix, type Matrix } from '../../src/explain/index.js';
import { EVERY_GRANT } from '../support/every-grant.js';
import { folderWorld, grantedWorld, specExample } from './support.js';

const shown = ({ rows }: Matrix) =>
  rows
    .filter(({ kind }) => kind === 'buckets')
    .map(({ namespace, serviceAccount, resource, access }) => {
      const words = Object.entries(access).map(([word, standing]) => `${word} ${standing}`);
      return `${namespace}/${serviceAccount} ${resource}: ${words.join(', ')}`;
    });

describe('the matrix', () => {
  test('of an example with several workloads', async () => {
    const { world } = await specExample('shared-role');
    expect(shown(buildMatrix(world))).toEqual([
      'media/api acme-media-originals: list allowed, get allowed, put not granted, delete not granted',
      'media/api acme-media-thumbnails: list allowed, get allowed, put allowed, delete not granted',
      'media/api acme-reports/nightly/: list not granted, get not granted, put not granted, delete not granted',
      'media/thumbnails acme-media-originals: list allowed, get allowed, put not granted, delete not granted',
      'media/thumbnails acme-media-thumbnails: list allowed, get allowed, put allowed, delete not granted',
      'media/thumbnails acme-reports/nightly/: list not granted, get not granted, put not granted, delete not granted',
      'reports/nightly-report acme-media-originals: list not granted, get not granted, put not granted, delete not granted',
      'reports/nightly-report acme-media-thumbnails: list not granted, get not granted, put not granted, delete not granted',
      'reports/nightly-report acme-reports/nightly/: list allowed, get allowed, put allowed, delete allowed',
    ]);
  });

  test('says what is unknown', async () => {
    const world = await folderWorld('helm-service-account');
    expect(shown(buildMatrix(world))).toEqual([
      'velero/velero acme-platform-backups: list assumed, get assumed, put assumed, delete assumed',
    ]);
    expect(shown(buildMatrix({ ...world, strict: true }))).toEqual([
      'velero/velero acme-platform-backups: list unknown, get unknown, put unknown, delete unknown',
    ]);
    expect(shown(buildMatrix(await folderWorld('govcloud-boundary')))).toEqual([
      'records/archive agency-records-archive: list unknown, get unknown, put unknown, delete unknown',
    ]);
  });

  test('names what runs as the service account', async () => {
    const { world } = await specExample('s3-web-app');
    expect(buildMatrix(world).rows.map(({ workloads }) => workloads)).toEqual([
      ['Deployment default/photo-site'],
    ]);
  });

  test.each(EVERY_GRANT.map((grant) => [grant.label, grant] as const))(
    'of %s alone has the word',
    async (_, grant) => {
      const { rows } = buildMatrix(await grantedWorld([grant], 1));
      const standings = rows
        .filter(({ kind }) => kind === grant.kind.field)
        .map(({ access }) => access[grant.word]);
      expect(
        standings.filter((standing) => standing === 'allowed' || standing === 'assumed').length,
      ).toBeGreaterThan(0);
    },
  );
});
