import { describe, expect, test } from '@jest/globals';
import { buildMatrix, type Matrix } from '../../src/explain/index.js';
import { folderWorld, specExample } from './support.js';

const shown = ({ rows }: Matrix) =>
  rows.map(({ namespace, serviceAccount, bucket, prefix, access }) => {
    const verbs = Object.entries(access).map(([verb, verdict]) => `${verb} ${verdict}`);
    return `${namespace}/${serviceAccount} ${bucket}/${prefix}: ${verbs.join(', ')}`;
  });

describe('the matrix', () => {
  test('of an example with several workloads', async () => {
    const { world } = await specExample('shared-role');
    expect(shown(buildMatrix(world))).toEqual([
      'media/api acme-media-originals/: list allowed, get allowed, put denied, delete denied',
      'media/api acme-media-thumbnails/: list allowed, get allowed, put allowed, delete denied',
      'media/api acme-reports/nightly/: list denied, get denied, put denied, delete denied',
      'media/thumbnails acme-media-originals/: list allowed, get allowed, put denied, delete denied',
      'media/thumbnails acme-media-thumbnails/: list allowed, get allowed, put allowed, delete denied',
      'media/thumbnails acme-reports/nightly/: list denied, get denied, put denied, delete denied',
      'reports/nightly-report acme-media-originals/: list denied, get denied, put denied, delete denied',
      'reports/nightly-report acme-media-thumbnails/: list denied, get denied, put denied, delete denied',
      'reports/nightly-report acme-reports/nightly/: list allowed, get allowed, put allowed, delete allowed',
    ]);
  });

  test('says what is unknown', async () => {
    const world = await folderWorld('helm-service-account');
    expect(shown(buildMatrix(world))).toEqual([
      'velero/velero acme-platform-backups/: list allowed, get allowed, put allowed, delete allowed',
    ]);
    expect(shown(buildMatrix({ ...world, strict: true }))).toEqual([
      'velero/velero acme-platform-backups/: list unknown, get unknown, put unknown, delete unknown',
    ]);
    expect(shown(buildMatrix(await folderWorld('govcloud-boundary')))).toEqual([
      'records/archive agency-records-archive/: list unknown, get unknown, put unknown, delete unknown',
    ]);
  });

  test('names what runs as the service account', async () => {
    const { world } = await specExample('s3-web-app');
    expect(buildMatrix(world).rows.map(({ workloads }) => workloads)).toEqual([
      ['Deployment default/photo-site'],
    ]);
  });
});
