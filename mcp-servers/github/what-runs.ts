/** Later is less likely to change what happens in production. */
const ranks: [RegExp, number][] = [
  [
    /(?:^|\/)(?:tests?|__tests__|spec|specs|fixtures|testdata|e2e|mocks?)\/|[._-](?:test|spec)\.\w+$|_test\.\w+$|Tests?\.\w+$/,
    4,
  ],
  [/(?:^|\/)docs?\/|\.(?:md|mdx|rst|adoc|txt|png|jpe?g|gif|svg)$|(?:^|\/)(?:LICENSE|CODEOWNERS|CHANGELOG)[^/]*$/i, 5],
  [
    /(?:^|\/)(?:package-lock\.json|pnpm-lock\.yaml|yarn\.lock|go\.sum|[\w-]+\.lock|[\w-]+\.min\.\w+)$|\.(?:snap|map)$/,
    3,
  ],
  [
    /^\.(?:github|gitlab|circleci|buildkite|vscode|idea)\/|(?:^|\/)(?:\.eslintrc|\.prettierrc|biome\.json|\.editorconfig|\.gitignore)/,
    3,
  ],
  [
    /\.(?:ya?ml|toml|ini|cfg|conf|properties|env|tf|tfvars|hcl|sql|json|xml)$|(?:^|\/)(?:\.env[^/]*|[^/]*Dockerfile[^/]*|Procfile|go\.mod|requirements[^/]*\.txt)$/i,
    1,
  ],
];

/** What runs or is read when the service starts comes first: configuration, code; lock files, tests and prose last. */
export function byWhatRuns(a: string, b: string): number {
  return rankOf(a) - rankOf(b) || (a < b ? -1 : a > b ? 1 : 0);
}

function rankOf(path: string): number {
  return ranks.find(([pattern]) => pattern.test(path))?.[1] ?? 2;
}
