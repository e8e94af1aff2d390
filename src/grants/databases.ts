import { grantKind } from './kind.js';
import { named, nameField, resource } from './simple.js';

/** RDS and Aurora with IAM authentication. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html */
export const databases = grantKind({
  field: 'databases',
  noun: 'database',
  title: 'RDS database',
  service: 'rds-db',
  names: {
    resourceId: nameField(
      'database',
      /^(?:(?:db|cluster)-[A-Z0-9]{10,40}|prx-[0-9A-Za-z]{8,40})$/,
      "use the resource id (db-…, cluster-… or a proxy's prx-…), not the name: aws rds describe-db-instances shows DbiResourceId",
      ['db-ABCDEFGHIJKL01234', 'prx-ABCDEFGHIJKL01234'],
      { word: 'resource id', description: 'The resource id of the instance, cluster or proxy.' },
    ),
    user: nameField(
      'database user',
      /^[^\s*?:/]{1,63}$/,
      'use the name of a database user without blanks, wildcards, colons and slashes',
      'app',
      { description: 'The database user that it logs in as.' },
    ),
  },
  arn: named(
    'rds-db',
    /^dbuser:(?<resourceId>[\w-]+)\/(?<user>[^\s*?:/]{1,63})$/,
    'arn:aws:rds-db:us-east-1:111122223333:dbuser:db-ABCDEFGHIJKL01234/app',
  ),
  words: {
    connect: {
      does: 'Log in',
      on: { user: ['rds-db:connect'] },
      probe:
        'only a login shows it, with the password that aws rds generate-db-auth-token makes without asking AWS',
    },
  },
  resources: {
    user: resource('rds-db', 'Database', ({ resourceId, user }) => `dbuser:${resourceId}/${user}`),
  },
  alsoDecides: ['the database, whose user must be one for IAM authentication'],
  inPolicies: { arn: { service: 'rds-db', resource: /^dbuser:(?<resourceId>[^/]+)(?:\/(?<user>.+))?$/s } },
});
