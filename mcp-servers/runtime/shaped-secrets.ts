/** What stands where a secret stood. */
export const redacted = '[redacted]';

/**
 * Secrets that are recognised by their own shape, wherever they stand. Each pattern starts at a literal or a boundary and
 * repeats nothing within a repetition without a bound, so that no text takes long.
 */
const shapes: [RegExp, string][] = [
  [/\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g, redacted],
  [/\bgh[pousr]_[A-Za-z0-9]{20,255}\b/g, redacted],
  [/\bgithub_pat_[A-Za-z0-9_]{20,255}\b/g, redacted],
  [/\bglpat-[A-Za-z0-9_-]{16,}/g, redacted],
  [/\bxox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{8,}/g, redacted],
  [/\bxapp-\d-[A-Za-z0-9-]{8,}/g, redacted],
  [/(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[A-Za-z0-9/_-]+/g, `$1${redacted}`],
  // Anthropic, OpenAI and OpenRouter; a pod may be named task-..., so nothing may stand before.
  [/(?<![A-Za-z0-9_-])sk-(?:ant|proj|svcacct|admin|or)-[A-Za-z0-9_-]{10,}/g, redacted],
  [/(?<![A-Za-z0-9_-])sk-[A-Za-z0-9]{20,}(?![A-Za-z0-9_-])/g, redacted],
  // Stripe, Google, Vault, npm, Hugging Face, PyPI, Docker, DigitalOcean, Grafana, Shopify, SendGrid, Databricks, New Relic, Atlassian
  [/\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}/g, redacted],
  [/\bwhsec_[A-Za-z0-9+/=]{16,}/g, redacted],
  [/\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g, redacted],
  [/\bGOCSPX-[A-Za-z0-9_-]{20,}/g, redacted],
  [/\bya29\.[A-Za-z0-9_-]{20,}/g, redacted],
  [/\bhv[sbr]\.[A-Za-z0-9_-]{20,}/g, redacted],
  [/\b(?:npm|hf)_[A-Za-z0-9]{30,}\b/g, redacted],
  [/\bpypi-[A-Za-z0-9_-]{40,}/g, redacted],
  [/\b(?:dckr_pat|dop_v1|glsa|shpat)_[A-Za-z0-9_-]{20,}/g, redacted],
  [/\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}/g, redacted],
  [/\bdapi[0-9a-f]{32}\b/g, redacted],
  [/\bNRAK-[A-Z0-9]{20,}\b/g, redacted],
  [/\bATATT3[A-Za-z0-9_=-]{20,}/g, redacted],
  // A token for an EKS cluster: a presigned request to STS
  [/\bk8s-aws-v1\.[A-Za-z0-9_-]{20,}/g, redacted],
  // JWT and JWE
  [/(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,3}/g, redacted],
  // The data of a Secret: base64 of '-----BEGIN ' where neither a certificate nor a public key follows
  [/\bLS0tLS1CRUdJTi(?!BDRVJUSUZ|BQVUJMSUM)[A-Za-z0-9+/=]{20,}/g, redacted],

  // user:password@ in a URL, a token alone before the @, MySQL's form without a scheme, Oracle's, and curl's.
  [/(:\/\/[^\s:/@'"<>]{0,200}:)(?!\[redacted\]@)[^\s/'"<>]{1,500}@/g, `$1${redacted}@`],
  [/(:\/\/)[A-Za-z0-9_.~-]{20,500}(?=@)/g, `$1${redacted}`],
  [/(:)[^\s:@/'"]{1,200}(?=@(?:tcp|udp|unix)\()/g, `$1${redacted}`],
  [/(\bjdbc:oracle:thin:[^\s/@]{1,100}\/)[^\s@]{1,200}(?=@)/g, `$1${redacted}`],
  [/((?:\s-u|\s--user)[ =]["']?[^\s:"']{1,100}:)(?!\d+\b)[^\s"']+/g, `$1${redacted}`],

  // Docker's registries, and .netrc
  [/("auth\\?"[ \t]*:[ \t]*\\?")[A-Za-z0-9+/=]{12,}(?=\\?")/g, `$1${redacted}`],
  [/(\bmachine\s+\S{1,200}\s+login\s+\S{1,200}\s+password\s+)[^\s"'\\]{1,500}/g, `$1${redacted}`],

  // Signed URLs, signed requests, cookies, SQL.
  [/([?&](?:X-Amz-Signature|X-Amz-Security-Token|X-Goog-Signature|sig)=)[^&\s'"<>]+/gi, `$1${redacted}`],
  [/([?&](?:code|key)=)[^&\s'"<>]{16,}/gi, `$1${redacted}`],
  [/(\bSignature=)[0-9a-f]{32,}/gi, `$1${redacted}`],
  [/(\b(?:set-)?cookie["']?[ \t]*[:=][ \t]*["']?)(?=[^\s=;'"]{1,100}=)[^\n"']+/gi, `$1${redacted}`],
  [/(\b(?:identified by|password) ')[^'\n]{1,200}(?=')/gi, `$1${redacted}`],
];

/** Whole within 10,000 characters (kubectl puts a time before each line); cut off at its end; cut off at its beginning. */
const privateKeys: RegExp[] = [
  /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,10000}?-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----/g,
  /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:(?:\s|\\[nr]){0,4}[A-Za-z0-9+/=]{16,2000}(?![A-Za-z0-9+/=]))*/g,
  /^(?:[ \t]{0,40}[A-Za-z0-9+/]{40,100}\n){0,100}[ \t]{0,40}[A-Za-z0-9+/=]{1,100}\n[ \t]{0,40}-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----/gm,
];

export function redactShapedSecrets(text: string): string {
  // These look far ahead, so only where there is one.
  const keyless = text.includes('PRIVATE KEY')
    ? privateKeys.reduce((at, key) => at.replace(key, redacted), text)
    : text;
  return shapes.reduce((at, [shape, replacement]) => at.replace(shape, replacement), keyless);
}
