/** What the end of a program means for a call, and for all others. */
export type Ending =
  /** There is no such thing. */
  | 'absent'
  | 'refused'
  /** Asked again later it may be answered. */
  | 'busy'
  | 'failed'
  /** No call will be answered: whoever asks is not known, or not any more. */
  | 'signed-out'
  /** The program does not know the command. */
  | 'too-old';

/** How a call ended that was not answered. */
export interface Trouble {
  readonly ending: Ending;
  /** `AccessDenied`, `Forbidden`, or a word of our own. */
  readonly reason: string;
  /** What the program said, in one line. */
  readonly message: string;
}

const REFUSED = /^(?:AccessDenied\w*|UnauthorizedOperation|AuthorizationError\w*|NotAuthorized\w*|403)$/;
const ABSENT =
  /^(?:NoSuch\w+|ResourceNotFound\w*|NotFound\w*|ServerSideEncryptionConfigurationNotFoundError|404)$/;
const BUSY =
  /^(?:Throttl\w+|TooManyRequests\w*|RequestLimitExceeded|RequestThrottled\w*|SlowDown|BandwidthLimitExceeded|ServiceUnavailable\w*|ServiceFailure|InternalFailure|InternalServer\w*|InternalError|RequestTimeout\w*|PriorRequestNotComplete|5\d\d|429)$/;
const SIGNED_OUT =
  /^(?:Expired\w*|RequestExpired|InvalidClientTokenId|UnrecognizedClient\w*|InvalidToken|InvalidAccessKeyId|SignatureDoesNotMatch|IncompleteSignature|AuthFailure|InvalidIdentityToken\w*|MissingAuthenticationToken\w*)$/;

/** What the CLI says before it has asked anybody. */
const NO_CREDENTIALS =
  /Unable to locate credentials|Partial credentials found|Error loading SSO Token|SSO (?:session|access token)[^\n]*(?:expired|invalid)|[Tt]oken has expired|Token for [^\n]* does not exist|Error when retrieving (?:token|credentials)|config profile \([^)]*\) could not be found|Your session has expired|GetRoleCredentials operation|CreateToken operation/;

const LONGEST = 400;

/** What `aws` means by its exit code and what it says on standard error. */
export function troubleOfAws(said: string): Trouble {
  const message = lastLines(said);
  const [, code] = /An error occurred \((\S+)\) when calling the \w+ operation/.exec(said) ?? [];
  if (NO_CREDENTIALS.test(said) || (code !== undefined && SIGNED_OUT.test(code)))
    return { ending: 'signed-out', reason: code ?? 'NoCredentials', message };
  if (/Invalid choice|Unknown options/i.test(said)) return { ending: 'too-old', reason: 'TooOld', message };
  if (code === undefined) return unreachable(message, /Could not connect|timed? ?out|Connection was closed/i);
  const reason = code.replace(/Exception$/, '');
  if (REFUSED.test(code)) return { ending: 'refused', reason, message };
  if (ABSENT.test(code)) return { ending: 'absent', reason, message };
  return { ending: BUSY.test(code) ? 'busy' : 'failed', reason, message };
}

/** What `kubectl` means by what it says on standard error. */
export function troubleOfKubectl(said: string): Trouble {
  const message = lastLines(said);
  const [, code] = /Error from server \((\w+)\)/.exec(said) ?? [];
  if (/\bUnauthorized\b|You must be logged in|getting credentials|no Auth Provider found/.test(said))
    return { ending: 'signed-out', reason: 'Unauthorized', message };
  if (/doesn't have a resource type/.test(said)) return { ending: 'absent', reason: 'NoSuchKind', message };
  if (code === undefined)
    return unreachable(
      message,
      /Unable to connect|connection to the server|was refused|timed? ?out|timeout|EOF|reset by peer/i,
    );
  if (code === 'Forbidden') return { ending: 'refused', reason: code, message };
  if (code === 'NotFound') return { ending: 'absent', reason: code, message };
  return {
    ending: /^(?:TooManyRequests|ServiceUnavailable|Timeout|ServerTimeout|InternalError)$/.test(code)
      ? 'busy'
      : 'failed',
    reason: code,
    message,
  };
}

function unreachable(message: string, pattern: RegExp): Trouble {
  return pattern.test(message)
    ? { ending: 'busy', reason: 'Unreachable', message }
    : { ending: 'failed', reason: 'Failed', message };
}

/** Programs say what matters last. */
function lastLines(said: string): string {
  const lines = said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const told = lines.findLast((line) => /error|unable|cannot|expired|invalid/i.test(line)) ?? lines.at(-1);
  return (told ?? 'it said nothing').slice(0, LONGEST);
}
