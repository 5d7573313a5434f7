/** Below it undici 8, which the Kubernetes and Slack clients bring, fails to load. */
const oldest = { major: 22, minor: 19 };
export const oldestNode = `${oldest.major}.${oldest.minor}`;

/** Why this Node cannot run a server, in words for a person; undefined where it can. */
export function tooOld(program: string, node: string = process.versions.node): string | undefined {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const enough = major > oldest.major || (major === oldest.major && minor >= oldest.minor);
  return enough ? undefined : `${program} needs Node ${oldestNode} or later, and this is ${node}`;
}
