import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openStandardFrom } from '../../src/standard/for-specs.js';
import { loadStandard } from '../../src/standard/load.js';
import { tempFolders, writeFiles } from '../support/temp-folder.js';

const folder = tempFolders();

const named = (name: string, rest = '') => `version: 1\nname: ${name}\n${rest}\n`;

function load(root: string, ref = './standard') {
  return loadStandard({ ref, folder: root, cwd: root, place: { file: 'irsa.yaml', line: 2, column: 11 } });
}

function faults(root: string, ref?: string): readonly string[] {
  return load(root, ref).diagnostics.map(
    ({ place, path, message }) => `${place?.file}:${place?.line}:${place?.column} ${path}: ${message}`,
  );
}

describe('for the specs of a run, a standard', () => {
  const open = (root: string, name: string, ref: string) =>
    openStandardFrom({
      ref,
      folder: join(root, name),
      cwd: root,
      place: { file: `${name}/irsa.yaml`, line: 2, column: 11 },
    });

  test('is loaded once, from whatever folder they name it', () => {
    const root = folder({ 'standard/standard.yaml': named('acme'), 'a/x': '', 'b/x': '' });
    const first = open(root, 'a', '../standard');
    expect(first.ok).toBe(true);
    expect(open(root, 'b', '../standard')).toBe(first);
    expect(open(root, '.', './standard')).toBe(first);
  });

  test('that is refused is refused at the place of each', () => {
    const root = folder({ 'a/x': '', 'b/x': '' });
    const places = ['a', 'b'].map((name) => open(root, name, '../nope').diagnostics[0]?.place?.file);
    expect(places).toEqual(['a/irsa.yaml', 'b/irsa.yaml']);
  });
});

