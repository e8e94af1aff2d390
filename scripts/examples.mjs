import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** The folders of `examples/` with a spec of their own, by path below it; bases that others extend are none. */
export function exampleNames(root) {
  const hasSpec = (name) => existsSync(`${root}/examples/${name}/irsa.yaml`);
  return readdirSync(`${root}/examples`)
    .flatMap((name) => [
      ...(hasSpec(name) ? [name] : []),
      ...readdirSync(`${root}/examples/${name}`)
        .map((inner) => `${name}/${inner}`)
        .filter((inner) => hasSpec(inner) && isOverlay(`${root}/examples/${inner}/irsa.yaml`)),
    ])
    .sort();
}

const isOverlay = (file) => /^extends:/m.test(readFileSync(file, 'utf8'));
