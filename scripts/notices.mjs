import { readdirSync, readFileSync } from 'node:fs';

/** Where the source of a package is whose licence asks that its users be told (MPL-2.0). */
const SOURCES = {
  '@cdktf/provider-aws': 'https://github.com/cdktf/cdktf-provider-aws',
  cdktn: 'https://github.com/open-constructs/cdk-terrain',
};

/** Licence texts of packages that ship none. */
const SHARED_TEXTS = { 'MPL-2.0': 'https://mozilla.org/MPL/2.0/', 'Apache-2.0': 'see LICENSE' };

const PREAMBLE = `Third-party notices

The files under dist/ contain the software listed here, each under its own licence.
Files under MPL-2.0 are unchanged; their source is at the address given.
`;

/** The notices for every package of which files are in the bundles, in order of name. */
export function buildNotices(files) {
  const folders = new Set();
  for (const file of files) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
    if (folder) folders.add(folder);
  }
  const packages = [...folders].map(describePackage);
  // Assets were made from programs that are not installed.
  for (const name of readdirSync('assets').filter((file) => file.endsWith('.notices.json')))
    packages.push(...JSON.parse(readFileSync(`assets/${name}`, 'utf8')));
  const distinct = [...new Map(packages.map((entry) => [entry.title, entry])).values()];
  distinct.sort((a, b) => (a.title < b.title ? -1 : 1));
  return [PREAMBLE, ...distinct.map(({ title, text }) => `${'-'.repeat(80)}\n${title}\n\n${text}\n`)].join(
    '\n',
  );
}

/** What the licence of a package asks to be told. */
export function describePackage(folder) {
  const { name, version, license, repository } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const files = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
    .sort();
  const texts = files.map((file) =>
    readFileSync(`${folder}/${file}`, 'utf8').replaceAll('\r\n', '\n').trim(),
  );
  const address = SOURCES[name] ?? String(repository?.url ?? repository ?? '').replace(/^git\+|\.git$/g, '');
  const source = address === '' ? '' : `\nSource: ${address}`;
  const text = texts.length > 0 ? texts.join('\n\n') : `Licence text: ${SHARED_TEXTS[license] ?? license}`;
  return { title: `${name} ${version} (${license})${source}`, text };
}
