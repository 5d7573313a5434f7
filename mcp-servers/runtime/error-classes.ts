export interface ErrorClass {
  category: string;
  words: string;
  /** One line of it is telling, however many others are fine. */
  decisive: boolean;
}

interface RecognisedClass extends ErrorClass {
  pattern: RegExp;
}

/**
 * What error lines of any program say, in the words of databases, clients and runtimes, the most specific first: the first
 * pattern that matches decides.
 */
export const errorClasses: RecognisedClass[] = [
  {
    // Before names and connections: without a descriptor no lookup and no dial succeeds.
    category: 'too-many-open-files',
    words: 'too many open files',
    decisive: true,
    pattern: /too many open files|\bEMFILE\b|\bENFILE\b/i,
  },
  {
    category: 'connection-pool-exhausted',
    words: 'connection pool exhausted',
    decisive: true,
    pattern:
      /timeout waiting for .{0,20}(connection|object) from .{0,10}pool|ConnectionPoolTimeout|pool (is )?(exhausted|timed? ?out|limit|full)|QueuePool limit|pool.{0,40}(request timed out|timeout after)|timeout.{0,40}acquir\w* .{0,20}connection|acquire connection|no (available|free|idle) connections?|unable to (check ?out|obtain|get) .{0,20}connection from .{0,10}pool|Connection is not available, request timed out|connections? exhausted/i,
  },
  {
    category: 'database-connections',
    words: 'the database takes no more connections',
    decisive: true,
    pattern:
      /too many (clients|connections)|remaining connection slots|max_connections|too many open connections|connection limit exceeded/i,
  },
  {
    category: 'schema-mismatch',
    words: 'a missing table or column',
    decisive: true,
    pattern:
      /relation "?[\w."]+"? does not exist|table '?[\w.`]+'? doesn't exist|no such table|column "?[\w."]+"? (of relation .{0,60})?does not exist|unknown column|no such column|undefined ?(table|column)|(pending|missing|unapplied) migrations?|Invalid object name/i,
  },
  {
    // PostgreSQL 2200H and 22003, MySQL 1467 and 1264, SQL Server 8115: the column's type has to be widened.
    category: 'schema-mismatch',
    words: 'a sequence or column at the end of its range',
    decisive: true,
    pattern:
      /reached m(ax|in)imum value of sequence|(integer|smallint|bigint|value) out of range|Out of range value for column|Failed to read auto-increment value|Duplicate entry '(2147483647|4294967295)'|Arithmetic overflow error converting/i,
  },
  {
    category: 'database-locks',
    words: 'locks in the database',
    decisive: false,
    pattern:
      /deadlock|lock wait timeout|could not obtain lock|canceling statement due to lock timeout|database is locked/i,
  },
  {
    category: 'certificate-expired',
    words: 'certificate expired or not yet valid',
    decisive: true,
    pattern:
      /certificate (has |is )?(expired|not yet valid)|cert(ificate)?_?(has_)?expired|CERT_HAS_EXPIRED|x509.{0,40}expired/i,
  },
  {
    category: 'disk-full',
    words: 'no space left',
    decisive: true,
    pattern: /no space left on device|ENOSPC|disk (is )?(full|quota exceeded)|could not (extend|write).{0,60}space/i,
  },
  {
    category: 'out-of-memory',
    words: 'out of memory',
    decisive: true,
    pattern: /OutOfMemoryError|heap out of memory|out of memory|MemoryError\b|cannot allocate memory|OOM[- ]?kill/i,
  },
  {
    category: 'credentials-invalid',
    words: 'credentials rejected',
    decisive: true,
    pattern:
      /password authentication failed|access denied for user|authentication failed|invalid (credentials|password|api[ _-]?key|client secret|username|token|jwt)|(token|jwt)( is| has)? expired|jwt .{0,30}(failed|invalid)|login failed|WRONGPASS|NOAUTH|InvalidAccessKeyId|InvalidClientTokenId|ExpiredToken|SignatureDoesNotMatch|UnrecognizedClient|bad credentials|SASL authentication/i,
  },
  {
    category: 'permission-denied',
    words: 'not permitted',
    decisive: true,
    pattern:
      /is forbidden: User|cannot (get|list|watch|create|update|patch|delete) resource|AccessDenied(Exception)?\b|not authorized to perform|does not have (authorization to perform|\S+ access)|permission '[^']+' denied|permission[ _]denied|\bEACCES\b|\bEPERM\b|insufficient (privilege|permission)s?|must be owner of/i,
  },
  {
    category: 'bad-configuration',
    words: 'configuration missing or wrong',
    decisive: true,
    pattern:
      /(required|missing|undefined|unset|mandatory).{0,60}(env(ironment)?( var(iable)?s?)?|config(uration)?|setting|property|parameter|flag|option)\b|(env(ironment)?( var(iable)?s?)?|config(uration)?( key| file| value)?|setting|property)\b.{0,60}(is |are |was )?(not set|missing|required|undefined|unset|not found|invalid|empty)|KeyError: '[A-Z_]{3,}'|(invalid|bad|malformed|cannot parse|could not parse|failed to (parse|load|read)).{0,40}(config|yaml|json|toml|ini|properties)|unknown (directive|flag|option|config)|unrecognized (option|arguments?)|could not resolve placeholder|unknown unit .{0,20} in duration|\bconfig\w*: .{0,80}(invalid|unsupported|pars(e|ing)\b|unknown )|invalid value .{0,60} for (flag|env\w*|option|setting|variable|key|property)|failed to bind properties|FileNotFound(Exception|Error)|(open|read|load\w*) \S+\.(ya?ml|json|toml|ini|conf|cfg|properties|env)\b.{0,40}(no such file|not found|cannot find)/i,
  },
  {
    category: 'slow-query',
    words: 'slow queries',
    decisive: false,
    pattern: /slow[ -]?query|duration: \d{4,}(\.\d+)? ms\s+(statement|execute)/i,
  },
  {
    category: 'traffic-surge',
    words: 'overload',
    decisive: false,
    pattern: /overloaded|shedding (load|requests)|load[ -]shed|queue (is )?full|too busy/i,
  },
  {
    category: 'dns',
    words: 'name does not resolve',
    decisive: false,
    pattern:
      /no such host|\bENOTFOUND\b|EAI_AGAIN|\bquery[A-Z]\w* E(SERVFAIL|TIMEOUT|REFUSED|NODATA)|\blookup \S+ on \S+:53|server misbehaving|plugin\/(loop: Loop|errors: \d)|failed to lookup address|could not (resolve host\b|translate host ?name)|name or service not known|temporary failure in name resolution|NXDOMAIN|UnknownHostException|getaddrinfo|bad address|could not be resolved|host not found/i,
  },
  {
    category: 'throttled',
    words: 'throttled',
    decisive: false,
    pattern:
      /\b429\b|too many requests|rate ?limit(ed)? exceeded|ThrottlingException|Throttled|ThroughputExceeded|RequestLimitExceeded|SlowDown|quota exceeded/i,
  },
  {
    category: 'dependency-unreachable',
    words: 'dependency not reachable',
    decisive: false,
    pattern:
      /connection (was )?refused|ECONNREFUSED|can't connect|could not connect|cannot connect|unable to connect|failed to connect|connection to .{0,80}failed|no route to host|EHOSTUNREACH|network is unreachable|connection reset|ECONNRESET|broken pipe|upstream (prematurely|connect error)|no healthy upstream/i,
  },
  {
    category: 'dependency-slow',
    words: 'timeouts',
    decisive: false,
    pattern: /timed? ?out|ETIMEDOUT|deadline exceeded|context deadline|statement timeout|i\/o timeout|\b504\b/i,
  },
  {
    category: 'bad-command',
    words: 'the command cannot be run',
    decisive: true,
    pattern:
      /executable file not found|exec format error|(command|file) not found|no such file or directory|cannot find module|ModuleNotFoundError|ImportError|NoClassDefFoundError|ClassNotFoundException|can't open file|error while loading shared libraries/i,
  },
  {
    category: 'dependency-outage',
    words: 'a dependency answers with errors',
    decisive: false,
    pattern:
      /\b50[023]\b.{0,60}(from|upstream|error|unavailable|response)|service unavailable|bad gateway|(status|code)[ =:]+50[023]\b|(InternalError|ServiceUnavailable|InternalServerError)\b|failed.{0,80}\(50[0234]\)/i,
  },
  {
    category: 'application-crash',
    words: 'uncaught exception',
    decisive: false,
    pattern:
      /^panic:|\bpanic\b|Unhandled|uncaught|NullPointerException|nil pointer dereference|TypeError|ReferenceError|segmentation fault|SIGSEGV|Traceback|AssertionError|IndexError|ArrayIndexOutOfBounds|\bException\b|stack overflow/i,
  },
];

/** What a line's text says went wrong, whatever its level; undefined where no words of it are known. */
export function classOf(text: string): ErrorClass | undefined {
  return errorClasses.find(({ pattern }) => pattern.test(text));
}
