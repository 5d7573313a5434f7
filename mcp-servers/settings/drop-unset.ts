/**
 * Takes variables out of an environment that a person left empty. Claude Desktop hands over a field that nobody filled in
 * as an empty string or as the placeholder itself, and the SDKs would take either for a value.
 */
export function dropUnset(env: Record<string, string | undefined>): void {
  for (const [name, value = ''] of Object.entries(env)) {
    if (value.trim() === '' || /^\$\{user_config\.[^}]*\}$/.test(value)) delete env[name];
  }
}