describe('a standard is found', () => {
  test('by a relative path, with its version and a hash of its own', () => {
    const root = folder({
      'standard/standard.yaml': named('acme', 'templates: ./templates'),
      'standard/package.json': '{ "name": "x", "version": "1.2.3" }',
      'standard/templates/docs/README.md.hbs': 'x',
    });
    const first = load(root);
    expect(first).toMatchObject({
      ok: true,
      value: { name: 'acme', version: '1.2.3', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    writeFiles(root, { 'standard/templates/docs/README.md.hbs': 'y' });
    const second = load(root);
    expect(first.ok && second.ok && first.value.hash !== second.value.hash).toBe(true);
  });

  test('whatever its line ends are, as the same', () => {
    const [unix, windows] = ['\n', '\r\n'].map((end) => {
      const files = { 'standard.yaml': named('acme', 'templates: t'), 't/docs/README.md.hbs': 'a\nb\n' };
      const written = Object.entries(files).map(([path, text]) => [
        `standard/${path}`,
        text.replaceAll('\n', end),
      ]);
      const root = folder(Object.fromEntries(written));
      const loaded = load(root);
      return loaded.ok ? loaded.value.hash : undefined;
    });
    expect(unix).toBeDefined();
    expect(unix).toBe(windows);
  });

  test.each(['acme-standard', '@acme/standard'])('as a package of the project or above: %s', (name) => {
    const root = folder({ [`node_modules/${name}/standard.yaml`]: named('acme') });
    mkdirSync(join(root, 'services/shop'), { recursive: true });
    expect(load(join(root, 'services/shop'), name)).toMatchObject({
      ok: true,
      value: { name: 'acme', version: 'unversioned' },
    });
  });

  test('as a package that is a link', () => {
    const root = folder({
      'packages/standard/standard.yaml': named('acme', 'templates: templates'),
      'packages/standard/templates/docs/README.md.hbs': 'x',
    });
    mkdirSync(join(root, 'node_modules'));
    symlinkSync('../packages/standard', join(root, 'node_modules/acme'));
    expect(load(root, 'acme')).toMatchObject({ ok: true, diagnostics: [] });
  });

  test('with everything that it extends, the furthest first', () => {
    const root = folder({
      'standard/standard.yaml': named('team', 'extends: ../company'),
      'company/standard.yaml': named('company', 'extends: group\ntemplates: t'),
      'company/t/docs/README.md.hbs': 'company',
      'node_modules/group/standard.yaml': named('group', 'templates: t'),
      'node_modules/group/t/docs/README.md.hbs': 'group',
      'node_modules/group/t/eksctl/cluster.yaml.hbs': 'group',
    });
    const loaded = load(root);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
    expect(loaded.value.chain.map(({ name }) => name)).toEqual(['group', 'company', 'team']);
    expect([...loaded.value.templates.values()].map(({ path, text }) => [path, text])).toEqual([
      ['docs/README.md.hbs', 'company'],
      ['eksctl/cluster.yaml.hbs', 'group'],
    ]);
  });
});

describe('a standard is refused', () => {
  const AT = 'irsa.yaml:2:11 standard:';

  test.each([
    ['that is not there', './nowhere', `${AT} there is no folder "./nowhere"`],
    ['by an absolute path', '/etc', `${AT} "/etc" is neither a relative path nor the name of a package`],
    ['by a path without ./', 'a/b', `${AT} "a/b" is neither a relative path nor the name of a package`],
    ['as a package that is not installed', 'acme', `${AT} no package "acme" is installed`],
    [
      'as a package that leaves its folder',
      '@x/../../etc',
      `${AT} "@x/../../etc" is neither a relative path nor the name of a package`,
    ],
    ['without a standard.yaml', './standard', `${AT} "./standard" holds no standard.yaml`],
  ])('%s', (_name, ref, want) => {
    const root = folder();
    mkdirSync(join(root, 'standard'));
    expect(faults(root, ref)).toEqual([want]);
  });

  test('that extends itself by a detour', () => {
    const root = folder({
      'standard/standard.yaml': named('a', 'extends: ../b'),
      'b/standard.yaml': named('b', 'extends: ../c'),
      'c/standard.yaml': named('c', 'extends: ../b'),
    });
    expect(faults(root)).toEqual(['c/standard.yaml:3:10 extends: "../b" closes a circle: b → c → b']);
  });

  test('that has too many bases', () => {
    const root = folder(
      Object.fromEntries(
        Array.from({ length: 12 }, (_, index) => [
          `${index === 0 ? 'standard' : `s${index}`}/standard.yaml`,
          named(`s${index}`, `extends: ../s${index + 1}`),
        ]),
      ),
    );
    expect(faults(root)).toEqual(['s9/standard.yaml:3:10 extends: "../s10" is one base too many']);
  });

  const secret = { 'secret/docs/README.md.hbs': 'x', 'secret.hbs': 'x' };
  const hostile: readonly [
    string,
    {
      readonly files: Readonly<Record<string, string>>;
      readonly links?: Readonly<Record<string, string>>;
      readonly want: string;
    },
  ][] = [
    [
      'templates above it',
      {
        files: { 'standard/standard.yaml': named('a', 'templates: ../secret'), ...secret },
        want: 'standard/standard.yaml:3:12 templates: "../secret" leads out of the standard\'s folder',
      },
    ],
    [
      'templates at an absolute path',
      {
        files: { 'standard/standard.yaml': named('a', 'templates: /etc') },
        want: 'standard/standard.yaml:3:12 templates: "/etc" leads out of the standard\'s folder',
      },
    ],
    [
      'templates that are a link',
      {
        files: { 'standard/standard.yaml': named('a', 'templates: t'), ...secret },
        links: { 'standard/t': '../secret' },
        want: 'standard/standard.yaml:3:12 templates: "t" leads out of the standard\'s folder',
      },
    ],
    [
      'a template that is a link',
      {
        files: { 'standard/standard.yaml': named('a', 'templates: t'), 'standard/t/a.hbs': 'x', ...secret },
        links: { 'standard/t/b.hbs': '../../secret.hbs' },
        want: 'standard/standard.yaml:3:12 templates: "b.hbs" leads out of the standard\'s folder',
      },
    ],
    [
      'a folder among templates that is a link',
      {
        files: { 'standard/standard.yaml': named('a', 'templates: t'), 'standard/t/a.hbs': 'x', ...secret },
        links: { 'standard/t/docs': '../../secret/docs' },
        want: 'standard/standard.yaml:3:12 templates: "docs" leads out of the standard\'s folder',
      },
    ],
    [
      'a standard.yaml that is a link',
      {
        files: { 'elsewhere.yaml': named('a'), 'standard/x': '' },
        links: { 'standard/standard.yaml': '../elsewhere.yaml' },
        want: 'irsa.yaml:2:11 standard: "standard.yaml" leads out of the standard\'s folder',
      },
    ],
    [
      'a link that leads nowhere',
      {
        files: { 'standard/standard.yaml': named('a', 'templates: t'), 'standard/t/a.hbs': 'x' },
        links: { 'standard/t/b.hbs': './gone' },
        want: 'standard/standard.yaml:3:12 templates: "b.hbs" is a link that leads nowhere',
      },
    ],
    [
      'templates of what it extends',
      {
        files: {
          'standard/standard.yaml': named('a', 'extends: ../b\ntemplates: ../b/t'),
          'b/standard.yaml': named('b', 'templates: t'),
          'b/t/docs/README.md.hbs': 'x',
        },
        want: 'standard/standard.yaml:4:12 templates: "../b/t" leads out of the standard\'s folder',
      },
    ],
    [
      'a file as its folder of templates',
      {
        files: { 'standard/standard.yaml': named('a', 'templates: standard.yaml') },
        want: 'standard/standard.yaml:3:12 templates: "standard.yaml" is no folder',
      },
    ],
    [
      'no folder of templates where it names one',
      {
        files: { 'standard/standard.yaml': named('a', 'templates: t') },
        want: 'standard/standard.yaml:3:12 templates: there is no folder "t"',
      },
    ],
    [
      'a huge standard.yaml',
      {
        files: { 'standard/standard.yaml': named('a', `# ${'x'.repeat(1_000_000)}`) },
        want: 'irsa.yaml:2:11 standard: "standard.yaml" has 1000022 bytes',
      },
    ],
    [
      'a huge template',
      {
        files: {
          'standard/standard.yaml': named('a', 'templates: t'),
          'standard/t/a.hbs': 'x'.repeat(1_000_001),
        },
        want: 'standard/standard.yaml:3:12 templates: "t/a.hbs" has 1000001 bytes',
      },
    ],
    [
      'very many templates',
      {
        files: {
          'standard/standard.yaml': named('a', 'templates: t'),
          ...Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`standard/t/${index}.hbs`, ''])),
        },
        want: 'standard/standard.yaml:3:12 templates: there are more than 500 templates',
      },
    ],
    [
      'a package.json that is none',
      {
        files: { 'standard/standard.yaml': named('a'), 'standard/package.json': '{' },
        want: 'standard/standard.yaml:1:1 undefined: its package.json is no JSON',
      },
    ],
  ];
  test.each(hostile)('with %s', (_name, { files, links = {}, want }) => {
    const root = folder(files);
    for (const [path, target] of Object.entries(links)) symlinkSync(target, join(root, path));
    expect(faults(root)).toEqual([want]);
  });

  test('with bytes that are no text', () => {
    const root = folder({ 'standard/x': '' });
    writeFileSync(join(root, 'standard/standard.yaml'), Buffer.from([0x76, 0xff, 0xfe]));
    expect(faults(root)).toEqual([`${AT} "standard.yaml" is not UTF-8 text`]);
  });

  test('with a pipe in the place of a file', () => {
    const root = folder({
      'standard/standard.yaml': named('a', 'templates: t'),
      'standard/t/a.hbs': '',
    });
    execFileSync('mkfifo', [join(root, 'standard/t/b.hbs')]);
    expect(faults(root)).toEqual(['standard/standard.yaml:3:12 templates: "t/b.hbs" is no file']);
  });
});
