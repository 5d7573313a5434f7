import type { Category } from '../../../../workflows/categories.ts';

/** What lines of code do when they come or go. `what` gets the part that the pattern caught. */
interface Pattern {
  sign: '+' | '-';
  text: RegExp;
  what(caught: string): string;
  brings: readonly Category[];
  /** The other version of the file holds the same after all: written anew, not removed or added. */
  unless?: RegExp;
}

/** What counts even where the other version has the like of it. */
const never = /(?!)/;

/** What is short where nothing is given back. */
export const leaks: readonly Category[] = [
  'connection-pool-exhausted',
  'database-connections',
  'too-many-open-files',
  'out-of-memory',
  'disk-full',
  'database-locks',
];

/** What comes through where a cache no longer answers. */
const missed: readonly Category[] = [
  'database-cpu',
  'slow-query',
  'dependency-slow',
  'traffic-surge',
  'throttled',
  'database-connections',
  'connection-pool-exhausted',
];

export const patterns: readonly Pattern[] = [
  {
    sign: '-',
    text: /\b(LIMIT\s+[\w$:?]+|FETCH FIRST \d+|\.limit\([^)]*\)|\.take\([^)]*\)|\[:\s*\d+\])/i,
    what: (caught) => `drops the limit of a query (${caught})`,
    brings: ['slow-query', 'database-cpu', 'out-of-memory', 'dependency-slow', 'database-storage'],
  },
  {
    sign: '-',
    text: /\b(WHERE\s+.{3,60})/i,
    what: (caught) => `drops a query's condition (${caught})`,
    brings: ['slow-query', 'database-cpu', 'out-of-memory', 'database-locks'],
    unless: /\bWHERE\b/i,
  },
  {
    sign: '+',
    text: /\b(DROP INDEX.{0,60}|remove_index.{0,60}|dropIndex.{0,60})/i,
    what: (caught) => `drops an index (${caught})`,
    brings: ['slow-query', 'database-cpu', 'database-locks', 'dependency-slow'],
  },
  {
    sign: '-',
    text: /\b((?:CREATE (?:UNIQUE )?INDEX|add_index|@Index|index=True|db_index=True).{0,60})/i,
    what: (caught) => `drops an index (${caught})`,
    brings: ['slow-query', 'database-cpu', 'dependency-slow'],
  },
  {
    sign: '+',
    text: /\b((?:ALTER TABLE|CREATE (?:UNIQUE )?INDEX(?! CONCURRENTLY)|LOCK TABLE|TRUNCATE|VACUUM FULL|REINDEX).{0,70})/i,
    what: (caught) => `locks a table (${caught})`,
    brings: ['database-locks', 'slow-query', 'schema-mismatch', 'connection-pool-exhausted'],
  },
  {
    sign: '+',
    text: /(FOR UPDATE|SELECT .* FOR SHARE|SERIALIZABLE|select_for_update|\.lock\(|Lock\(\)|synchronized)/i,
    what: (caught) => `takes a lock (${caught})`,
    brings: ['database-locks', 'dependency-slow', 'connection-pool-exhausted'],
  },
  {
    sign: '+',
    text: /\b((?:DROP|RENAME) (?:COLUMN|TABLE).{0,60}|(?:remove|rename)_column.{0,60})/i,
    what: (caught) => `takes away what is stored (${caught})`,
    brings: ['schema-mismatch'],
  },
  {
    sign: '+',
    text: /\b((?:SELECT|INSERT INTO|UPDATE|JOIN)\s.{5,90})/i,
    what: (caught) => `adds a query (${caught})`,
    brings: ['schema-mismatch', 'slow-query', 'database-cpu', 'permission-denied'],
    unless: /\b(?:SELECT|INSERT INTO|UPDATE|JOIN)\s/i,
  },
  {
    sign: '-',
    text: /\b(\w*(?:leeway|skew|tolerance|graceperiod|grace_period|drift)\w*)/i,
    what: (caught) => `removes the tolerance (${caught}) of a check`,
    brings: ['credentials-invalid', 'permission-denied', 'certificate-expired'],
  },
  {
    sign: '-',
    text: /((?:\.|\b)(?:close|release|dispose|free|unlock|end|destroy|rollback|disconnect)\(\)?[^.]{0,20}$|\bdefer\b.*|\bfinally\b.*|\bwith (?:open|closing|get_\w+|self\.\w+)\(.*)/i,
    what: (caught) => `no longer gives back what it takes (${caught})`,
    brings: leaks,
  },
  {
    // What a block opened it also closed, on every way out of it.
    sign: '-',
    text: /\btry \(\s*(?:final\s+)?(?:var|[A-Z][\w.<>]*)\s+\w+\s*=\s*(.*)|\busing (?:var )?\(?(\w.*)|\bwith (.*(?:connect|session|cursor|acquire|transaction|client|pool).*) as \b.*/i,
    what: (caught) => `no longer closes what it opens on every way out, so that it leaks (${caught})`,
    brings: leaks,
  },
  {
    sign: '-',
    text: /(\w*(?:evict|maxSize|max_size|maximumSize|LRU|lru_cache|\.delete\(|expire\w*\()\w*)/,
    what: (caught) => `no longer bounds what it keeps (${caught})`,
    brings: ['out-of-memory', 'database-storage', 'disk-full'],
  },
  {
    sign: '+',
    text: /((?:\w+\.)?\w+\.(?:putIfAbsent|computeIfAbsent|setdefault)\(.*)/,
    what: (caught) => `adds to what only grows and is never emptied (${caught})`,
    brings: ['out-of-memory'],
    unless: /putIfAbsent|computeIfAbsent|setdefault/,
  },
  {
    sign: '+',
    text: /((?:private|static|const|final|self\.\w+|^\w+)\b.*=\s*(?:new (?:\w*(?:Map|Set|List|Dictionary))\b.*|\{\}|\[\]|dict\(\)|set\(\)|(?:list|defaultdict)\(.*\)|make\(map.*|sync\.Map.*);?\s*$)/,
    what: (caught) => `keeps what only grows and is never emptied (${caught})`,
    brings: ['out-of-memory'],
    unless: /\.(?:delete|remove|evict|clear|pop)\b/,
  },
  {
    // A class of characters may hold brackets of its own.
    sign: '+',
    text: /(.*\((?:\?:)?(?:\[(?:\\.|[^\]\\])+\]|\\.|[^()[\]\\])*(?:\[(?:\\.|[^\]\\])+\]|\\[wdsWDS]|\.)[+*](?:\[(?:\\.|[^\]\\])+\]|\\.|[^()[\]\\])*\)[+*{].*)/,
    what: (caught) => `matches with a regular expression that can backtrack without end (${caught})`,
    brings: ['dependency-slow', 'function-timeout', 'probe-failing', 'application-crash'],
  },
  {
    sign: '+',
    text: /(\w[\w.]*\.(?:filter|exclude|findOne|findMany|findUnique|findAll|findBy\w*|find_by\w*|where|query|fetch_one|fetchone|fetchrow|execute|select|objects\.get|QueryRow\w*|count)\((?!.*=>).*)/,
    what: (caught) => `runs one more query for each item (${caught})`,
    brings: ['slow-query', 'database-cpu', 'database-connections', 'connection-pool-exhausted'],
    unless: /\.(?:filter|findOne|findMany|findBy\w*|where|query|execute|QueryRow\w*)\(/,
  },
  {
    sign: '-',
    text: /(.*(?:prefetch_related|select_related|joinedload|eager_load|includes\(|preload\(|JOIN FETCH|EntityGraph|DataLoader|\.Preload\().*)/,
    what: (caught) => `no longer loads with one query what it then asks for each item (${caught})`,
    brings: ['slow-query', 'database-cpu', 'dependency-slow', 'database-connections'],
    unless: never,
  },
  {
    sign: '-',
    text: /(.*(?:WRITE_DATES|TIMESTAMPS?\b|isoformat|strf?time|toISOString|DateTimeFormat|SerializationFeature|JsonFormat|JsonProperty|serialized?_?name|json:"|\bcharset\b|encoding\s*[=:]|RFC3339|UnixMilli|epoch).*)/i,
    what: (caught) => `no longer writes values as their readers expect them (${caught})`,
    brings: ['application-crash', 'code-defect', 'schema-mismatch', 'bad-configuration'],
    unless: never,
  },
  {
    sign: '+',
    text: /(.*(?:toISOString|strftime|DateTimeFormatter|@JsonProperty|@SerializedName|alias=|json:"|isoformat\(|toFixed\(|UnixMilli|RFC3339).*)/,
    what: (caught) => `writes values in another form (${caught})`,
    brings: ['application-crash', 'code-defect', 'schema-mismatch'],
  },
  {
    sign: '-',
    text: /(.*(?:in\.Header|headers?\b.*(?:\.\.\.|copy|clone|append|set|add|forward|range)|(?:copy|forward|propagat|inject)\w*headers?|range .*Header).*)/i,
    what: (caught) => `no longer passes on headers as before (${caught})`,
    brings: ['credentials-invalid', 'permission-denied', 'dependency-outage'],
    unless: never,
  },
  {
    // What is never the same again finds nothing of what was kept under it.
    sign: '+',
    text: /(.*(?:\bkey\w*\b|_key\b|Key\b|":"|':'|`\w+:|\bETag\b|\bVary\b).*\b(?:now|time\(\)|currentTimeMillis|nanoTime|to_?epoch_?\w*|epoch\w*|timestamp\w*|uuid\w*|random\w*|nonce|request_?id|trace_?id|Unix(?:Milli|Nano)?|toISOString|isoformat)\b.*)/i,
    what: (caught) => `puts into the key of a cache what is new each time, so that it is always missed (${caught})`,
    brings: missed,
  },
  {
    sign: '-',
    text: /((?:return(?!.*(?:\berr|exception))|.*key\w*(?:\([^)]*\))?\s*(?::\s*\w+\s*)?[:=]|.*(?:cache_?key|CacheKey)).*(?:join\(|:\$?\{|:%[svd]|%[svd][:|]%[svd]|%s:|':'|":"|['"]\|['"]).*)/i,
    what: (caught) => `builds the key of a cache in another way, so that what was kept is missed (${caught})`,
    brings: missed,
    unless: never,
  },
  {
    sign: '+',
    text: /((?:\w+\.)?\w*(?:cache|registry|seen|history|buffer|pending|store)\w*(?:\[[^\]]+\]\s*=|\.(?:set|push|append|add|put)\().*)/i,
    what: (caught) => `keeps more and more (${caught})`,
    brings: ['out-of-memory'],
  },
  {
    sign: '-',
    text: /(\w*(?:cache|memoiz)\w*(?:\.get|\.fetch|\(|\[).*)/i,
    what: (caught) => `no longer answers from a cache (${caught})`,
    brings: ['database-cpu', 'slow-query', 'dependency-slow', 'throttled', 'database-connections'],
    unless: /cache|memoiz/i,
  },
  {
    sign: '-',
    text: /(.*(?:dead_?letter|\bdlq\b|_dlq\b|Recoverer|max_?(?:attempts|retries|receive_?count|deliveries)|skip(?:_?on_?error|Limit|Policy)|on_?error_?resume|poison).*)/i,
    what: (caught) => `no longer sets aside what cannot be processed, which then is retried without end (${caught})`,
    brings: ['application-crash', 'code-defect', 'unknown', 'dependency-slow', 'job-failing', 'throttled'],
    unless: /dead_?letter|dlq|Recoverer|max_?(?:attempts|retries|receive|deliver)|skip|poison/i,
  },
  {
    sign: '+',
    text: /(.*(?:UNLIMITED_?\w*|MaxAttempts\(?[^\w]*(?:-1|Integer\.MAX|0x7f)|max_?(?:attempts|retries)\W+(?:-1|inf\w*|None|null|Infinity)|\bForever\b|retryForever|retry_forever).*)/,
    what: (caught) => `retries without end, so that one failure holds up all behind it (${caught})`,
    brings: [
      'application-crash',
      'code-defect',
      'unknown',
      'throttled',
      'traffic-surge',
      'dependency-slow',
      'job-failing',
    ],
  },
  {
    // Days begin at other times elsewhere: what compares dates goes wrong between the two midnights.
    sign: '-',
    text: /(.*(?:\b(?:pytz|ZoneInfo|zoneinfo|tzlocal|dateutil\.tz)\b.*\w+\.(?:tz|time_?zone|zone)|ZoneId\.of\(|ZonedDateTime|\.(?:tz|in_time_zone|astimezone|atZone|setZone|withZone\w*|zone)\(|LoadLocation\(|\.In\(loc|timeZone:|tz=|localdate\(|toLocal\w*\().*)/,
    what: (caught) => `reckons dates in UTC or the server's zone, no longer in the local time zone (${caught})`,
    brings: ['code-defect', 'unknown', 'application-crash'],
    unless:
      /ZoneId\.of\(|\.(?:tz|in_time_zone|astimezone|atZone|setZone)\((?!.*utc)|LoadLocation\(|ZoneInfo\((?!.*UTC)|pytz\.timezone/i,
  },
  {
    sign: '-',
    text: /(\w*(?:backoff|jitter|circuit|breaker|retry|rate_?limit|throttle|debounce|semaphore|fallback)\w*)/i,
    what: (caught) => `removes ${caught}, which held back calls`,
    brings: ['throttled', 'dependency-outage', 'dependency-slow', 'traffic-surge', 'dependency-unreachable'],
  },
  {
    sign: '+',
    text: /(\w*(?:retry|retries|while\s*\(?true|for\s*\(;;\)|setInterval)\w*.*)/i,
    what: (caught) => `calls again and again (${caught})`,
    // Not what answers with errors of its own: calling again is the usual answer to that, and a decoy.
    brings: ['throttled', 'traffic-surge', 'dependency-slow'],
  },
  {
    sign: '-',
    text: /(if .*(?:null|nil|None|undefined|len\(|isEmpty|\?\.).*|.*\?\..*|.*\?\?.*|if err != nil.*|.*(?:Optional|orElse|getOrDefault|\.get\([^)]*, ).*)/,
    what: (caught) => `removes a check for what is missing (${caught})`,
    brings: ['application-crash', 'code-defect'],
  },
  {
    sign: '+',
    text: /\b((?:panic|throw new|raise|process\.exit|System\.exit|os\.Exit|log\.Fatal)\b.*)/,
    what: (caught) => `gives up where it did not before (${caught})`,
    brings: ['application-crash', 'code-defect', 'bad-configuration'],
  },
  {
    sign: '+',
    text: /((?:os\.environ\[|process\.env\.|os\.Getenv\(|getenv\(|System\.getenv\().*)/,
    what: (caught) => `needs a variable of the environment (${caught})`,
    brings: ['bad-configuration', 'application-crash', 'missing-secret', 'missing-configmap'],
  },
  {
    sign: '+',
    text: /\b((?:time\.)?sleep\(.*|setTimeout\(.*|Thread\.sleep.*)/i,
    what: (caught) => `waits (${caught})`,
    brings: ['dependency-slow', 'function-timeout', 'probe-failing', 'connection-pool-exhausted'],
  },
  {
    sign: '+',
    text: /((?:for|while|map|forEach|each)\b.*(?:query|execute|find|fetch|await|get)\w*\(.*)/i,
    what: (caught) => `asks once for each item (${caught})`,
    brings: ['slow-query', 'database-cpu', 'dependency-slow', 'throttled', 'database-connections', 'function-timeout'],
  },
  {
    sign: '-',
    text: /(\w*(?:rotate|retention|cleanup|clean_up|unlink|rmtree|removeFile|os\.remove|deleteFile)\w*.*)/i,
    what: (caught) => `no longer cleans up (${caught})`,
    brings: ['disk-full', 'database-storage'],
  },
  {
    sign: '-',
    text: /("?(?:Action|Effect|Resource|allow|permission|grant)"?\s*[:(].*)/i,
    what: (caught) => `takes a permission away (${caught})`,
    brings: ['permission-denied'],
  },
  {
    sign: '+',
    text: /("Effect":\s*"Deny".*|\bdeny\b.*|\bREVOKE\b.*)/i,
    what: (caught) => `denies what was allowed (${caught})`,
    brings: ['permission-denied', 'network-policy'],
  },
  {
    sign: '-',
    text: /(.*(?:\bsynchronized\b|mutex|\.lock\(|\bLock\(\)|\.transaction\(|@Transactional|atomic|advisory_lock|setnx|\bNX\b|ON CONFLICT|idempoten|dedup|alreadyProcessed|already_processed).*)/i,
    what: (caught) => `no longer keeps the same from being done twice or at once (${caught})`,
    brings: ['code-defect', 'unknown', 'database-locks'],
  },
  {
    // What stands at the beginning of a line is made once, what is indented each time.
    sign: '+',
    text: /^\s+(?!.*\b(?:static|final|private|readonly)\b)(.*(?:new \w*(?:HttpClient|RestTemplate|Pool|MongoClient|Connection|KafkaProducer)\(|http\.Client\{|sql\.Open\(|redis\.(?:createClient|Redis|NewClient)\(|boto3\.(?:client|resource)\(|MongoClient\(|requests\.Session\(|create_engine\(|psycopg2?\.connect\().*)/,
    what: (caught) => `opens a client of its own each time (${caught})`,
    brings: ['too-many-open-files', 'database-connections', 'connection-pool-exhausted', 'out-of-memory'],
  },
  {
    sign: '+',
    text: /(.*\b(?:readFileSync|writeFileSync|execSync|spawnSync|pbkdf2Sync|scryptSync|hashSync|gzipSync|deflateSync)\(.*)/,
    what: (caught) => `keeps everything else waiting while it works (${caught})`,
    brings: ['function-timeout', 'dependency-slow', 'probe-failing'],
  },
  {
    sign: '+',
    text: /\b(go func\(.*|new Thread\(.*|setInterval\(.*|Executors\.new\w+\(.*|threading\.Thread\(.*|asyncio\.create_task\(.*|addEventListener\(.*|\w+\.on\(['"].*)/,
    what: (caught) => `starts what nothing ends (${caught})`,
    brings: ['out-of-memory', 'too-many-open-files'],
    unless:
      /go func\(|new Thread\(|setInterval\(|clearInterval|Executors\.new|threading\.Thread|create_task|removeListener|\.on\(|\.off\(/,
  },
  {
    sign: '+',
    text: /(ORDER BY .*|I?LIKE '%.*|\bOFFSET\b.*|NOT IN \(.*|SELECT \*.*|SELECT DISTINCT .*|\bLOWER\(\w+.*=.*)/i,
    what: (caught) => `makes a query read more than it did (${caught})`,
    brings: ['slow-query', 'database-cpu', 'dependency-slow'],
  },
  {
    sign: '-',
    text: /(.*(?:preStop|SIGTERM|graceful\w*|server\.(?:shutdown|close)\(|\bdrain\w*\().*)/i,
    what: (caught) => `no longer ends the requests in flight before it stops (${caught})`,
    brings: ['load-balancer-unhealthy', 'dependency-unreachable', 'dependency-outage', 'unknown'],
  },
];
