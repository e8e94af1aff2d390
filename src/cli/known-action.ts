import { distance } from 'fastest-levenshtein';
import { Failure } from '../diagnostics.js';
import { isService, nearestAction, nearestService } from '../lint/actions.js';
import { type Inventory, loadCatalog } from '../readers/index.js';
import { quote } from '../text/quote.js';

/** More changed letters than these are another word, and AWS may have it since the catalogue was made. */
const TYPING_ERROR = 2;

/**
 * Refuses an action or service that AWS has not, where one that it has is near; an action that some file names is taken
 * as it is, so that most questions need no catalogue.
 */
export async function requireKnownAction(action: string, { files }: Inventory): Promise<void> {
  if (/[*?]/.test(action) || files.some(({ source }) => source.text.includes(action))) return;
  const catalog = loadCatalog();
  const [service = '', name = ''] = action.split(':');
  const known = isService(catalog, service);
  if (known && (catalog.actions(service.toLowerCase(), name) ?? []).length > 0) return;
  const near = known
    ? nearestAction(catalog, service.toLowerCase(), name)
    : nearestService(catalog, service.toLowerCase());
  if (
    near === undefined ||
    distance((known ? name : service).toLowerCase(), near.toLowerCase()) > TYPING_ERROR
  )
    return;
  throw new Failure('unknown-action', 'user', `${quote(action)} is no action of AWS`, {
    help: `did you mean ${known ? `${service}:${near}` : `${near}:${name}`}?`,
  });
}
