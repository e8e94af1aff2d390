import fc from 'fast-check';
import { checkPolicyText } from '../../src/iam/names.js';
import { findRefusedCharacter } from '../../src/spec/input-floor.js';
import { hostileStrings } from '../support/hostile-strings.js';

/** What a spec may hold where any text goes. */
const texts = [...hostileStrings, '${TfToken[TOKEN.0]}', '#{TfToken[TOKEN.0]}', '%%{init: {}}%%'].filter(
  (text) => findRefusedCharacter(text) === undefined,
);

function among(allowed: (text: string) => boolean): fc.Arbitrary<string> {
  const fitting = texts.filter(allowed);
  const one = fc.constantFrom(...fitting);
  const joined = fc.array(one, { minLength: 2, maxLength: 3 }).map((parts) => parts.join(''));
  return fc.oneof({ weight: 3, arbitrary: one }, { weight: 1, arbitrary: joined.filter(allowed) });
}

/** Text for commands, arguments and variables. */
export const freeText = among(() => true);

/** Text on one line, such as a backend's argument. */
export const lineText = among((text) => !/[\n\t]/.test(text) && text === text.trim() && text !== '');

/** Text that IAM takes in a policy. */
export const policyText = among((text) => checkPolicyText(text) === undefined && text.length < 80);

/** The end of an ARN: policy text without white space. */
export const resourceText = among(
  (text) => checkPolicyText(text) === undefined && !/\s/.test(text) && text.length < 80,
);

/** A literal key prefix. */
export const prefixText = among(
  (text) =>
    checkPolicyText(text) === undefined &&
    /^[^/*?\s][^*?\n\t]*$/.test(text) &&
    !/[$&]\{/.test(text) &&
    text.length < 80,
);

/** A path for HTTP probes. */
export const pathText = among((text) => /^[\x21-\x7e]*$/.test(text)).map((text) => `/${text}`);

/** A path for a volume. */
export const folderText = among(
  (text) => /^[^:\n\t/]+$/.test(text) && text !== '...' && text.length < 80,
).map((text) => `/var/${text}`);

/** The name of an EC2 key pair. */
export const keyPairText = among((text) => /^(?! )[\x20-\x7e]{1,255}(?<! )$/.test(text));

/** Characters of tags, joined: a text of fast-check's would make a table of all of them. */
const tagCharacters = (minLength: number) =>
  fc
    .array(fc.stringMatching(/^[\p{L}\p{N}_.:/=+\-@]$/u), { minLength, maxLength: 12 })
    .map((characters) => characters.join(''))
    .filter((text) => findRefusedCharacter(text) === undefined);

/** A tag's value; the grammar is AWS's. */
export const tagText = fc.oneof(
  among((text) => /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text) && text.length < 80),
  tagCharacters(0),
);

/** A tag's key. */
export const tagKey = fc
  .oneof(
    fc.constantFrom(
      'team',
      'cost-center',
      'for',
      'on',
      'null',
      'y',
      '1',
      '1.0',
      'a b',
      'a:b',
      'é',
      '\u{20000}x',
      '-',
      '@',
      'toString',
      'valueOf',
    ),
    tagCharacters(1),
  )
  .filter(
    (key) => !/^aws:/i.test(key) && key !== '__proto__' && key !== 'constructor' && key !== 'prototype',
  );
