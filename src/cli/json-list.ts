import { mapped } from '../collections.js';
import { visibleJson } from '../text/visible.js';

/** The JSON of a record that begins with a list, piece by piece: each item as it comes, then the fields that the generator returns. */
export function* jsonListPieces(name: string, items: Generator<unknown, object>): Generator<string, void> {
  yield `{\n  ${visibleJson(name)}: [`;
  let separator = '';
  const rest = yield* mapped(items, (item) => {
    const piece = `${separator}\n${visibleJson(item)}`.replaceAll('\n', '\n    ');
    separator = ',';
    return piece;
  });
  yield separator === '' ? ']' : '\n  ]';
  const others = visibleJson(rest);
  yield others === '{}' ? '\n}\n' : `,${others.slice(1)}\n`;
}
